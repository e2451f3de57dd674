"""How many households have one trouble: reporters and neighbours, each door or account once, from any channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import asking
from handlers.evidence import gathering
from handlers.evidence.gathering import Account
from handlers.incidents.covering import counts, no_graver, rule_of
from handlers.work import Work
from handlers.workflow import UNDER_WAY, Status
from storage import incidents as rows
from storage.incidents import DETACHED, Neighbour, Slot
from storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Household:
    """Somebody with the trouble.

    Attributes:
        channel, account: of the one of it that was heard of last; a couple behind one door is one household.
        at: when.
    """

    channel: str
    account: str
    building: str | None
    ticket_id: int
    at: datetime


def near(work: Work, slot: Slot) -> list[Ticket]:
    """The tickets whose households are counted at a place, as they are within this work; none that was taken out."""
    found = {ticket.id: ticket for ticket in rows.near(work.conn, slot)}
    found |= {case.ticket.id: case.ticket for case in work.cases.values()}
    here = [ticket for _, ticket in sorted(found.items()) if counts(ticket) and _at(ticket, slot)]
    out = rows.last(work.conn, work.district, DETACHED, [ticket.id for ticket in here])
    return [ticket for ticket in here if ticket.id not in out]


def _at(ticket: Ticket, slot: Slot) -> bool:
    same = (ticket.category, ticket.unit) == (slot.category, slot.unit)
    return same and (not slot.building or ticket.building == slot.building)


def beneath(work: Work, incident: Ticket) -> list[Ticket]:
    """The tickets of an incident, as they are within this work."""
    found = {ticket.id: ticket for ticket in rows.beneath(work.conn, work.district, incident.id)}
    found |= {case.ticket.id: case.ticket for case in work.cases.values()}
    return [ticket for _, ticket in sorted(found.items()) if ticket.parent == incident.id and ticket.form == "appeal"]


def going_along(work: Work, incident: Ticket) -> list[Ticket]:
    """Those of them under way that what is done with it is done with: none that is graver, or of another category."""
    alike = [one for one in beneath(work, incident) if one.category == incident.category]
    return [one for one in alike if Status(one.status) in UNDER_WAY and no_graver(one.urgency, incident)]


def households(work: Work, tickets: Sequence[Ticket], *, now: Iterable[int] = ()) -> list[Household]:
    """Everybody counted into these tickets, first heard of first; an official who reports is no household.

    Args:
        now: tickets that were just reopened: their reporters have it again from now on.
    """
    if not tickets:
        return []
    heard = _heard(work, tickets, now)
    found: list[Household] = []
    for home in gathering.of_tickets(work, tickets).affected:
        mine = [heard.pop(account) for account in home.accounts if account in heard]
        latest = max(mine, key=lambda one: one.since, default=None)
        if latest is not None:  # else of somebody who was counted in with another ticket already
            building = home.door.building or latest.building
            found.append(Household(latest.channel, latest.account, building, latest.ticket_id, latest.since))
    return sorted(found, key=lambda one: (one.at, one.channel, one.account))


def _heard(work: Work, tickets: Sequence[Ticket], now: Iterable[int]) -> dict[Account, Neighbour]:
    """When, and with which ticket, everybody was heard of last."""
    by_id = {ticket.id: ticket for ticket in tickets}
    again = rows.last(work.conn, work.district, "reopened", [ticket.id for ticket in tickets if ticket.reopened])
    again |= dict.fromkeys(now, work.now)
    told = [Neighbour(t.id, t.channel, t.reporter, t.building, again.get(t.id, t.opened_at)) for t in tickets]
    joined = rows.neighbours(work.conn, work.district, by_id)
    told += [replace(one, building=one.building or by_id[one.ticket_id].building) for one in joined]
    return {(one.channel, one.account): one for one in sorted(told, key=lambda one: (one.since, one.ticket_id))}


def lately(work: Work, tickets: Sequence[Ticket], *, now: Iterable[int] = ()) -> list[Household]:
    """Those heard of within the pack's time."""
    since = asking.ago(work, rule_of(work).within)
    return [one for one in households(work, tickets, now=now) if one.at >= since]


def buildings(found: Iterable[Household]) -> list[tuple[str | None, int]]:
    """Building → households, most first; None is where nobody told it."""
    counted = Counter(one.building for one in found)
    return sorted(counted.items(), key=lambda row: (-row[1], row[0] or "~"))
