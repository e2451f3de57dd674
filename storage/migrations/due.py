"""The index by which what is due is found, as every version makes it; never changed, versions are built on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create_due(table: str, *columns: str) -> None:
    """Create it.

    Args:
        columns: the last one is the moment at which a row is to be looked at, and null where nothing is left to do:
            those rows are not in the index, so that it stays small.
    """
    waiting = sa.text(f"{columns[-1]} IS NOT NULL")
    op.create_index(f"ix_{table}_due", table, list(columns), sqlite_where=waiting, postgresql_where=waiting)
