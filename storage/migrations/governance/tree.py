"""Duties and rosters: what somebody is skilled in, and who sits when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Nobody had skills or turns before."""
    with op.batch_alter_table("duties") as duties:
        duties.add_column(sa.Column("skills", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("duties") as duties:
        duties.alter_column("skills", server_default=None)
    op.create_table(
        "rosters",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district", "person"], ["people.district", "people.code"], name=op.f("fk_rosters_people")
        ),
        sa.ForeignKeyConstraint(["district", "unit"], ["units.district", "units.code"], name=op.f("fk_rosters_units")),
        sa.PrimaryKeyConstraint("district", "position", name=op.f("pk_rosters")),
    )
