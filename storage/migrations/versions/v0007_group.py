"""Listening in groups: what was heard, whose household it concerns, and what became of it."""

from __future__ import annotations

from storage.migrations.group import evidence, heard, hints, imports, incidents, manners, regrouping, unsure

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is new and widen what is there."""
    heard.create()
    hints.create()
    evidence.create()
    imports.create()
    incidents.create()
    regrouping.create()
    unsure.create()
    manners.create()
