"""What people said they would do by when, and whether they did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, String, Table, Text

from storage.tables.base import code, district, due, metadata, of_ticket
from storage.types import Instant

commitments = Table(
    "commitments",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("inbox_id", BigInteger),
    code("person", nullable=True),
    Column("name", String(64), nullable=False),
    Column("role", String(64)),
    code("unit"),
    Column("what", String(16), nullable=False),
    Column("words", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("remind_at", Instant),
    Column("next_at", Instant),
    Column("state", String(16), nullable=False),
    Column("settled_at", Instant),
    Column("settled_by", String(16)),
    PrimaryKeyConstraint("district", "id"),
    of_ticket(),
)
due(commitments, "next_at")
Index("ix_commitments_ticket", commitments.c.district, commitments.c.ticket_id)
Index("ix_commitments_due_at", commitments.c.district, commitments.c.due_at)
