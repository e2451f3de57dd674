"""What a channel must remember between messages, restarts and processes: tokens, cursors, windows, nonces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t

_n = t.notes.c
_KEYS = ["district", "channel", "name"]


def _insert(dialect: Any, *, only_over_what_ended: bool) -> Insert:
    statement = dialect.insert(t.notes)
    new = {"value": statement.excluded.value, "until": statement.excluded.until}
    ended = _n.until <= bindparam("now") if only_over_what_ended else None
    upsert: Insert = statement.on_conflict_do_update(index_elements=_KEYS, set_=new, where=ended)
    return upsert.execution_options(preserve_rowcount=True)


_DIALECTS = (("sqlite", sqlite), ("postgresql", postgresql))
_PUT = {name: _insert(dialect, only_over_what_ended=False) for name, dialect in _DIALECTS}
_CLAIM = {name: _insert(dialect, only_over_what_ended=True) for name, dialect in _DIALECTS}
_THIS = (_n.district == bindparam("district"), _n.channel == bindparam("channel"), _n.name == bindparam("name"))
_GET = select(_n.value).where(*_THIS, or_(_n.until.is_(None), _n.until > bindparam("now")))
_FORGET = delete(t.notes).where(*_THIS)
_TAKE = delete(t.notes).where(*_THIS, or_(_n.until.is_(None), _n.until > bindparam("now"))).returning(_n.value)
_SWEEP = delete(t.notes).where(_n.district == bindparam("district"), _n.until <= bindparam("now"))


def get(conn: Connection, district: str, channel: str, name: str, now: datetime) -> Any:
    """The value kept under a name; None when there is none or its time is over."""
    return conn.execute(_GET, _key(district, channel, name) | {"now": now}).scalar()


def put(conn: Connection, district: str, channel: str, name: str, value: Any, until: datetime | None = None) -> None:
    """Keep a value (anything JSON can say but null), for ever or until then."""
    conn.execute(_PUT[conn.dialect.name], _key(district, channel, name) | {"value": value, "until": until})


def claim(
    conn: Connection, district: str, channel: str, name: str, now: datetime, until: datetime, value: Any = True
) -> bool:
    """Keep a value unless one is kept that has not ended: of several at once only one gets True."""
    values = _key(district, channel, name) | {"value": value, "until": until, "now": now}
    return conn.execute(_CLAIM[conn.dialect.name], values).rowcount == 1


def forget(conn: Connection, district: str, channel: str, name: str) -> None:
    """Keep it no longer."""
    conn.execute(_FORGET, _key(district, channel, name))


def take(conn: Connection, district: str, channel: str, name: str, now: datetime) -> Any:
    """The value kept under a name, which is not kept after this: of several at once only one gets it."""
    return conn.execute(_TAKE, _key(district, channel, name) | {"now": now}).scalar()


def sweep(conn: Connection, district: str, now: datetime) -> int:
    """Remove what has ended; returns how many there were."""
    return conn.execute(_SWEEP, {"district": district, "now": now}).rowcount


def _key(district: str, channel: str, name: str) -> dict[str, Any]:
    return {"district": district, "channel": channel, "name": name}
