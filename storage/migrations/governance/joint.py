"""Rooms in which those who work on one appeal talk it over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create the table."""
    op.create_table(
        "rooms",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=191), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_rooms_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("district", "channel", "chat", name=op.f("uq_rooms_district_channel_chat")),
    )
    op.create_index("ix_rooms_ticket", "rooms", ["district", "ticket_id"])
