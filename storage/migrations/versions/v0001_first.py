"""The first version of every table."""

from __future__ import annotations

from storage.migrations.first import delivery, intake, tickets, tree

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the first version."""
    tree.create()
    intake.create()
    tickets.create()
    delivery.create()
