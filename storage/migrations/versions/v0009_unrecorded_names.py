"""Who does not want to be recorded is left out of records that others bring, where only his name stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Marks of the names he is known by are kept with the wish, not the names."""
    with op.batch_alter_table("unrecorded") as table:
        table.add_column(sa.Column("names", sa.JSON(), nullable=True))
