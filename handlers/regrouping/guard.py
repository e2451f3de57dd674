"""Who may regroup what, and which tickets are never put together."""

from __future__ import annotations

from handlers import dispatching, entitled, routing
from handlers.entitled import RefusedError
from handlers.joint import pending
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from storage import mergings


def may_regroup(case: Case, person: str) -> None:
    """Raise `RefusedError` unless this person sits at the desk, or is a courtyard chief on the ticket's own ladder."""
    work = case.work
    if person == dispatching.SYSTEM or entitled.at_desk(work, person):
        return
    chiefs = set(work.policy.duplicates.roles) & routing.roles_of(work.org, person, work.today)
    if chiefs and any(person in rung.everybody for rung in dispatching.rungs_of(case)):
        return
    raise RefusedError("并案、拆分要由院长或值班坐席来做，请把情况告诉他们。")


def may_merge(case: Case, into: Case) -> None:
    """Raise `RefusedError` where one of two tickets would be lost, or shown to whom it does not concern."""
    one, other = case.ticket, into.ticket
    if one.id == other.id:
        raise RefusedError("不能并到自己，请写另一张工单的编号。")
    if one.form != "appeal" or other.form != "appeal":
        raise RefusedError("只有群众诉求可以并案。")
    if one.confidential or other.confidential:
        raise RefusedError("涉及隐私的调解不并案，各办各的。")
    for ticket in (one, other):
        if Status(ticket.status) not in UNDER_WAY:
            raise RefusedError(f"{ticket.number}不在办理中，不能并案；说没解决的请先重办。")
    if one.urgency == "emergency" and (other.urgency != "emergency" or one.building != other.building):
        raise RefusedError("紧急情况不并到别处去，请分别处理。")
    if pending.open_parts(case):
        raise RefusedError(f"{one.number}还有部门没有报到，先办完再并案。")


def may_unmerge(case: Case, into: Case) -> None:
    """Raise `RefusedError` while what it was put into is itself within another."""
    if into.ticket.status == Status.MERGED:
        further = mergings.current(case.work.conn, case.work.district, into.ticket.id)
        where = case.work.case(further.into_id) if further else None
        number = where.ticket.number if where else "别的单"
        raise RefusedError(f"{into.ticket.number}已经并到{number}，请先撤销那一次并案。")
