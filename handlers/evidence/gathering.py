"""Everything neighbours told about a ticket, household by household."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.evidence import patterns
from handlers.evidence.doors import Door, behind, households, in_name
from handlers.evidence.patterns import Pattern, Seen
from handlers.work import Work
from storage import incidents, readings, residents, supporters, tickets
from storage.readings import FINE, ReadingRow
from storage.residents import Resident
from storage.tickets import Ticket

Account = tuple[str, str]  # channel and account
_PAGES = ("hotline", "web")  # whoever writes there has a number, and no name to call himself


@dataclass(frozen=True, slots=True)
class Household:
    """Whoever lives behind one door, or one account where no door is known."""

    door: Door
    accounts: tuple[Account, ...]
    readings: tuple[ReadingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The households that have the trouble, the reporter's first, and those that say they have not.

    Attributes:
        pattern: what they make; None where nothing can be said.
    """

    affected: tuple[Household, ...]
    fine: tuple[Household, ...]
    pattern: Pattern | None

    def beside(self, account: Account) -> int:
        """How many households have it besides this account's."""
        return sum(account not in household.accounts for household in self.affected)


def of_ticket(work: Work, ticket: Ticket) -> Gathered:
    """What is known now; of a part of a joint case of the whole, of an incident of everything beneath it."""
    return of_tickets(work, _trouble(work, ticket))


def of_tickets(work: Work, found: Sequence[Ticket]) -> Gathered:
    """The same of several tickets of one trouble together, such as those below an incident."""
    have: list[tuple[Door, Account]] = []
    told: list[ReadingRow] = []
    for ticket in found:
        have += _affected(work, ticket)
        told += readings.of_ticket(work.conn, ticket.district, ticket.id)
    affected = _as_households(_once(have), told)
    mine = {account for household in affected for account in household.accounts}
    well = [row for row in told if row.measure == FINE and (row.channel, row.account) not in mine]
    doors = [household.door for household in affected]
    beside = _as_households([(door_of(row), (row.channel, row.account)) for row in _last(well)], told)
    # A household of which one says "here too" and another "we are fine" has it.
    fine = tuple(household for household in beside if behind(household.door, doors) is None)
    return Gathered(affected, fine, _pattern(work, found, affected, fine))


def _pattern(
    work: Work, found: Sequence[Ticket], affected: Sequence[Household], fine: Sequence[Household]
) -> Pattern | None:
    if not found or not all(ticket.category in work.policy.evidence.categories for ticket in found):
        return None
    estates = {ticket.estate for ticket in found}
    estate = work.org.unit(next(iter(estates))) if len(estates) == 1 else None
    if len(estates) > 1:
        return None  # building 3 of one estate is not building 3 of another
    houses = estate.buildings if estate else None
    if len({ticket.building for ticket in found}) == 1 and found[0].building:
        houses = 1  # only this house was asked after: that it is the only one is no news
    seen = Seen([one.door for one in affected], [one.door for one in fine if one.door], houses)
    return patterns.find(seen, work.policy.evidence)


def door_of(row: ReadingRow | supporters.Supporter) -> Door:
    """The door a row carries."""
    return Door(row.building, row.entrance, row.room, row.floor)


def known_door(work: Work, ticket: Ticket, account: Account) -> Door:
    """The door of somebody who speaks of a ticket, before he says any: what he calls himself, else what he told."""
    known = residents.get(work.conn, ticket.district, *account)
    return remembered_door(account, known, (ticket.unit, ticket.estate))


def remembered_door(account: Account, known: Resident | None, places: tuple[str | None, ...]) -> Door:
    """The same of what is remembered of him; what he told elsewhere than in these `places` counts nothing. Pure."""
    channel, code = account
    name = (known.name if known else None) or ("" if channel in _PAGES else code)
    found = in_name(name)
    if known is None or known.unit not in (None, *places):
        return found
    return found.within(Door(known.building, known.entrance, known.room))


def whose_door(work: Work, ticket: Ticket, account: Account, told: Door) -> Door:
    """The door of somebody who speaks of a ticket: as told, else what he calls himself, else what he told before.

    A bare entrance or room is in the house the ticket is about. Wherever households are counted, this is asked.
    """
    door = told.within(known_door(work, ticket, account))
    if door.building is None and (told.entrance or told.room):
        return Door(ticket.building, door.entrance, door.room, door.floor)
    return door


def reporters_door(work: Work, ticket: Ticket) -> Door:
    """The door of whoever reported a ticket: the place it is about, with what is known of him."""
    at = Door(ticket.building, ticket.entrance, ticket.room)
    return whose_door(work, ticket, (ticket.channel, ticket.reporter), at)


def _affected(work: Work, ticket: Ticket) -> list[tuple[Door, Account]]:
    reporter = (ticket.channel, ticket.reporter)
    found = [(door_of(row), (row.channel, row.account)) for row in supporters.doors_of(work.conn, ticket)]
    if work.org.person_of(*reporter) is not None or any(account == reporter for _, account in found):
        return found  # an official reports what others have; or a neighbour has taken the ticket over
    return [(reporters_door(work, ticket), reporter), *found]


def _once(rows: Iterable[tuple[Door, Account]]) -> list[tuple[Door, Account]]:
    """Every account once, with the fuller of its doors: who told of a trouble in two tickets has one household."""
    found: dict[Account, Door] = {}
    for door, account in rows:
        found[account] = found[account].or_fuller(door) if account in found else door
    return [(door, account) for account, door in found.items()]


def _as_households(rows: Sequence[tuple[Door, Account]], told: Iterable[ReadingRow]) -> tuple[Household, ...]:
    by_account: dict[Account, list[ReadingRow]] = {}
    for row in told:
        by_account.setdefault((row.channel, row.account), []).append(row)
    return tuple(
        Household(door, tuple(accounts), tuple(row for one in accounts for row in by_account.get(one, ())))
        for door, accounts in households(rows)
    )


def _last(rows: Sequence[ReadingRow]) -> list[ReadingRow]:
    """Of what somebody told the last."""
    return list({(row.channel, row.account): row for row in rows}.values())


def _trouble(work: Work, ticket: Ticket) -> list[Ticket]:
    """The tickets whose households an order is about: of a part the whole's, of an incident those beneath it."""
    if ticket.form == "incident":
        return incidents.beneath(work.conn, ticket.district, ticket.id)
    parent = tickets.get(work.conn, ticket.district, ticket.parent) if ticket.form == "part" and ticket.parent else None
    return [parent or ticket]
