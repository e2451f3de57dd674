"""The rows of one transaction, gathered while a handler works and written together at its end."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, insert, text

from storage.prepared import prepared
from storage.tables import (
    buttons,
    clocks,
    commitments,
    completions,
    events,
    exclusions,
    heard,
    meeting_tasks,
    meetings,
    mergings,
    outbox,
    preventions,
    ratings,
    readings,
    rooms,
    services,
    sketches,
    surveys,
    ticket_messages,
    ticket_people,
    tickets,
    twins,
    visits,
)

# Tickets first: everything else refers to them.
_ORDER: tuple[Table, ...] = (
    tickets, ticket_messages, ticket_people, events, clocks, surveys, ratings, readings, rooms, outbox, buttons,
    heard, sketches, services, meetings, meeting_tasks, visits, exclusions, preventions,
    commitments, completions, twins, mergings,
)  # fmt: skip
_INSERTS = {table.name: insert(table) for table in _ORDER}
_COUNT = text(
    "INSERT INTO rollups (district, month, unit, category, figure, value) "
    "VALUES (:district, :month, :unit, :category, :figure, :value) "
    "ON CONFLICT (district, month, unit, category, figure) DO UPDATE SET value = rollups.value + excluded.value"
)
_FIGURE_KEY = ("district", "month", "unit", "category", "figure")


class Batch:
    """Rows to insert and changes to make, each table's in one statement.

    A statement costs more than a row: gathering keeps a ticket's life within a few dozen statements.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._changes: dict[int, tuple[Update, list[dict[str, Any]]]] = {}
        self._counts: Counter[tuple[str, ...]] = Counter()

    def insert(self, table: Table, row: dict[str, Any]) -> None:
        """Add one row; every row of a table has the same keys.

        Raises:
            KeyError: this table's rows are not written by a batch.
        """
        if table.name not in _INSERTS:
            raise KeyError(table.name)
        self._rows.setdefault(table.name, []).append(row)

    def change(self, statement: Update, values: dict[str, Any]) -> None:
        """Add one run of a prepared update (a module constant with bound parameters)."""
        self._changes.setdefault(id(statement), (statement, []))[1].append(values)

    def count(self, key: tuple[str, ...], more: int) -> None:
        """Add to a figure of the roll-ups, keyed (district, month, unit, category, figure)."""
        self._counts[key] += more

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """The rows gathered for a table so far."""
        return self._rows.get(table.name, [])

    def flush(self, conn: Connection) -> None:
        """Write everything; the batch is empty afterwards."""
        rows, self._rows = self._rows, {}
        changes, self._changes = self._changes, {}
        for table in _ORDER:
            if table.name in rows:
                prepared(_INSERTS[table.name]).run(conn, rows[table.name])
        for statement, values in changes.values():
            prepared(statement).run(conn, values)
        counts, self._counts = self._counts, Counter()
        if counts:
            # In order of key: two transactions that count the same figures cannot lock each other out.
            figures = sorted(counts.items())
            conn.execute(_COUNT, [dict(zip(_FIGURE_KEY, key, strict=True), value=n) for key, n in figures])


def key_columns(table: Table, *names: str) -> list[Any]:
    """Conditions `column = :key_column` for a prepared update; `key_` keeps them apart from new values."""
    return [table.c[name] == bindparam(f"key_{name}") for name in names]
