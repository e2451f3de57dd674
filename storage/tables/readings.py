"""What households tell as plain facts: how cold, how long, how often, or that all is well with them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, PrimaryKeyConstraint, String, Table

from storage.tables.base import code, district, metadata, of_ticket
from storage.types import Instant

readings = Table(
    "readings",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("inbox_id", BigInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("building", String(32)),
    Column("entrance", String(32)),
    Column("room", String(32)),
    Column("floor", Integer),
    Column("measure", String(16), nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("unit", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "id"),
    of_ticket(),
)
Index("ix_readings_ticket", readings.c.district, readings.c.ticket_id)
Index("ix_readings_inbox", readings.c.district, readings.c.inbox_id)
