"""Chat records that somebody brought, and what is proposed of them, until somebody has confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from storage import tables as t
from storage.rows import select_rows, update_of, values_of
from storage.types import first_id

RECEIVED, PROPOSED, CONFIRMED, DISCARDED = "received", "proposed", "confirmed", "discarded"
WAITING = (RECEIVED, PROPOSED)


@dataclass(slots=True)
class Import:
    """A record.

    Attributes:
        source: how it came: a file's name, 粘贴, 私聊转发.
        unit: the estate or community its group belongs to; None until somebody has said.
        channel, chat: the group on a channel of ours, where it is one that is heard live too.
        taken_by: the person who brought it.
        state: `received` (nothing proposed yet), `proposed`, `confirmed` or `discarded`.
        data: lines and proposals while it waits; only counts and numbers of tickets when it is settled.
    """

    district: str
    id: int
    source: str
    unit: str | None
    channel: str | None
    chat: str | None
    taken_by: str
    at: datetime
    state: str
    data: dict[str, Any]
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A message that is stored already."""

    message_id: str
    sender: str
    text: str
    at: datetime
    ticket_id: int | None


_n, _i, _r = t.imports.c, t.inbox.c, t.residents.c
_SELECT = select_rows(t.imports, Import)
_SAVE = update_of(t.imports, "district", "id")
_LONG_AGO = datetime(2011, 1, 1, tzinfo=UTC)
_MANY = 500  # ids asked for at once
_CLOCKS_DIFFER = timedelta(hours=1)  # of a platform and ours, at most: nothing is received before it was said


def add(conn: Connection, row: Import) -> None:
    """Keep a record."""
    conn.execute(t.imports.insert(), values_of(row))


def save(conn: Connection, row: Import) -> None:
    """Write a changed one back."""
    conn.execute(_SAVE, values_of(row) | {"key_district": row.district, "key_id": row.id})


def get(conn: Connection, district: str, import_id: int, *, lock: bool = False) -> Import | None:
    """A record, locked against others who would confirm it at the same moment."""
    query = _SELECT.where(_n.district == district, _n.id == import_id)
    found = conn.execute(query.with_for_update() if lock else query).first()
    return None if found is None else Import(*found)


def latest(conn: Connection, district: str, limit: int) -> list[Import]:
    """The last records, newest first."""
    query = _SELECT.where(_n.district == district).order_by(_n.id.desc()).limit(limit)
    return [Import(*row) for row in conn.execute(query)]


def waiting(conn: Connection, district: str) -> list[Import]:
    """The records nobody has decided about yet, locked, oldest first."""
    query = _SELECT.where(_n.district == district, _n.state.in_(WAITING)).order_by(_n.id)
    return [Import(*row) for row in conn.execute(query.with_for_update())]


def forget(conn: Connection, district: str, before: datetime) -> int:
    """Records nobody needs any more; returns how many."""
    return conn.execute(delete(t.imports).where(_n.district == district, _n.at < before)).rowcount


def stored(conn: Connection, district: str, channel: str, message_ids: Sequence[str]) -> dict[str, int | None]:
    """Those of these messages that are stored already, with the ticket each belongs to."""
    found: dict[str, int | None] = {}
    for first in range(0, len(message_ids), _MANY):
        several = list(message_ids[first : first + _MANY])
        query = select(_i.message_id, _i.ticket_id).where(
            _i.district == district, _i.channel == channel, _i.message_id.in_(several)
        )
        found |= {message: ticket for message, ticket in conn.execute(query)}
    return found


def heard(conn: Connection, district: str, place: tuple[str, str], since: datetime, until: datetime) -> list[Known]:
    """What was heard in a group from `since` to `until`, as its channel told it."""
    since = max(since, _LONG_AGO)
    query = select(_i.message_id, _i.sender, _i.payload, _i.at, _i.ticket_id).where(
        _i.district == district, _i.channel == place[0], _i.chat == place[1], _i.at >= since, _i.at <= until,
        _i.id >= first_id(since - _CLOCKS_DIFFER),
    )  # fmt: skip
    return [
        Known(message, str(payload.get("sender_name") or sender), str(payload.get("text") or ""), at, ticket)
        for message, sender, payload, at, ticket in conn.execute(query.order_by(_i.id))
    ]


def members(conn: Connection, district: str, place: tuple[str, str], names: Sequence[str]) -> dict[str, list[str]]:
    """By name the accounts that spoke in a group and are called so; names of nobody are left out."""
    spoke = select(_i.sender).where(_i.district == district, _i.channel == place[0], _i.chat == place[1]).distinct()
    query = select(_r.name, _r.account).where(
        _r.district == district, _r.channel == place[0], _r.name.in_(list(names)), _r.account.in_(spoke)
    )
    found: dict[str, list[str]] = {}
    for name, account in conn.execute(query.order_by(_r.account)):
        found.setdefault(name, []).append(account)
    return found
