"""Who of those with a trouble lives behind one door, and so has one vote together with the others there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handlers.evidence.doors import Door
from handlers.evidence.gathering import Account, door_of, known_door, remembered_door
from handlers.work import Case
from storage import supporters
from storage.doors import Told


def mates(case: Case) -> dict[Account, tuple[Account, ...]]:
    """Of each account whose whole door is known all those behind it, first come first; who told less stands alone.

    A door counts as whoever lives there told it: the place a ticket is about may be somebody else's.
    """
    work, ticket = case.work, case.ticket
    if ticket.form != "appeal":
        return {}
    reporter = (ticket.channel, ticket.reporter)
    told = {(row.channel, row.account): door_of(row) for row in supporters.doors_of(work.conn, ticket)}
    told.setdefault(reporter, known_door(work, ticket, reporter))
    return together(told)


def door_told(case: Case, account: Account) -> Door:
    """The door of somebody who joined, as far as he told it."""
    rows = supporters.doors_of(case.work.conn, case.ticket)
    return next((door_of(row) for row in rows if (row.channel, row.account) == account), Door())


def mates_of(told: Told, reporter: Account) -> dict[Account, tuple[Account, ...]]:
    """The same of rows that were read for many tickets at once. Pure."""
    found = {(row.channel, row.account): door_of(row) for row in told.neighbours}
    found.setdefault(reporter, remembered_door(reporter, told.reporter, told.places))
    return together(found)


def together(told: Mapping[Account, Door]) -> dict[Account, tuple[Account, ...]]:
    """Of each account whose door is whole all those behind it, in the order in which they are given. Pure."""
    found: dict[Door, list[Account]] = {}
    for account, door in told.items():
        if door.building and door.room:
            found.setdefault(Door(door.building, door.entrance, door.room), []).append(account)
    return {account: tuple(accounts) for accounts in found.values() for account in accounts}


def doors(case: Case, accounts: Iterable[Account]) -> int:
    """Behind how many doors these live."""
    return counted(mates(case), accounts)


def counted(mates: Mapping[Account, tuple[Account, ...]], accounts: Iterable[Account]) -> int:
    """Behind how many doors these live, by who lives with whom. Pure."""
    return len({mates.get(one, (one,))[0] for one in accounts})
