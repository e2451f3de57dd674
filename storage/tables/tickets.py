"""Tickets, their messages, people, events, clocks, surveys and ratings."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.tables.base import code, district, due, metadata, of_ticket
from storage.types import Instant

tickets = Table(
    "tickets",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("number", String(32), nullable=False),
    Column("category", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("track", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("level", Integer, nullable=False),
    code("unit"),
    code("estate", nullable=True),
    Column("building", String(32)),
    Column("entrance", String(32)),
    Column("room", String(32)),
    Column("channel", String(32), nullable=False),
    code("chat", nullable=True),
    code("reporter"),
    Column("summary", Text, nullable=False),
    Column("parent", BigInteger),
    Column("opened_at", Instant, nullable=False),
    Column("dispatched_at", Instant),
    Column("accepted_at", Instant),
    Column("resolved_at", Instant),
    Column("closed_at", Instant),
    Column("last_message_at", Instant, nullable=False),
    Column("resolution", Text),
    Column("rating", Integer),
    Column("outcome", String(32)),
    Column("reopened", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("extended", Integer, nullable=False),
    Column("form", String(16), nullable=False, server_default="appeal"),
    Column("grade", String(32), nullable=False, server_default="general"),
    Column("source", String(32), nullable=False, server_default="private"),
    Column("route", String(64)),
    Column("method", String(32)),
    Column("confidential", Boolean, nullable=False, server_default=false()),
    Column("event_seq", Integer, nullable=False),
    Column("event_hash", String(64), nullable=False),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "number"),
)
Index("ix_tickets_reporter", tickets.c.district, tickets.c.channel, tickets.c.reporter, tickets.c.id)
Index("ix_tickets_chat", tickets.c.district, tickets.c.channel, tickets.c.chat, tickets.c.last_message_at)
Index("ix_tickets_form", tickets.c.district, tickets.c.form, tickets.c.status, tickets.c.id)
Index("ix_tickets_parent", tickets.c.district, tickets.c.parent)
Index("ix_tickets_status", tickets.c.district, tickets.c.status, tickets.c.id)

ticket_messages = Table(
    "ticket_messages",
    metadata,
    district(),
    Column("ticket_id", BigInteger, nullable=False),
    Column("inbox_id", BigInteger, nullable=False),
    code("message_id"),
    code("sender"),
    Column("part", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("district", "ticket_id", "inbox_id"),
    of_ticket(),
)
Index("ix_ticket_messages_inbox", ticket_messages.c.district, ticket_messages.c.inbox_id)

ticket_people = Table(
    "ticket_people",
    metadata,
    district(),
    Column("ticket_id", BigInteger, nullable=False),
    code("person"),
    Column("part", String(16), nullable=False),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("district", "ticket_id", "person"),
    of_ticket(),
)
Index("ix_ticket_people_person", ticket_people.c.district, ticket_people.c.person, ticket_people.c.ticket_id)

supporters = Table(
    "supporters",
    metadata,
    district(),
    Column("ticket_id", BigInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("building", String(32)),
    Column("entrance", String(32)),
    Column("since", Instant, nullable=False),
    Column("room", String(32)),
    Column("floor", Integer),
    Column("inbox_id", BigInteger),
    PrimaryKeyConstraint("district", "ticket_id", "channel", "account"),
    of_ticket(),
)
Index("ix_supporters_account", supporters.c.district, supporters.c.channel, supporters.c.account)

events = Table(
    "events",
    metadata,
    district(),
    Column("ticket_id", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    code("actor"),
    Column("kind", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("data", JSON, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("district", "ticket_id", "seq"),
    of_ticket(),
)

clocks = Table(
    "clocks",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("remind_at", Instant),
    Column("next_at", Instant),
    Column("met_at", Instant),
    Column("stopped_at", Instant),
    Column("breached_at", Instant),
    Column("repeats", Integer, nullable=False),
    PrimaryKeyConstraint("district", "id"),
    of_ticket(),
)
Index("ix_clocks_ticket", clocks.c.district, clocks.c.ticket_id)
due(clocks, "next_at")

surveys = Table(
    "surveys",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("round", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    code("recipient"),
    Column("state", String(16), nullable=False),
    Column("next_at", Instant),
    Column("sent_at", Instant),
    Column("reminded_at", Instant),
    Column("closed_at", Instant),
    PrimaryKeyConstraint("district", "id"),
    UniqueConstraint("district", "ticket_id", "round", "channel", "recipient"),
    of_ticket(),
)
due(surveys, "next_at")

ratings = Table(
    "ratings",
    metadata,
    district(),
    Column("id", BigInteger, nullable=False),
    Column("ticket_id", BigInteger, nullable=False),
    Column("round", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    code("account"),
    Column("score", Integer),
    Column("solved", Boolean),
    Column("comment", Text),
    Column("at", Instant, nullable=False),
    Column("by", String(191)),
    Column("result", String(16)),
    Column("dimensions", JSON(none_as_null=True)),
    Column("household", BigInteger),
    PrimaryKeyConstraint("district", "id"),
    of_ticket(),
)
Index("ix_ratings_ticket", ratings.c.district, ratings.c.ticket_id)
