"""The control of everything that is stored: the same statements again, by the bare SQLite driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from storage.database import Database

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the driver got it, its values bound already."""

    sql: str
    values: Any
    many: bool


class Recorder:
    """Keeps every writing statement of a database, transaction by transaction.

    Recording is part of the product's measured time: about a microsecond for a statement.
    """

    def __init__(self, database: Database) -> None:
        self.transactions: list[list[Statement]] = []
        self._open: list[Statement] = []
        event.listen(database.engine, "before_cursor_execute", self._execute)
        event.listen(database.engine, "commit", self._commit)
        event.listen(database.engine, "rollback", self._rollback)

    def take(self) -> list[list[Statement]]:
        """The transactions since the last time; those that wrote nothing are not among them."""
        taken, self.transactions = self.transactions, []
        return taken

    def _execute(self, _conn: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if sql.startswith(_WRITES):
            self._open.append(Statement(sql, values, many))

    def _commit(self, _conn: Any) -> None:
        if self._open:
            self.transactions.append(self._open)
            self._open = []

    def _rollback(self, _conn: Any) -> None:
        self._open = []


class Control:
    """A copy of the product's database that is only ever written by replaying what the product wrote.

    Both stay equal row by row, so the control writes exactly the product's rows in as many transactions.
    """

    def __init__(self, original: Path, copy: Path, *, durable: bool) -> None:
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        self.connection = sqlite3.connect(copy, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA foreign_keys=ON")
        self.connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")

    def replay(self, transactions: Sequence[Sequence[Statement]]) -> None:
        """Write the same again."""
        execute, many = self.connection.execute, self.connection.executemany
        for statements in transactions:
            execute("BEGIN IMMEDIATE")
            for statement in statements:
                if statement.many:
                    many(statement.sql, statement.values)
                else:
                    # Fetching ends a statement with RETURNING; the others return nothing.
                    execute(statement.sql, statement.values).fetchall()
            execute("COMMIT")

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()


def rows_of(statements: Sequence[Statement]) -> int:
    """How many rows these statements wrote."""
    return sum(len(statement.values) if statement.many else 1 for statement in statements)


def contents(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to compare two databases."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    # The names come from the database's own catalogue.
    return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for (name,) in tables}  # noqa: S608
