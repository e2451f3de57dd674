"""What volunteers did: one row for each completion of an order, counted once its order is over."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table, UniqueConstraint

from storage.tables.base import code, district, metadata, of_ticket
from storage.types import Instant

services = Table(
    "services",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("round", Integer, nullable=False),
    code("person"),
    Column("minutes", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "ticket_id", "round", "person"),
    of_ticket(),
)
Index("ix_services_at", services.c.district, services.c.at)
