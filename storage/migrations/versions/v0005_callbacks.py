"""An answer that somebody of the office took on the telephone says who took it, and what the resident said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns that stay empty where the resident answered himself."""
    op.add_column("ratings", sa.Column("by", sa.String(length=191), nullable=True))
    op.add_column("ratings", sa.Column("result", sa.String(length=16), nullable=True))
