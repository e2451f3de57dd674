"""Tickets that may tell one trouble, and those that were put together."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, Index, PrimaryKeyConstraint, String, Table, Text

from storage.tables.base import code, district, metadata, of_ticket
from storage.types import Instant

# Two tickets that may be one, from the newer to the older.
twins = Table(
    "twins",
    metadata,
    district(),
    Column("ticket_id", BigInteger, nullable=False),
    Column("older_id", BigInteger, nullable=False),
    Column("score", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    code("decided_by", nullable=True),
    Column("at", Instant, nullable=False),
    Column("decided_at", Instant),
    PrimaryKeyConstraint("district", "ticket_id", "older_id"),
    of_ticket(),
)
Index("ix_twins_older", twins.c.district, twins.c.older_id)

# What is needed to take a ticket out of another again as it was.
mergings = Table(
    "mergings",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("into_id", BigInteger, nullable=False),
    Column("before", JSON, nullable=False),
    code("merged_by"),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    code("undone_by", nullable=True),
    PrimaryKeyConstraint("district", "id"),
    of_ticket(),
)
Index("ix_mergings_ticket", mergings.c.district, mergings.c.ticket_id)
Index("ix_mergings_into", mergings.c.district, mergings.c.into_id)
