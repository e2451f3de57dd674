"""A resident withdraws an appeal."""

from __future__ import annotations

from handlers import clocks, notices
from handlers.joint import finishing
from handlers.messages import Kind
from handlers.work import Case
from handlers.workflow import Status
from storage import supporters


def cancel(case: Case) -> str:
    """撤销: archived as cancelled; who had it need not come. Returns the answer.

    Neighbours who have the same trouble keep the ticket: the first of them is asked from now on.
    """
    neighbours = supporters.of_ticket(case.work.conn, case.ticket)
    others = [one for one in neighbours if one != (case.ticket.channel, case.ticket.reporter)]
    if others:
        return _step_back(case, others)
    case.ticket.closed_at, case.ticket.outcome = case.work.now, "cancelled"
    case.record("cancelled", "resident", Status.CLOSED)
    clocks.stop(case)
    finishing.called_off_with(case, "居民已撤销")
    who = "居民" if case.ticket.form in ("appeal", "wish") else "交办人"
    text = f"{case.ticket.number}{who}已撤销，无需办理。"
    for person in case.people:
        notices.to_person(case.work, person, Kind.NOTICE, text, ticket=case.ticket)
    return f"{case.ticket.number}已撤销。以后有问题随时告诉我。"


def _step_back(case: Case, others: list[tuple[str, str]]) -> str:
    case.record("withdrawn", "resident", neighbours=len(others))
    case.ticket.channel, case.ticket.reporter = others[0]
    return f"好的，{case.ticket.number}不再打扰您。还有{len(others)}位邻居反映同样的问题，会继续办理。"
