"""What goes out, the buttons on it, and what is counted."""

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

outbox = Table(
    "outbox",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("key", String(191), nullable=False),
    Column("channel", String(32), nullable=False),
    code("recipient"),
    Column("kind", String(16), nullable=False),
    Column("ticket_id", BigInteger),
    Column("text", Text, nullable=False),
    # A message without a card has none, which is not a card that says `null`.
    Column("card", JSON(none_as_null=True)),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant),
    Column("reason", Text),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "key"),
)
Index("ix_outbox_recipient", outbox.c.district, outbox.c.channel, outbox.c.recipient, outbox.c.id)
due(outbox, "next_attempt_at")

buttons = Table(
    "buttons",
    metadata,
    district(),
    Column("id", String(32), nullable=False),
    Column("outbox_id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    code("recipient"),
    Column("action", String(32), nullable=False),
    PrimaryKeyConstraint("district", "id"),
)
Index("ix_buttons_offered", buttons.c.district, buttons.c.channel, buttons.c.recipient, buttons.c.action,
      buttons.c.outbox_id)  # fmt: skip


counters = Table(
    "counters",
    metadata,
    district(),
    code("name"),
    Column("value", Integer, nullable=False),
    PrimaryKeyConstraint("district", "name"),
)

rollups = Table(
    "rollups",
    metadata,
    district(),
    Column("month", String(7), nullable=False),
    code("unit"),
    Column("category", String(64), nullable=False),
    Column("figure", String(16), nullable=False),
    Column("value", Integer, nullable=False),
    PrimaryKeyConstraint("district", "month", "unit", "category", "figure"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
)
