"""Out of an incident: a household that has it again, a ticket that is something else, an incident that was none."""

from __future__ import annotations

from handlers import clocks, dispatching, entitled, notices, wording
from handlers.entitled import RefusedError
from handlers.incidents import counting, watching
from handlers.incidents.covering import above, read
from handlers.joint import finishing
from handlers.messages import Kind
from handlers.talk import number_in
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from storage import incidents as rows
from storage.incidents import DETACHED
from storage.tickets import Ticket

DISSOLVED, HANDLED = "dissolved", "handled"


def reopened(case: Case) -> None:
    """Not solved for this household: out of the incident that is over, and counted anew.

    As many households as ever make an incident make a new one; a ticket whose incident is still under way stays.
    """
    incident = read(case.work, case.ticket.parent)
    if incident is not None and Status(incident.status) not in UNDER_WAY:
        case.ticket.parent = None
        case.record("left", dispatching.SYSTEM, incident=incident.number)
    watching.look(case, again=True)


def detach(case: Case, person: str, words: str) -> str:
    """移出: this ticket, or those whose numbers are written to the incident, are something else."""
    if case.ticket.form != rows.FORM:
        incident = above(case.work, case.ticket)
        if incident is None:
            raise RefusedError(f"{case.ticket.number}不在预警单下面，不用移出。")
        return _taken_out(case.work.case(incident.id) or Case(case.work, incident), [case], person, words)
    number = number_in(words)
    found = [ticket for ticket in counting.beneath(case.work, case.ticket) if ticket.number in words]
    if not found or number is None:
        raise RefusedError("移出哪一张？请写：编号 理由。")
    cases = [one for ticket in found if (one := case.work.case(ticket.id))]
    return _taken_out(case, cases, person, words)


def _taken_out(umbrella: Case, cases: list[Case], person: str, words: str) -> str:
    for case in cases:
        _out(umbrella.ticket, case, person, words)
    numbers = "、".join(case.ticket.number for case in cases)
    umbrella.record("gave_up", person, numbers=numbers, text=words)
    if not counting.beneath(umbrella.work, umbrella.ticket):
        end(umbrella, person, DISSOLVED)
        return f"{numbers}已移出；预警单{umbrella.ticket.number}下面没有工单了，已解散"
    return f"{numbers}已移出预警单{umbrella.ticket.number}，单独办理"


def _out(incident: Ticket, case: Case, person: str, words: str) -> None:
    case.ticket.parent = None
    case.record(DETACHED, person, incident=incident.number, text=words)
    text = f"{case.ticket.number}不再跟着预警单{incident.number}，请单独办理：{wording.short(words, 40)}"
    for other in case.assignees:
        if other != person:
            notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)


def dissolve(case: Case, person: str, words: str) -> str:
    """解散: these troubles have no one cause; every ticket goes on by itself, and is not gathered again."""
    entitled.only_responsible(case, person)
    tickets = [ticket for ticket in counting.beneath(case.work, case.ticket) if Status(ticket.status) in UNDER_WAY]
    for ticket in tickets:
        if below := case.work.case(ticket.id):
            _out(case.ticket, below, person, words)
    finishing.call_off(case, person, words)
    end(case, person, DISSOLVED, words)
    for other in case.people:
        if other != person:
            text = f"预警单{case.ticket.number}已解散，各张工单单独办理：{wording.short(words, 40)}"
            notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)
    return f"已解散，{len(tickets)}张工单单独办理"


def end(case: Case, person: str, outcome: str, words: str = "") -> None:
    """The incident is over: its clocks stop, and nobody is told of it any more."""
    case.ticket.closed_at, case.ticket.outcome = case.work.now, outcome
    case.record("closed", person, Status.CLOSED, outcome=outcome, text=words)
    clocks.stop(case)
    rows.free(case.work.conn, case.ticket.district, case.ticket.id)


def over_by_itself(case: Case) -> bool:
    """Whether an incident is over because every ticket beneath it has ended; then it is ended as well."""
    if case.ticket.form != rows.FORM or Status(case.ticket.status) not in UNDER_WAY:
        return False
    if any(Status(ticket.status) in UNDER_WAY for ticket in counting.beneath(case.work, case.ticket)):
        return False
    end(case, dispatching.SYSTEM, HANDLED)
    return True
