"""What volunteers did, one row for each completion of an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create the table."""
    op.create_table(
        "services",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "ticket_id"], ["tickets.district", "tickets.id"], name=op.f("fk_services_tickets")
        ),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_services")),
        sa.UniqueConstraint(
            "district", "ticket_id", "round", "person", name=op.f("uq_services_district_ticket_id_round_person")
        ),
    )
    op.create_index("ix_services_at", "services", ["district", "at"])
