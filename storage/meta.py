"""Small facts about this installation, by key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Insert, Text, bindparam, cast, select
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t


def _claim(dialect: Any) -> Insert:
    statement = dialect.insert(t.meta)
    new = statement.excluded.value
    changed = cast(t.meta.c.value, Text) != cast(new, Text)
    upsert: Insert = statement.on_conflict_do_update(index_elements=["key"], set_={"value": new}, where=changed)
    return upsert.execution_options(preserve_rowcount=True)


_GET = select(t.meta.c.value).where(t.meta.c.key == bindparam("key"))
_ONCE = {
    name: dialect.insert(t.meta).on_conflict_do_nothing(index_elements=["key"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_CLAIM = {"sqlite": _claim(sqlite), "postgresql": _claim(postgresql)}


def get(conn: Connection, key: str, default: Any = None) -> Any:
    """The value kept under a key."""
    found = conn.execute(_GET, {"key": key}).first()
    return default if found is None else found[0]


def put(conn: Connection, key: str, value: Any) -> None:
    """Keep a value (anything JSON can say) under a key."""
    claim(conn, key, value)


def once(conn: Connection, key: str, value: Any) -> Any:
    """Keep a value unless one is kept, and return what is kept: of several processes at once all get the same."""
    conn.execute(_ONCE[conn.dialect.name], {"key": key, "value": value})
    return get(conn, key)


def claim(conn: Connection, key: str, value: Any) -> bool:
    """Keep a value and say whether it is news: of several processes at once only one gets True.

    For what has to be done once per value, such as the digest of a day.
    """
    return conn.execute(_CLAIM[conn.dialect.name], {"key": key, "value": value}).rowcount == 1
