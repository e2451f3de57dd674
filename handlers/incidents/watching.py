"""After every appeal and every neighbour: does it belong beneath an incident, or do so many make one?"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.incidents import counting, matter, raising
from handlers.incidents.counting import Household
from handlers.incidents.covering import above, covers, no_graver, read, rule_of, slot
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from storage import incidents as rows
from storage.incidents import DETACHED, Slot
from storage.tickets import Ticket


def cover(case: Case) -> None:
    """Put a fresh ticket beneath the incident under way at its place, before anybody is told of it."""
    place = slot(case.work, case.ticket)
    if place is None or case.ticket.parent is not None or rows.holder(case.work.conn, place) is None:
        return
    incident = _under_way(case.work, rows.lock(case.work.conn, place))
    if incident is not None and covers(incident, case.ticket.building) and _about(incident, case):
        raising.put_beneath(incident, case)


def look(case: Case, *, again: bool = False) -> None:
    """Count the households of a ticket's place; so many open an incident, or widen it to the estate.

    Whoever counts for the same place and category waits for the other: of two processes one opens it,
    the other finds it open. A ticket about something else goes on by itself; it is no household of theirs.

    Args:
        again: the ticket was just reopened: its reporter has the trouble from now on.
    """
    work, ticket = case.work, case.ticket
    place = slot(work, ticket)
    if place is None or _taken_out(case):
        return
    if incident := above(work, ticket):
        _follow(incident, case)
        return
    incident = _under_way(work, rows.lock(work.conn, place))
    if incident is not None and not _about(incident, case):
        return
    words = matter.told_first(work, ticket)
    found = matter.alike(work, ticket.category, words, counting.near(work, place))
    now = [ticket.id] if again else []
    if incident is None:
        _perhaps_open(work, place, found, now)
    elif covers(incident, ticket.building):
        raising.gather(work, incident, [ticket])
    else:
        _perhaps_widen(work, incident, found, now)


def _under_way(work: Work, ticket_id: int | None) -> Ticket | None:
    found = read(work, ticket_id)
    return found if found and Status(found.status) in UNDER_WAY else None


def _about(incident: Ticket, case: Case) -> bool:
    return matter.of(case.work, incident, matter.told_first(case.work, case.ticket))


def _taken_out(case: Case) -> bool:
    return bool(rows.last(case.work.conn, case.ticket.district, DETACHED, [case.ticket.id]))


def _follow(incident: Ticket, case: Case) -> None:
    if incident.accepted_at and no_graver(case.ticket.urgency, incident):
        raising.follow_accepted(incident, case, "system")


def _perhaps_open(work: Work, place: Slot, near: Sequence[Ticket], now: Sequence[int]) -> None:
    """Per building first; where no building has enough, all of the estate together."""
    lately = counting.lately(work, near, now=now)
    by_building = [(building, many) for building, many in counting.buildings(lately) if building]
    building, most = by_building[0] if by_building else (None, 0)
    enough = rule_of(work).households
    if len(lately) < enough:
        return
    of_one = most >= enough
    told = [one for one in lately if not of_one or one.building == building]
    tickets = _of(near, told)
    case = raising.open_over(work, tickets, told, building if of_one else None)
    rows.hold(work.conn, place, case.ticket.id)
    raising.gather(work, case.ticket, tickets)


def _perhaps_widen(work: Work, incident: Ticket, near: Sequence[Ticket], now: Sequence[int]) -> None:
    """So many households elsewhere in the estate have it too: it is not the one building."""
    lately = counting.lately(work, [ticket for ticket in near if ticket.parent is None], now=now)
    if len(lately) < rule_of(work).households:
        return
    everybody = counting.households(work, [*counting.beneath(work, incident), *_of(near, lately)])
    if case := raising.widen(work, incident, everybody):
        raising.gather(work, case.ticket, _of(near, lately))


def _of(near: Sequence[Ticket], found: Sequence[Household]) -> list[Ticket]:
    """The tickets of these households."""
    wanted = {one.ticket_id for one in found}
    return [ticket for ticket in near if ticket.id in wanted]
