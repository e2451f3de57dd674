"""Whoever lives behind one door has one voice in whether a trouble is solved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Answers are kept with the first one of their household."""
    with op.batch_alter_table("ratings") as table:
        table.add_column(sa.Column("household", sa.BigInteger(), nullable=True))
