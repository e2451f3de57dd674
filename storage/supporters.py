"""The neighbours who have the same trouble as a ticket's reporter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text

from storage import tables as t
from storage.tickets import Ticket

_s = t.supporters.c
_ADD = text(
    "INSERT INTO supporters (district, ticket_id, channel, account, building, entrance, since) "
    "VALUES (:district, :ticket_id, :channel, :account, :building, :entrance, :since) "
    "ON CONFLICT (district, ticket_id, channel, account) DO NOTHING"
).bindparams(bindparam("since", type_=_s.since.type))


def of_ticket(conn: Connection, ticket: Ticket) -> list[tuple[str, str]]:
    """(channel, account) of the neighbours who have the same trouble."""
    query = select(_s.since, _s.channel, _s.account).where(_s.district == ticket.district, _s.ticket_id == ticket.id)
    return [(channel, account) for _, channel, account in sorted(map(tuple, conn.execute(query)))]


def add(
    conn: Connection,
    ticket: Ticket,
    channel: str,
    account: str,
    since: datetime,
    place: tuple[str | None, str | None],
) -> bool:
    """Count a neighbour in; False when he already was."""
    values = {
        "district": ticket.district, "ticket_id": ticket.id, "channel": channel, "account": account,
        "building": place[0], "entrance": place[1], "since": since,
    }  # fmt: skip
    return conn.execute(_ADD, values).rowcount == 1
