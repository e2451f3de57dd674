"""What comes in: messages, who sent them, and what we are waiting to hear."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
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

residents = Table(
    "residents",
    metadata,
    district(),
    Column("channel", String(32), nullable=False),
    code("account"),
    code("name", nullable=True),
    code("unit", nullable=True),
    Column("building", String(32)),
    Column("entrance", String(32)),
    Column("room", String(32)),
    Column("seen_at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "channel", "account"),
)

inbox = Table(
    "inbox",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    code("message_id"),
    code("chat", nullable=True),
    code("sender"),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant),
    Column("intent", String(32)),
    Column("reason", Text),
    Column("ticket_id", BigInteger),
    Column("handled_at", Instant),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "channel", "message_id"),
)
Index("ix_inbox_talk", inbox.c.district, inbox.c.channel, inbox.c.chat, inbox.c.id)
due(inbox, "next_attempt_at")

dialogues = Table(
    "dialogues",
    metadata,
    district(),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("topic", String(32), nullable=False),
    Column("data", JSON, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("expires_at", Instant),
    PrimaryKeyConstraint("district", "channel", "account"),
)
due(dialogues, "expires_at")
