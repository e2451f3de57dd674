"""The doors of those who have the same trouble, and what their households tell as facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Widen `supporters` and create `readings`."""
    with op.batch_alter_table("supporters") as table:
        table.add_column(sa.Column("room", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("floor", sa.Integer(), nullable=True))
        table.add_column(sa.Column("inbox_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "readings",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=191), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=True),
        sa.Column("entrance", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_readings_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_readings")),
    )
    op.create_index("ix_supporters_account", "supporters", ["district", "channel", "account"])
    op.create_index("ix_readings_ticket", "readings", ["district", "ticket_id"])
    op.create_index("ix_readings_inbox", "readings", ["district", "inbox_id"])
