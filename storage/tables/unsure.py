"""What a courtyard chief is asked about, and what people put right in how a group was listened to."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, PrimaryKeyConstraint, String, Table

from storage.tables.base import code, district, due, metadata
from storage.types import Instant

# Of the doubts those that somebody near is asked about first. A decision takes the row away with the doubt.
asks = Table(
    "asks",
    metadata,
    district(),
    Column("inbox_id", BigInteger, nullable=False),
    code("person"),
    Column("near_id", BigInteger),
    Column("asked_at", Instant),
    Column("next_at", Instant),
    PrimaryKeyConstraint("district", "inbox_id"),
)
due(asks, "next_at")
Index("ix_asks_person", asks.c.district, asks.c.person)

# A row for every message of a deed. No words: those are the message's, and go with it.
corrections = Table(
    "corrections",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("deed_id", BigInteger, nullable=False),
    Column("inbox_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    code("author"),
    Column("deed", String(32), nullable=False),
    Column("was_id", BigInteger),
    Column("now_id", BigInteger),
    Column("weighed", JSON, nullable=False),
    Column("kept", JSON, nullable=False),
    Column("undone_at", Instant),
    PrimaryKeyConstraint("district", "id"),
)
Index("ix_corrections_deed", corrections.c.district, corrections.c.deed_id)
Index("ix_corrections_author", corrections.c.district, corrections.c.author, corrections.c.id)
