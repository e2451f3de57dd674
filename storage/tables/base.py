"""The metadata every table hangs on, and the columns they share."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, String, Table, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def district() -> Column[str]:
    return Column("district", String(64), nullable=False)


def code(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(191), nullable=nullable)


def of_ticket() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["district", "ticket_id"], ["tickets.district", "tickets.id"])


def due(table: Table, column: str) -> None:
    """Index the rows that still wait for a tick, and only those.

    The district comes first: without it SQLite prefers any index that begins with the district, and
    every tick reads the whole table.
    """
    Index(f"ix_{table.name}_due", table.c.district, table.c[column], sqlite_where=text(f"{column} IS NOT NULL"),
          postgresql_where=text(f"{column} IS NOT NULL"))  # fmt: skip
