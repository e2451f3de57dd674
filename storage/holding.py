"""Who has, or had, a ticket in hand, and which of them their reporters had to do themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from storage import tables as t
from storage.batch import Batch
from storage.tickets import Ticket

Account = tuple[str, str]  # channel and account
_KINDS = ("dispatched", "accepted", "resolved")
_AT_ONCE = 500  # ids in one question to the database
_e, _p, _a = t.events.c, t.ticket_people.c, t.accounts.c


def of_ticket(conn: Connection, batch: Batch, ticket: Ticket) -> set[str]:
    """Everybody who was given it, took it or called it done; what this work has not written yet counts."""
    query = select(_e.kind, _e.actor, _e.data).where(
        _e.district == ticket.district, _e.ticket_id == ticket.id, _e.kind.in_(_KINDS)
    )
    new = [row for row in batch.rows(t.events) if row["ticket_id"] == ticket.id and row["kind"] in _KINDS]
    happened = [*conn.execute(query), *((row["kind"], row["actor"], row["data"]) for row in new)]
    return {person for kind, actor, data in happened for person in _persons(kind, actor, data)}


def own_work(conn: Connection, district: str, reporters: Mapping[int, Account]) -> dict[int, Account]:
    """Those of these tickets that their reporter has, had or called done himself.

    Args:
        reporters: who reported each ticket, by its id.
    """
    accounts = select(_a.channel, _a.account, _a.person).where(_a.district == district)
    officials = {(channel, account): person for channel, account, person in conn.execute(accounts)}
    # On our own pages whoever signed in is known by his code.
    codes = set(conn.execute(select(t.people.c.code).where(t.people.c.district == district)).scalars())
    found = {id_: who for id_, who in reporters.items() if who in officials or who[1] in codes}
    held = _held(conn, district, found)
    return {id_: who for id_, who in found.items() if {officials.get(who), who[1]} & held[id_]}


def _held(conn: Connection, district: str, tickets: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    every = list(tickets)
    for ids in (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)):
        events = select(_e.ticket_id, _e.kind, _e.actor, _e.data)
        for id_, kind, actor, data in conn.execute(
            events.where(_e.district == district, _e.ticket_id.in_(ids), _e.kind.in_(_KINDS))
        ):
            found[id_].update(_persons(kind, actor, data))
        have = select(_p.ticket_id, _p.person).where(_p.district == district, _p.ticket_id.in_(ids))
        for id_, person in conn.execute(have.where(_p.part == "assignee")):
            found[id_].add(person)
    return found


def _persons(kind: str, actor: str, data: Mapping[str, Any]) -> Iterable[str]:
    return data.get("to", ()) if kind == "dispatched" else (actor,)
