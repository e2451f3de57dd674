"""Which umbrella incident is open where."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, String, Table

from storage.tables.base import code, district, metadata
from storage.tables.tickets import tickets

# One row for each place and category whose households were ever counted. It is what several processes
# wait for in turn, so it is written before the ticket it names: no foreign key, `db check` looks instead.
incidents = Table(
    "incidents",
    metadata,
    district(),
    Column("category", String(64), nullable=False),
    code("unit"),
    Column("building", String(32), nullable=False),
    Column("ticket_id", BigInteger),
    PrimaryKeyConstraint("district", "category", "unit", "building"),
)
Index("ix_tickets_place", tickets.c.district, tickets.c.unit, tickets.c.category, tickets.c.id)
