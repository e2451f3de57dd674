"""The first version of the tables of what goes out and what is counted; never changed, only migrated from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.due import create_due
from storage.types import Instant


def create() -> None:
    """Create them."""
    _buttons()
    _counters()
    _outbox()
    _rollups()
    _meta()


def _buttons() -> None:
    op.create_table(
        "buttons",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=191), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_buttons")),
    )
    op.create_index(
        "ix_buttons_offered", "buttons", ["district", "channel", "recipient", "action", "outbox_id"], unique=False
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "name", name=op.f("pk_counters")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=191), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=191), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("district", "key", name=op.f("uq_outbox_district_key")),
    )
    create_due("outbox", "next_attempt_at")
    op.create_index("ix_outbox_recipient", "outbox", ["district", "channel", "recipient", "id"], unique=False)


def _rollups() -> None:
    op.create_table(
        "rollups",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("figure", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "month", "unit", "category", "figure", name=op.f("pk_rollups")),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
