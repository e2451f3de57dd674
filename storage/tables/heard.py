"""What was heard in groups: how every message sounded, and a sketch of every trouble that is spoken of."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, Index, LargeBinary, PrimaryKeyConstraint, String, Table

from storage.tables.base import code, district, metadata, of_ticket
from storage.types import Instant

# Kept for some days only: as long as something may be said that belongs to it.
heard = Table(
    "heard",
    metadata,
    district(),
    Column("inbox_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("told", Float, nullable=False),
    Column("sense", JSON, nullable=False),
    Column("meaning", LargeBinary),
    Column("building", String(32)),
    Column("choice", JSON, nullable=False),
    PrimaryKeyConstraint("district", "inbox_id"),
)
Index("ix_heard_at", heard.c.district, heard.c.at)

sketches = Table(
    "sketches",
    metadata,
    district(),
    Column("ticket_id", BigInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    code("chat"),
    Column("last_at", Instant, nullable=False),
    Column("data", JSON, nullable=False),
    Column("centre", LargeBinary, nullable=False),
    PrimaryKeyConstraint("district", "ticket_id"),
    of_ticket(),
)
Index("ix_sketches_chat", sketches.c.district, sketches.c.channel, sketches.c.chat, sketches.c.last_at)
