"""Who took a ticket on or called it done, and which tickets their reporters did themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from storage import tables as t
from storage.batch import Batch
from storage.tickets import Ticket

Account = tuple[str, str]  # channel and account
# Who was only given it and left it to somebody else did nothing of it.
_KINDS = ("accepted", "resolved")
_AT_ONCE = 500  # ids in one question to the database
_e, _a = t.events.c, t.accounts.c


def of_ticket(conn: Connection, batch: Batch, ticket: Ticket) -> set[str]:
    """Everybody who accepted it or called it done; what this work has not written yet counts."""
    query = select(_e.actor).where(_e.district == ticket.district, _e.ticket_id == ticket.id, _e.kind.in_(_KINDS))
    new = [row for row in batch.rows(t.events) if row["ticket_id"] == ticket.id and row["kind"] in _KINDS]
    return {*conn.execute(query).scalars(), *(row["actor"] for row in new)}


def own_work(conn: Connection, district: str, reporters: Mapping[int, Account]) -> dict[int, Account]:
    """Those of these tickets that their reporter accepted or called done himself.

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
        events = select(_e.ticket_id, _e.actor)
        for id_, actor in conn.execute(
            events.where(_e.district == district, _e.ticket_id.in_(ids), _e.kind.in_(_KINDS))
        ):
            found[id_].add(actor)
    return found
