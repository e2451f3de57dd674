"""What people put right in our understanding, and the messages they should look at."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, PrimaryKeyConstraint, String, Table, Text

from storage.tables.base import code, district, metadata
from storage.types import Instant

lessons = Table(
    "lessons",
    metadata,
    district(),
    Column("inbox_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("understood", String(64), nullable=False),
    Column("meant", String(64), nullable=False),
    Column("kind", String(32)),
    Column("urgency", String(16)),
    Column("source", String(32), nullable=False),
    code("author"),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    code("reviewer", nullable=True),
    Column("reviewed_at", Instant),
    PrimaryKeyConstraint("district", "inbox_id"),
)
Index("ix_lessons_state", lessons.c.district, lessons.c.state, lessons.c.inbox_id)

# Only what still waits for somebody to look: a decision takes the row away.
doubts = Table(
    "doubts",
    metadata,
    district(),
    Column("inbox_id", BigInteger, nullable=False),
    Column("intent", String(32), nullable=False),
    Column("category", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "inbox_id"),
)
