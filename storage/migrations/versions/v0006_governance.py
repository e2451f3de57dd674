"""Every mechanism of the source districts: orders, duties, joint work, wishes, cadences, answers, figures."""

from __future__ import annotations

from storage.migrations.governance import cadences, figures, joint, knowledge, orders, tree, volunteering

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is new and widen what is there."""
    orders.create()
    tree.create()
    joint.create()
    volunteering.create()
    cadences.create()
    figures.create()
    knowledge.create()
