"""How every group message sounded, and a sketch of every trouble that is spoken of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create both tables."""
    op.create_table(
        "heard",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("told", sa.Float(), nullable=False),
        sa.Column("sense", sa.JSON(), nullable=False),
        sa.Column("meaning", sa.LargeBinary(), nullable=True),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("district", "inbox_id", name=op.f("pk_heard")),
    )
    op.create_index("ix_heard_at", "heard", ["district", "at"])
    op.create_table(
        "sketches",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=191), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("centre", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_sketches_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "ticket_id", name=op.f("pk_sketches")),
    )
    op.create_index("ix_sketches_chat", "sketches", ["district", "channel", "chat", "last_at"])
