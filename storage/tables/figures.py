"""What the figures need besides the tickets: exclusions, nominations, counts of earlier years, plans and warnings."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import code, district, due, metadata, of_ticket
from storage.types import Instant

exclusions = Table(
    "exclusions",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("code", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    code("person"),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    code("decided_by", nullable=True),
    Column("decided_at", Instant),
    Column("answer", Text),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "ticket_id", "stage"),
    of_ticket(),
)
Index("ix_exclusions_state", exclusions.c.district, exclusions.c.state, exclusions.c.id)

nominations = Table(
    "nominations",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    code("person"),
    Column("month", String(7), nullable=False),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("ticket_id", BigInteger),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "id"),
    # One resident, one vote a month.
    UniqueConstraint("district", "person", "month", "channel", "account"),
)

score_appeals = Table(
    "score_appeals",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    code("person"),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    code("answered_by", nullable=True),
    Column("answered_at", Instant),
    Column("answer", Text),
    PrimaryKeyConstraint("district", "id"),
)
Index("ix_score_appeals_state", score_appeals.c.district, score_appeals.c.state, score_appeals.c.id)

past_counts = Table(
    "past_counts",
    metadata,
    district(),
    Column("day", Date, nullable=False),
    code("unit"),
    Column("building", String(32), nullable=False),
    Column("category", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("district", "day", "unit", "building", "category"),
)

preventions = Table(
    "preventions",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    code("unit"),
    Column("category", String(64), nullable=False),
    Column("season", String(7), nullable=False),
    Column("before", JSON, nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("next_at", Instant),
    Column("checked_at", Instant),
    Column("found", JSON(none_as_null=True)),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "unit", "category", "season"),
    of_ticket(),
)
due(preventions, "next_at")

warnings = Table(
    "warnings",
    metadata,
    district(),
    code("unit"),
    Column("category", String(64), nullable=False),
    Column("week", Date, nullable=False),
    Column("count", Integer, nullable=False),
    Column("usual", Float, nullable=False),
    Column("chance", Float, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "unit", "category", "week"),
)
