"""首接负责: a ticket that was sent back too often is, for good, with whoever had it first."""

from __future__ import annotations

from handlers import dispatching, entitled, privacy, routing, wording
from handlers.entitled import RefusedError
from handlers.messages import Kind
from handlers.routing import Rung
from handlers.work import Case

STAYS = "首接负责，不再退单"
_INSTEAD = "这张工单首接负责，不再退单：请办理，或在本单位内转派；需要帮助请找上一级。"


def refuse_return(case: Case) -> None:
    """Raise `RefusedError` for a ticket that is not sent back any more."""
    if routing.locked(case.work.policy, case.ticket):
        raise RefusedError(_INSTEAD)


def refuse_outside(case: Case, person: str, target: str) -> None:
    """Raise `RefusedError` where somebody who must keep a ticket passes it out of his own office.

    Those above him, and the desk, may give it to anybody.
    """
    if not routing.locked(case.work.policy, case.ticket) or entitled.stands_above(case, person):
        return
    if not _within(case, person, target):
        raise RefusedError(f"{_INSTEAD}{wording.name_of(case.work, target)}不在您这一级。")


def _within(case: Case, person: str, target: str) -> bool:
    org, today = case.work.org, case.work.today
    units = [{duty.unit for duty in org.duties_of(one, today)} for one in (person, target)]
    if units[0] & units[1]:
        return True
    return any({person, target} <= set(rung.everybody) for rung in dispatching.rungs_of(case))


def lock(case: Case) -> Rung | None:
    """The first responsible, to whom a ticket goes with its last return; None when nobody of his rung is there.

    The ticket counts as returned already.
    """
    if not routing.locked(case.work.policy, case.ticket):
        return None
    first = next((event.data for event in case.history() if event.kind == "dispatched"), None)
    if first is None:
        return None
    rungs, work = dispatching.rungs_of(case), case.work
    there = tuple(one for one in privacy.spared(case, first["to"]) if work.org.serves(one, work.today))
    level = int(first.get("level", 0))
    if not there:
        return routing.next_rung(rungs, level)
    stands = routing.level_of(rungs, there[0])
    return Rung(level if stands is None else stands, there, STAYS)


def give_back(case: Case, first: Rung) -> None:
    """Hand it to the first responsible; the level above him knows, and helps."""
    dispatching.give(case, first, [], STAYS)
    case.record("locked", dispatching.SYSTEM, to=list(first.people))
    dispatching.tell_assignees(case, Kind.NOTIFY, STAYS)
    above = routing.next_rung(dispatching.rungs_of(case), first.level + 1, without=set(first.people))
    for person in case.tell(list(above.people)) if above else []:
        dispatching.tell(case, person, Kind.NOTIFY, "多次退单，请帮助协调", acting=False)
