"""A task of our own: nobody complained yet, and somebody should look."""

from __future__ import annotations

from datetime import datetime

from handlers import clocks, dispatching, orders
from handlers.entitled import DESK
from handlers.org import Address
from handlers.work import Case, Work
from storage.tickets import Ticket


def open_task(work: Work, unit: str, category: str, summary: str, heading: str, due: datetime) -> Case:
    """Open a task for whoever holds a place, to be done by `due`; the rung above hears how it went."""
    case = Case(work, _ticket(work, unit, category, summary), new=True)
    work.cases[case.ticket.id] = case
    dispatching.choose(case)
    asker = _asker(case)
    case.ticket.channel, case.ticket.reporter = asker.channel, asker.account
    case.record("opened", "system", summary=summary, urgency=case.ticket.urgency, kind=case.ticket.kind)
    clocks.begin(case)
    clocks.stop(case, "resolve", "feedback", "first_action", "on_site", "plan")
    clocks.start_clock(case, "resolve", due)
    dispatching.dispatch(case, 0, heading=heading)
    return case


def _ticket(work: Work, unit: str, category: str, summary: str) -> Ticket:
    asked = Address("desk", "system")
    ticket = orders.task(work, unit, summary, category=category, kind="report", asked=asked, source="season")
    ticket.grade = work.policy.grade(clocks.facts_of(ticket))
    return ticket


def _asker(case: Case) -> Address:
    """Who is told how it went: the rung above whoever gets it, else the desk."""
    work = case.work
    held = [rung.people for rung in dispatching.rungs_of(case) if rung.people]
    above = next((people for people in held[1:] if not set(people) & set(held[0])), ())
    desk = [duty.person for duty in work.org.tree.duties if duty.role in DESK]
    person = next(iter([*above, *desk]), None)
    return (work.org.reach(person) or Address("desk", person)) if person else Address("desk", "system")
