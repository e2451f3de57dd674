"""Broadcasts (寻人): what was said in which groups about somebody who is missing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, update

from storage import tables as t
from storage.rows import select_rows, values_of


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast.

    Attributes:
        token: nobody guesses it: the page with the photos is open to whoever has it.
        person: the official who confirmed it.
        phone: whom to call; photos: ids of files; chats: [channel, id] of every group it went to.
        ended_at: when the missing person was found.
    """

    district: str
    id: int
    ticket_id: int
    token: str
    person: str
    text: str
    phone: str
    photos: list[int]
    chats: list[list[str]]
    at: datetime
    ended_at: datetime | None = None


_b = t.broadcasts.c
_SELECT = select_rows(t.broadcasts, Broadcast)
_OPEN = _SELECT.where(_b.district == bindparam("district"), _b.ended_at.is_(None)).order_by(_b.id.desc())


def new_token() -> str:
    """What nobody guesses (96 bits)."""
    return secrets.token_urlsafe(12)


def add(conn: Connection, broadcast: Broadcast) -> None:
    """Keep a broadcast."""
    conn.execute(insert(t.broadcasts), values_of(broadcast))


def under_way(conn: Connection, district: str) -> list[Broadcast]:
    """Those who are looked for now, newest first."""
    return [Broadcast(*row) for row in conn.execute(_OPEN, {"district": district})]


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Broadcast]:
    """Every broadcast of a ticket, newest first."""
    query = _SELECT.where(_b.district == district, _b.ticket_id == ticket_id).order_by(_b.id.desc())
    return [Broadcast(*row) for row in conn.execute(query)]


def by_token(conn: Connection, district: str, token: str) -> Broadcast | None:
    """The broadcast whose page this is."""
    found = conn.execute(_SELECT.where(_b.district == district, _b.token == token)).first()
    return Broadcast(*found) if found else None


def end(conn: Connection, broadcast: Broadcast, at: datetime) -> None:
    """Nobody is looked for any more."""
    query = update(t.broadcasts).where(_b.district == broadcast.district, _b.id == broadcast.id)
    conn.execute(query.values(ended_at=at))
