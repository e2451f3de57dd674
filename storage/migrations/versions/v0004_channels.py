"""What channels must remember, and the files people send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.due import create_due
from storage.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables; from a message to its tickets there is a way now."""
    _notes()
    _files()
    op.create_index("ix_ticket_messages_inbox", "ticket_messages", ["district", "inbox_id"])


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=191), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("district", "channel", "name", name=op.f("pk_notes")),
    )
    create_due("notes", "district", "until")


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.Column("type", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("district", "id", name=op.f("pk_files")),
    )
    create_due("files", "district", "next_at")
    op.create_index("ix_files_inbox", "files", ["district", "inbox_id"])
    op.create_index("ix_files_hash", "files", ["hash"])
