"""What comes round: the next moment of each cadence, what was held, visits, the three lists, polls and votes."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import code, district, due, metadata
from storage.types import Instant

cadences = Table(
    "cadences",
    metadata,
    district(),
    Column("name", String(64), nullable=False),
    code("unit"),
    Column("next_at", Instant),
    Column("last_at", Instant),
    PrimaryKeyConstraint("district", "name", "unit"),
)
due(cadences, "next_at")

meetings = Table(
    "meetings",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("cadence", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    code("unit"),
    Column("planned_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("sections", JSON, nullable=False),
    Column("people", JSON, nullable=False),
    Column("minutes", Text),
    Column("minuted_at", Instant),
    code("minuted_by", nullable=True),
    PrimaryKeyConstraint("district", "id"),
)
Index("ix_meetings_unit", meetings.c.district, meetings.c.unit, meetings.c.cadence, meetings.c.id)

meeting_tasks = Table(
    "meeting_tasks",
    metadata,
    district(),
    Column("meeting_id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "meeting_id", "ticket_id"),
    ForeignKeyConstraint(["district", "meeting_id"], ["meetings.district", "meetings.id"]),
    ForeignKeyConstraint(["district", "ticket_id"], ["tickets.district", "tickets.id"]),
)

visits = Table(
    "visits",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("meeting_id", BigInteger),
    code("unit"),
    Column("building", String(32)),
    code("person"),
    Column("reason", Text, nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("words", Text),
    Column("tickets", JSON, nullable=False),
    PrimaryKeyConstraint("district", "id"),
    ForeignKeyConstraint(["district", "meeting_id"], ["meetings.district", "meetings.id"]),
)
Index("ix_visits_person", visits.c.district, visits.c.person, visits.c.id)

listed = Table(
    "listed",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("list", String(32), nullable=False),
    code("unit"),
    Column("text", Text, nullable=False),
    code("person"),
    Column("at", Instant, nullable=False),
    Column("closed_at", Instant),
    PrimaryKeyConstraint("district", "id"),
)
Index("ix_listed_unit", listed.c.district, listed.c.unit, listed.c.id)

polls = Table(
    "polls",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("project", String(64), nullable=False),
    Column("phase", String(16), nullable=False),
    code("unit"),
    Column("question", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("asked", JSON, nullable=False),
    code("person"),
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("next_at", Instant),
    PrimaryKeyConstraint("district", "id"),
)
due(polls, "next_at")
Index("ix_polls_project", polls.c.district, polls.c.project, polls.c.id)

votes = Table(
    "votes",
    metadata,
    district(),
    Column("poll_id", BigInteger, nullable=False),
    code("person"),
    Column("option", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "poll_id", "person"),
    ForeignKeyConstraint(["district", "poll_id"], ["polls.district", "polls.id"]),
)

# Only what a household agreed to; a withdrawn row is deleted, not marked.
households = Table(
    "households",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    code("unit"),
    Column("building", String(32)),
    Column("room", String(32)),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("facts", JSON, nullable=False),
    code("person"),
    Column("asked_at", Instant, nullable=False),
    Column("agreed_at", Instant),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "channel", "account"),
)
Index("ix_households_unit", households.c.district, households.c.unit)
