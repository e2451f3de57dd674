"""Chat records that wait for somebody to confirm what becomes of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant


def create() -> None:
    """Create `imports`."""
    op.create_table(
        "imports",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=191), nullable=False),
        sa.Column("unit", sa.String(length=191), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("chat", sa.String(length=191), nullable=True),
        sa.Column("taken_by", sa.String(length=191), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_at", "imports", ["district", "at"])
