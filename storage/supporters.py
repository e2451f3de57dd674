"""The neighbours who have the same trouble as a ticket's reporter, and whose door each of them told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text, update

from storage import tables as t
from storage.rows import names, select_rows
from storage.tickets import Ticket

_s, _t = t.supporters.c, t.tickets.c


@dataclass(frozen=True, slots=True)
class Supporter:
    """An account with the same trouble, and its door as far as it is known.

    Attributes:
        floor: as told, where no room tells it.
        inbox_id: the words with which it joined; None in rows of an earlier version.
    """

    channel: str
    account: str
    building: str | None
    entrance: str | None
    since: datetime
    room: str | None = None
    floor: int | None = None
    inbox_id: int | None = None


_COLUMNS = ["district", "ticket_id", *names(Supporter)]
_ADD = text(
    f"INSERT INTO supporters ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) "  # noqa: S608
    "ON CONFLICT (district, ticket_id, channel, account) DO NOTHING"
).bindparams(bindparam("since", type_=_s.since.type))


def of_ticket(conn: Connection, ticket: Ticket) -> list[tuple[str, str]]:
    """(channel, account) of the neighbours who have the same trouble."""
    return [(row.channel, row.account) for row in doors_of(conn, ticket)]


def doors_of(conn: Connection, ticket: Ticket) -> list[Supporter]:
    """The same with their doors, first come first."""
    query = select(*(_s[name] for name in names(Supporter)))
    rows = conn.execute(query.where(_s.district == ticket.district, _s.ticket_id == ticket.id))
    return sorted((Supporter(*row) for row in rows), key=lambda row: (row.since, row.channel, row.account))


def joined(conn: Connection, district: str, channel: str, account: str, limit: int) -> list[Ticket]:
    """The tickets somebody joined, the last one first."""
    query = select_rows(t.tickets, Ticket).where(
        _t.district == district, _s.district == _t.district, _s.ticket_id == _t.id,
        _s.channel == channel, _s.account == account, _t.confidential.is_(False),
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query.order_by(_s.since.desc(), _t.id.desc()).limit(limit))]


def add(
    conn: Connection,
    ticket: Ticket,
    channel: str,
    account: str,
    since: datetime,
    place: tuple[str | None, str | None],
    *,
    room: str | None = None,
    floor: int | None = None,
    inbox_id: int | None = None,
) -> bool:
    """Count a neighbour in; False when he already was."""
    values = {
        "district": ticket.district, "ticket_id": ticket.id, "channel": channel, "account": account,
        "building": place[0], "entrance": place[1], "since": since, "room": room, "floor": floor,
        "inbox_id": inbox_id,
    }  # fmt: skip
    return conn.execute(_ADD, values).rowcount == 1


def put_door(
    conn: Connection,
    ticket: Ticket,
    who: tuple[str, str],
    place: tuple[str | None, str | None],
    room: str | None,
    floor: int | None,
) -> None:
    """Somebody counted in has told more of his door."""
    query = update(t.supporters).where(
        _s.district == ticket.district, _s.ticket_id == ticket.id, _s.channel == who[0], _s.account == who[1]
    )
    conn.execute(query.values(building=place[0], entrance=place[1], room=room, floor=floor))
