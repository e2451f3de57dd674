"""定级: how big a trouble is, as whoever stands before it sees it; another grade is another track of promises."""

from __future__ import annotations

import re
from datetime import datetime
from operator import itemgetter

from handlers import clocks, dispatching, entitled, notices, routing, wording
from handlers.entitled import RefusedError
from handlers.messages import Kind
from handlers.work import Case

_BREAK = re.compile(r"[\s,，、;；:：。.]+")


def grade(case: Case, person: str, words: str) -> str:
    """Give a ticket another grade: `words` begins with its name; the rest is the reason.

    What is promised is counted anew from the same start, by the clocks of the grade's track; a promise
    that was kept stays kept. Who has the ticket may do this as often as the policy says, those above
    him always; the level above is told.
    """
    entitled.only_responsible(case, person)
    wanted, reason = _meant(case, words)
    above = entitled.stands_above(case, person)
    if not above and _graded(case) >= case.work.policy.regrade.times:
        raise RefusedError("级别已经定过，再改请找上一级。")
    ticket, names = case.ticket, case.work.policy.grades
    before, was = ticket.grade, clocks.lengths(case)
    promised = _promised(case)
    ticket.grade = wanted
    ticket.track = clocks.track_of(case.work.policy, ticket).name
    case.record("graded", person, before=names.get(before, before), after=names[wanted], reason=reason, own=not above)
    clocks.retime(case, was)
    change = f"{names.get(before, before)}→{names[wanted]}"
    if not above:
        _tell_above(case, f"改级别：{change}")
    _tell_resident(case, promised, f"改按“{names[wanted]}”办理（{reason}）")
    return f"已定为{names[wanted]}，办理方式：{ticket.track}"


def _meant(case: Case, words: str) -> tuple[str, str]:
    names = case.work.policy.grades
    head, reason = [*_BREAK.split(words.strip(), maxsplit=1), ""][:2]
    wanted = next((key for key, name in names.items() if head in (key, name)), None)
    if wanted is None:
        raise RefusedError(f"没有“{wording.short(head, 10)}”这个级别，可用：{'、'.join(names.values())}。")
    if wanted == case.ticket.grade:
        raise RefusedError(f"没有变化：{case.ticket.number}现在就是{names[wanted]}。")
    if not reason.strip():
        raise RefusedError("请写：级别 理由。居民和上级会看到。")
    return wanted, reason.strip()


def _promised(case: Case) -> dict[str, datetime]:
    """What residents are told of that still runs, and until when."""
    return {clock.kind: clock.due_at for clock in case.running(*clocks.told_to_residents(case))}


def _tell_resident(case: Case, before: dict[str, datetime], change: str) -> None:
    """What changed of what was promised, the nearest of it."""
    moved = {kind: due for kind, due in _promised(case).items() if before.get(kind) != due}
    if moved:
        kind, due = min(moved.items(), key=itemgetter(1))
        by, what = wording.spoken(due, case.work.now), clocks.told_to_residents(case)[kind]
        text = f"{case.ticket.number}{change}，按规定{by}前要{what}。"
        notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)


def _graded(case: Case) -> int:
    """How often those who had it gave it a grade; a change from above takes nothing from them."""
    return sum(1 for event in case.history() if event.kind == "graded" and event.data.get("own"))


def _tell_above(case: Case, heading: str) -> None:
    rungs = dispatching.rungs_of(case)
    rung = routing.next_rung(rungs, case.ticket.level + 1, without=set(case.assignees))
    for person in rung.people if rung else ():
        case.tell([person])
        dispatching.tell(case, person, Kind.NOTICE, heading, acting=False)
