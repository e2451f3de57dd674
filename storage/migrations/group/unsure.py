"""What a courtyard chief is asked about, and what people put right in how a group was listened to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.due import create_due
from storage.types import Instant


def create() -> None:
    """Create both tables."""
    _asks()
    _corrections()


def _asks() -> None:
    op.create_table(
        "asks",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=191), nullable=False),
        sa.Column("near_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "inbox_id", name=op.f("pk_asks")),
    )
    create_due("asks", "district", "next_at")
    op.create_index("ix_asks_person", "asks", ["district", "person"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("deed_id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("author", sa.String(length=191), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("was_id", sa.BigInteger(), nullable=True),
        sa.Column("now_id", sa.BigInteger(), nullable=True),
        sa.Column("weighed", sa.JSON(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_deed", "corrections", ["district", "deed_id"])
    op.create_index("ix_corrections_author", "corrections", ["district", "author", "id"])
