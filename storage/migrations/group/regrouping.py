"""Tickets that may tell one trouble, and those that were put together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create both tables."""
    _twins()
    _mergings()


def _twins() -> None:
    op.create_table(
        "twins",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("older_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=191), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_twins_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "ticket_id", "older_id", name=op.f("pk_twins")),
    )
    op.create_index("ix_twins_older", "twins", ["district", "older_id"])


def _mergings() -> None:
    op.create_table(
        "mergings",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("merged_by", sa.String(length=191), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", sa.String(length=191), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_mergings_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_mergings")),
    )
    op.create_index("ix_mergings_ticket", "mergings", ["district", "ticket_id"])
    op.create_index("ix_mergings_into", "mergings", ["district", "into_id"])
