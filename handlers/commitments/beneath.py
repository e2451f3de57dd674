"""A promise about an umbrella incident is one to everybody beneath it: they are asked, and may answer.

Nobody reported the incident itself, so each hears of it with the number of his own ticket.
"""

from __future__ import annotations

from collections.abc import Callable

from handlers import notices
from handlers.incidents import counting, telling
from handlers.incidents.covering import read, unlocked
from handlers.messages import Kind
from handlers.work import Case
from storage import commitments as rows
from storage.commitments import Commitment
from storage.incidents import FORM


def asked(case: Case) -> list[Case]:
    """The tickets whose reporters are asked whether it was kept, of an incident each reporter once; only to look at."""
    if case.ticket.form != FORM:
        return [case]
    found = counting.going_along(case.work, case.ticket)
    once = {(ticket.channel, ticket.reporter): ticket for ticket in reversed(found)}
    return [unlocked(case.work, ticket) for ticket in reversed(once.values())]


def tell(case: Case, said: Callable[[Case], str]) -> None:
    """Everybody who waits for it hears, in private, what `said` makes of his ticket."""
    work = case.work
    if case.ticket.form == FORM:
        below = counting.going_along(work, case.ticket)
        telling.everybody(work, below, lambda ticket: said(unlocked(work, ticket)))
        return
    notices.to_reporter(work, case.ticket, Kind.PROGRESS, said(case))
    notices.to_affected(case, Kind.PROGRESS, said(case))


def promised_above(case: Case) -> list[Commitment]:
    """What was promised about the incident above a ticket, and should be done by now.

    Before its time a household's "好了" is about that household, and says nothing of the others.
    """
    incident = read(case.work, case.ticket.parent)
    found = rows.of_ticket(case.work.conn, case.ticket.district, incident.id) if incident else []
    return [one for one in found if one.due_at <= case.work.now]
