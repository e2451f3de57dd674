"""Typed rows: a dataclass whose fields are the columns of a table, in order."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Select, Table, Text, Update, cast, select, update

from storage.batch import key_columns


def names(row_type: type[Any]) -> list[str]:
    """The column names a row type carries."""
    return [field.name for field in fields(row_type)]


def values_of(row: Any) -> dict[str, Any]:
    """A typed row as column values. Not `asdict`: that copies every value, which costs more than the write."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def select_rows(table: Table, row_type: type[Any]) -> Select[Any]:
    """A select whose result rows are the arguments of `row_type`."""
    return select(*(table.c[name] for name in names(row_type)))


def update_of(table: Table, *keys: str) -> Update:
    """A prepared update of the row with the given keys; the values come with each run."""
    return update(table).where(*key_columns(table, *keys))


def as_written(column: Column[Any]) -> ColumnElement[Any]:
    """A column; of JSON the text, to be made out where it is needed."""
    return cast(column, Text) if isinstance(column.type, JSON) else column
