"""定级: how big a trouble is, as whoever stands before it sees it; another grade is another track of promises."""

from __future__ import annotations

import re

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
    due = clocks.promised(case)
    ticket.grade = wanted
    ticket.track = clocks.track_of(case.work.policy, ticket).name
    case.record("graded", person, before=names.get(before, before), after=names[wanted], reason=reason, own=not above)
    clocks.retime(case, was)
    change = f"{names.get(before, before)}→{names[wanted]}"
    if not above:
        _tell_above(case, f"改级别：{change}")
    if (new := clocks.promised(case)) and new != due:
        by = wording.moment(new, case.work.now)
        text = f"{ticket.number}改按“{names[wanted]}”办理（{reason}），下一个时限是{by}。"
        notices.to_reporter(case.work, ticket, Kind.PROGRESS, text)
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


def _graded(case: Case) -> int:
    """How often those who had it gave it a grade; a change from above takes nothing from them."""
    return sum(1 for event in case.history() if event.kind == "graded" and event.data.get("own"))


def _tell_above(case: Case, heading: str) -> None:
    rungs = dispatching.rungs_of(case)
    rung = routing.next_rung(rungs, case.ticket.level + 1, without=set(case.assignees))
    for person in rung.people if rung else ():
        case.tell([person])
        dispatching.tell(case, person, Kind.NOTICE, heading, acting=False)
