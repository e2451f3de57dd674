"""People who write to us: where they live as far as they said, and what we are waiting to hear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.rows import select_rows, values_of


@dataclass(frozen=True, slots=True)
class Resident:
    """A sender who holds no duty, with the place remembered for him."""

    district: str
    channel: str
    account: str
    name: str | None
    unit: str | None
    building: str | None
    entrance: str | None
    room: str | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The one open question to somebody.

    Attributes:
        topic: what was asked, e.g. `place`; who understands the answer is in the handlers' table.
        expires_at: when a tick goes on without the answer; None waits for ever.
    """

    district: str
    channel: str
    account: str
    topic: str
    data: dict[str, Any]
    updated_at: datetime
    expires_at: datetime | None


_r, _d = t.residents.c, t.dialogues.c
_KEY = ["district", "channel", "account"]


def _upsert(dialect: Any, table: Any) -> Insert:
    statement = dialect.insert(table)
    values = {column.name: statement.excluded[column.name] for column in table.c if column.name not in _KEY}
    upsert: Insert = statement.on_conflict_do_update(index_elements=_KEY, set_=values)
    return upsert


_PUT = {
    name: {table.name: _upsert(dialect, table) for table in (t.residents, t.dialogues)}
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_GET = select_rows(t.residents, Resident).where(
    _r.district == bindparam("district"),
    _r.channel == bindparam("channel"),
    _r.account == bindparam("account"),
)
_ASKED = select_rows(t.dialogues, Dialogue).where(
    _d.district == bindparam("district"),
    _d.channel == bindparam("channel"),
    _d.account == bindparam("account"),
)
_FORGET = delete(t.dialogues).where(
    _d.district == bindparam("district"),
    _d.channel == bindparam("channel"),
    _d.account == bindparam("account"),
)
_EXPIRED = (
    select_rows(t.dialogues, Dialogue)
    .where(_d.district == bindparam("district"), _d.expires_at <= bindparam("now"))
    .order_by(_d.expires_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_NEXT = select(func.min(_d.expires_at)).where(_d.district == bindparam("district"), _d.expires_at.is_not(None))


def get(conn: Connection, district: str, channel: str, account: str) -> Resident | None:
    """What we know of a resident."""
    found = conn.execute(_GET, {"district": district, "channel": channel, "account": account}).first()
    return None if found is None else Resident(*found)


def put(conn: Connection, resident: Resident) -> None:
    """Remember a resident as given."""
    conn.execute(_PUT[conn.dialect.name]["residents"], values_of(resident))


def asked(conn: Connection, district: str, channel: str, account: str) -> Dialogue | None:
    """The question somebody has not answered yet."""
    found = conn.execute(_ASKED, {"district": district, "channel": channel, "account": account}).first()
    return None if found is None else Dialogue(*found)


def ask(conn: Connection, dialogue: Dialogue) -> None:
    """Remember a question; it replaces the one before."""
    conn.execute(_PUT[conn.dialect.name]["dialogues"], values_of(dialogue))


def settle(conn: Connection, dialogue: Dialogue) -> None:
    """The question is answered or no longer matters."""
    conn.execute(_FORGET, {"district": dialogue.district, "channel": dialogue.channel, "account": dialogue.account})


def expired(conn: Connection, district: str, now: datetime, limit: int) -> list[Dialogue]:
    """Questions nobody answered in time."""
    return [Dialogue(*row) for row in conn.execute(_EXPIRED, {"district": district, "now": now, "limit": limit})]


def next_expiry(conn: Connection, district: str) -> datetime | None:
    """When the next question runs out."""
    return conn.execute(_NEXT, {"district": district}).scalar()
