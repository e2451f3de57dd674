"""Statements compiled once and run many times: close to what the bare driver costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.dml import UpdateBase

Row = dict[str, Any]
Converter = Callable[[Any], Any]

# Without it the count of an insert is lost with its cursor on PostgreSQL.
_COUNTED = {"preserve_rowcount": True}


class Prepared:
    """A statement whose values all carry the same names.

    The library compiles and binds a statement anew for every run, which costs more than the write itself;
    here both are done once for each database, and a row only passes through its columns' types.
    """

    def __init__(self, statement: UpdateBase | Select[Any]) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, frozenset[str]], _Form] = {}

    def run(self, conn: Connection, rows: Sequence[Row]) -> int:
        """Run it once for every row; returns how many rows of the table that made or changed."""
        form = self._form(conn, rows[0])
        return conn.exec_driver_sql(form.sql, form.bound(rows), execution_options=_COUNTED).rowcount

    def read(self, conn: Connection, values: Row) -> list[tuple[Any, ...]]:
        """The rows it finds, as the driver has them: what is read again and again need not be made out each time."""
        form = self._form(conn, values)
        found = conn.exec_driver_sql(form.sql, form.bound([values])[0])
        return [tuple(row) for row in found.fetchall()]

    def _form(self, conn: Connection, names: Iterable[str]) -> _Form:
        kind = (conn.dialect.name, frozenset(names))
        form = self._forms.get(kind)
        if form is None:
            form = self._forms[kind] = _Form(self._statement, conn.dialect, names)
        return form


class _Form:
    """The statement as one database gets it."""

    def __init__(self, statement: UpdateBase | Select[Any], dialect: Dialect, names: Iterable[str]) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))
        self.sql = str(compiled)
        order = compiled.positiontup if compiled.positional else list(compiled.binds)
        self._names = tuple(order)
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        types = ((place, compiled.binds[name].type) for place, name in enumerate(order))
        converters = ((place, type_.dialect_impl(dialect).bind_processor(dialect)) for place, type_ in types)
        self._converters = [(place, convert) for place, convert in converters if convert is not None]
        self._positional: bool = compiled.positional

    def bound(self, rows: Sequence[Row]) -> list[Any]:
        """The rows as the driver takes them."""
        return [self._bound(self._fixed | row if self._fixed else row) for row in rows]

    def _bound(self, row: Row) -> Any:
        values = [row[name] for name in self._names]
        for place, convert in self._converters:
            values[place] = convert(values[place])
        return tuple(values) if self._positional else dict(zip(self._names, values, strict=True))


@cache
def prepared(statement: UpdateBase | Select[Any]) -> Prepared:
    """The prepared form of a statement that is a module constant."""
    return Prepared(statement)
