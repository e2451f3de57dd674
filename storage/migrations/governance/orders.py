"""Orders: more forms than a resident's appeal, each with a grade, a source and the rule that routed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Add the columns; what is there already is an appeal."""
    op.add_column("tickets", sa.Column("form", sa.String(length=16), nullable=False, server_default="appeal"))
    op.add_column("tickets", sa.Column("grade", sa.String(length=32), nullable=False, server_default="general"))
    op.add_column("tickets", sa.Column("source", sa.String(length=32), nullable=False, server_default="private"))
    op.add_column("tickets", sa.Column("route", sa.String(length=64), nullable=True))
    op.add_column("tickets", sa.Column("method", sa.String(length=32), nullable=True))
    op.add_column("tickets", sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_tickets_form", "tickets", ["district", "form", "status", "id"])
    op.create_index("ix_tickets_parent", "tickets", ["district", "parent"])
    # An extension used to be the only way to another track.
    op.execute("UPDATE tickets SET grade = 'complex' WHERE extended > 0")
