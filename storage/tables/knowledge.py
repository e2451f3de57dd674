"""What is known before anybody has to ask: answers, who was given one, stations, and who is looked for."""

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

knowledge = Table(
    "knowledge",
    metadata,
    district(),
    Column("id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    code("source"),
    Column("phone", String(64)),
    Column("link", Text),
    Column("valid_until", Date),
    code("place", nullable=True),
    Column("category", String(64)),
    Column("next_at", Instant),
    PrimaryKeyConstraint("district", "id"),
)
due(knowledge, "next_at")

answers = Table(
    "answers",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("inbox_id", BigInteger, nullable=False),
    Column("entry", String(64)),
    Column("offered", JSON, nullable=False),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("issue", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("ticket_id", BigInteger),
    PrimaryKeyConstraint("district", "id"),
    of_ticket(),
)
Index("ix_answers_account", answers.c.district, answers.c.channel, answers.c.account, answers.c.id)

stations = Table(
    "stations",
    metadata,
    district(),
    code("code"),
    Column("position", Integer, nullable=False),
    code("name"),
    Column("level", Integer, nullable=False),
    Column("address", Text, nullable=False),
    code("unit"),
    Column("hours", String(191), nullable=False),
    Column("phone", String(64)),
    Column("services", JSON, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    PrimaryKeyConstraint("district", "code"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("token", String(32), nullable=False),
    code("person"),
    Column("text", Text, nullable=False),
    Column("phone", String(64), nullable=False),
    Column("photos", JSON, nullable=False),
    Column("chats", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended_at", Instant),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "token"),
    of_ticket(),
)
Index("ix_broadcasts_ticket", broadcasts.c.district, broadcasts.c.ticket_id)
