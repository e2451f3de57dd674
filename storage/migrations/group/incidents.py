"""Umbrella incidents: which one is open where, and the way to the appeals of a place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create `incidents`, and an index of tickets by place and category."""
    op.create_table(
        "incidents",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("building", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("district", "category", "unit", "building", name=op.f("pk_incidents")),
    )
    op.create_index("ix_tickets_place", "tickets", ["district", "unit", "category", "id"])
