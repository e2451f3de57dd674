"""A resident withdraws an appeal."""

from __future__ import annotations

from handlers import clocks, notices
from handlers.messages import Kind
from handlers.work import Case
from handlers.workflow import Status


def cancel(case: Case) -> str:
    """撤销: archived as cancelled; who had it need not come. Returns the answer."""
    case.ticket.closed_at, case.ticket.outcome = case.work.now, "cancelled"
    case.record("cancelled", "resident", Status.CLOSED)
    clocks.stop(case)
    text = f"{case.ticket.number}居民已撤销，无需办理。"
    for person in case.assignees:
        notices.to_person(case.work, person, Kind.NOTICE, text, ticket=case.ticket)
    return f"{case.ticket.number}已撤销。以后有问题随时告诉我。"
