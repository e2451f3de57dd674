"""How orders are told of in lists and agendas: number, place, subject, where it stands; never who said it."""

from __future__ import annotations

from datetime import datetime

from handlers import privacy, wording
from handlers.cadences import reach
from handlers.cadences.coming import Coming
from handlers.work import Case, Work
from handlers.workflow import NAMES, Status
from storage.tickets import Ticket

NUMBERS = 6


def of(coming: Coming, ticket: Ticket) -> str:
    """Number, place and subject; of what is confidential only the number.

    Of what may be about somebody who is invited no building: it would tell him who complained.
    """
    if ticket.confidential:
        return f"{ticket.number} （保密）"
    building = None if about_invited(coming, ticket) else ticket.building
    place = reach.name(coming.work.org, ticket.unit, building)
    return f"{ticket.number} {place} {wording.category(ticket.category)}"


def about_invited(coming: Coming, ticket: Ticket) -> bool:
    """Whether the ticket may be about somebody who reads the list."""
    case = Case(coming.work, ticket)
    return any(privacy.about(case, person) for person in coming.people)


def standing(coming: Coming, ticket: Ticket) -> str:
    """The same, with how it stands and how old it is."""
    age = wording.span(coming.work.now - ticket.opened_at)
    again = f"，重办{ticket.reopened}次" if ticket.reopened else ""
    return f"{of(coming, ticket)}：{NAMES[Status(ticket.status)]}，已{age}{again}"


def task(work: Work, ticket: Ticket, due: datetime) -> str:
    """A task of minutes: what, until when, and what became of it."""
    what = f"{ticket.number} {wording.short(ticket.summary, 40)}"
    if ticket.resolution and ticket.status in (Status.RESOLVED, Status.CLOSED):
        return f"{what}：已完成。{wording.short(ticket.resolution, 40)}"
    late = "，已超期" if due < work.now and ticket.status not in (Status.RESOLVED, Status.CLOSED) else ""
    return f"{what}：{NAMES[Status(ticket.status)]}，{wording.moment(due, work.now)}前{late}"


def numbers(found: list[str] | tuple[str, ...]) -> str:
    """Ticket numbers, the first of many."""
    more = f" 等{len(found)}件" if len(found) > NUMBERS else ""
    return "、".join(found[:NUMBERS]) + more
