"""What is due is found by district and moment; ratings are found by ticket."""

from __future__ import annotations

from alembic import op

from storage.migrations.due import create_due

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DUE = {
    "clocks": "next_at",
    "dialogues": "expires_at",
    "inbox": "next_attempt_at",
    "outbox": "next_attempt_at",
    "surveys": "next_at",
}


def upgrade() -> None:
    """Put the district into the indexes of what is due, where SQLite passed them over without it."""
    for table, column in _DUE.items():
        op.drop_index(f"ix_{table}_due", table)
        create_due(table, "district", column)
    op.create_index("ix_ratings_ticket", "ratings", ["district", "ticket_id"])
