"""Lessons from people, and the messages they should look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables."""
    _lessons()
    _doubts()


def _lessons() -> None:
    op.create_table(
        "lessons",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("understood", sa.String(length=64), nullable=False),
        sa.Column("meant", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("urgency", sa.String(length=16), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=191), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reviewer", sa.String(length=191), nullable=True),
        sa.Column("reviewed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "inbox_id", name=op.f("pk_lessons")),
    )
    op.create_index("ix_lessons_state", "lessons", ["district", "state", "inbox_id"])


def _doubts() -> None:
    op.create_table(
        "doubts",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("intent", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("district", "inbox_id", name=op.f("pk_doubts")),
    )
