"""Somebody left office: the tickets he had go to whoever is there now."""

from __future__ import annotations

from handlers import dispatching, routing
from handlers.work import Case, Work
from storage import overdue


def daily(work: Work) -> int:
    """Hand on every ticket under way whose responsible people have all left; returns how many."""
    handed_on = 0
    for person, tickets in overdue.held(work.conn, work.district).items():
        if routing.gone(work.org, person, work.today):
            handed_on += sum(_hand_on(work, ticket) for ticket in tickets)
    return handed_on


def _hand_on(work: Work, ticket_id: int) -> bool:
    case = work.case(ticket_id)
    if case is None or not case.assignees or not all(_gone(case, person) for person in case.assignees):
        return False
    rung = routing.next_rung(dispatching.rungs_of(case), case.ticket.level)
    if rung is not None and set(rung.people) == set(case.assignees):
        # A deputy whose own duty is over still stands in.
        return False
    return dispatching.dispatch(case, case.ticket.level, heading="原负责人已离任，请接单")


def _gone(case: Case, person: str) -> bool:
    return routing.gone(case.work.org, person, case.work.today)
