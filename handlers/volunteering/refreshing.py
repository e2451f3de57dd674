"""每季更新: wishes nobody has claimed for long: is it still needed?"""

from __future__ import annotations

from handlers import asking, notices
from handlers.messages import Action, Button, Card, Kind
from handlers.volunteering import matching, offering
from handlers.work import Case, Work
from handlers.workflow import Status
from storage import volunteering as rows


def refresh(work: Work, unit: str) -> int:
    """Ask the wishers of a unit and of everything below it; returns how many were asked.

    Called by a cadence: whoever was asked less than a quarter ago (`refresh_after`) is left alone.
    """
    rule = work.policy.volunteering
    if rule is None:
        return 0
    since = asking.ago(work, rule.wishes.refresh_after)
    found = rows.unclaimed(work.conn, work.district, since)
    inside = [ticket for ticket in found if any(above.code == unit for above in work.org.path(ticket.unit))]
    cases = [case for ticket in inside if (case := work.case(ticket.id))]
    waiting = [case for case in cases if Status(case.ticket.status) in offering.UNCLAIMED]
    asked = [case for case in waiting if not case.saw("refresh_asked", since=since)]
    for case in asked:
        _ask(case)
    return len(asked)


def _ask(case: Case) -> None:
    work, ticket = case.work, case.ticket
    case.record("refresh_asked", "system")
    about = matching.want(work.policy, ticket)
    text = f"您的微心愿“{about}”（编号{ticket.number}）还没有人认领。还需要吗？需要我就再请人，不需要就撤下来。"
    offered = (Button(Action.NEEDED.value, "还需要"), Button(Action.CANCEL.value, "不需要了"))
    card = Card("还需要吗？", (("编号", ticket.number),), text, offered)
    at = work.policy.quiet.end_after(work.now)
    notices.to_reporter(work, ticket, Kind.ASK, text, card=card, at=at)


def still_needed(case: Case) -> str:
    """还需要: everybody near by is asked once more. Returns the answer."""
    if case.ticket.form != "wish":
        return "好的，会接着办。"
    case.record("still_needed", "resident")
    offering.ask_again(case)
    return f"好的，微心愿{case.ticket.number}接着请人，有人认领马上告诉您。"
