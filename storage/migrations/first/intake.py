"""The first version of the tables of what comes in; never changed, only migrated from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.due import create_due
from storage.types import Instant


def create() -> None:
    """Create them."""
    _residents()
    _inbox()
    _dialogues()


def _residents() -> None:
    op.create_table(
        "residents",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=True),
        sa.Column("unit", sa.String(length=191), nullable=True),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("district", "channel", "account", name=op.f("pk_residents")),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=191), nullable=False),
        sa.Column("chat", sa.String(length=191), nullable=True),
        sa.Column("sender", sa.String(length=191), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("intent", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("district", "channel", "message_id", name=op.f("uq_inbox_district_channel_message_id")),
    )
    create_due("inbox", "next_attempt_at")
    op.create_index("ix_inbox_talk", "inbox", ["district", "channel", "chat", "id"], unique=False)


def _dialogues() -> None:
    op.create_table(
        "dialogues",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "channel", "account", name=op.f("pk_dialogues")),
    )
    create_due("dialogues", "expires_at")
