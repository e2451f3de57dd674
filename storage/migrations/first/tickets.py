"""The first version of the tables of tickets and what belongs to them; never changed, only migrated from."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.due import create_due
from storage.types import Instant


def create() -> None:
    """Create them."""
    _tickets()
    _clocks()
    _events()
    _ratings()
    _supporters()
    _surveys()
    _ticket_messages()
    _ticket_people()


def _tickets() -> None:
    op.create_table(
        "tickets",
        *_matter(),
        *_place_and_people(),
        *_course(),
        *_end(),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("district", "number", name=op.f("uq_tickets_district_number")),
    )
    op.create_index("ix_tickets_chat", "tickets", ["district", "channel", "chat", "last_message_at"], unique=False)
    op.create_index("ix_tickets_reporter", "tickets", ["district", "channel", "reporter", "id"], unique=False)
    op.create_index("ix_tickets_status", "tickets", ["district", "status", "id"], unique=False)


def _matter() -> list[sa.Column[Any]]:
    """What it is."""
    return [
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("track", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
    ]


def _place_and_people() -> list[sa.Column[Any]]:
    """Who has it, where it is, and who told it."""
    return [
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("estate", sa.String(length=191), nullable=True),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=191), nullable=True),
        sa.Column("reporter", sa.String(length=191), nullable=False),
    ]


def _course() -> list[sa.Column[Any]]:
    """What was told, and when it came how far."""
    return [
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("parent", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("dispatched_at", Instant(), nullable=True),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("last_message_at", Instant(), nullable=False),
    ]


def _end() -> list[sa.Column[Any]]:
    """How it ended, and its chain of events."""
    return [
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("event_hash", sa.String(length=64), nullable=False),
    ]


def _of_ticket(table: str) -> sa.ForeignKeyConstraint:
    """A row of this table is of a ticket."""
    return sa.ForeignKeyConstraint(
        ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f(f"fk_{table}_tickets")
    )


def _clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("remind_at", Instant(), nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("met_at", Instant(), nullable=True),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("breached_at", Instant(), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=False),
        _of_ticket("clocks"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_clocks")),
    )
    create_due("clocks", "next_at")
    op.create_index("ix_clocks_ticket", "clocks", ["district", "ticket_id"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=191), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        _of_ticket("events"),
        sa.PrimaryKeyConstraint("district", "ticket_id", "seq", name=op.f("pk_events")),
    )


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        _of_ticket("ratings"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_ratings")),
    )


def _supporters() -> None:
    op.create_table(
        "supporters",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("since", Instant(), nullable=False),
        _of_ticket("supporters"),
        sa.PrimaryKeyConstraint("district", "ticket_id", "channel", "account", name=op.f("pk_supporters")),
    )


def _surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=191), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        _of_ticket("surveys"),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_surveys")),
        sa.UniqueConstraint(
            *("district", "ticket_id", "round", "channel", "recipient"),
            name=op.f("uq_surveys_district_ticket_id_round_channel_recipient"),
        ),
    )
    create_due("surveys", "next_at")


def _ticket_messages() -> None:
    op.create_table(
        "ticket_messages",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=191), nullable=False),
        sa.Column("sender", sa.String(length=191), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        _of_ticket("ticket_messages"),
        sa.PrimaryKeyConstraint("district", "ticket_id", "inbox_id", name=op.f("pk_ticket_messages")),
    )


def _ticket_people() -> None:
    op.create_table(
        "ticket_people",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        _of_ticket("ticket_people"),
        sa.PrimaryKeyConstraint("district", "ticket_id", "person", name=op.f("pk_ticket_people")),
    )
    op.create_index("ix_ticket_people_person", "ticket_people", ["district", "person", "ticket_id"], unique=False)
