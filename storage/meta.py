"""Small facts about this installation, by key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from storage import tables as t


def get(conn: Connection, key: str, default: Any = None) -> Any:
    """The value kept under a key."""
    found = conn.execute(select(t.meta.c.value).where(t.meta.c.key == key)).first()
    return default if found is None else found[0]


def put(conn: Connection, key: str, value: Any) -> None:
    """Keep a value (anything JSON can say) under a key."""
    conn.execute(delete(t.meta).where(t.meta.c.key == key))
    conn.execute(insert(t.meta).values(key=key, value=value))
