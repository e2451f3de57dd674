"""接单: the first who claims a wish has it; whoever cannot do it after all gives it back."""

from __future__ import annotations

from handlers import clocks, dispatching, notices, officials, phrases, wording
from handlers.messages import Kind
from handlers.rules.volunteering import VOLUNTEERS
from handlers.volunteering import matching, offering
from handlers.work import Case
from handlers.workflow import Status

TAKEN = "已有人认领，谢谢您的热心。"


def refusal(case: Case, person: str) -> str:
    """Why this person may not claim it now; empty when he may."""
    work, ticket = case.work, case.ticket
    if ticket.form != "wish":
        return phrases.OTHER_FORM
    if Status(ticket.status) in (Status.ACCEPTED, Status.WAITING):
        return "您已经认领了，办好请回“完成”。" if person in case.assignees else TAKEN
    if Status(ticket.status) not in offering.UNCLAIMED:
        return "这个微心愿已经办过了，谢谢您的热心。"
    if person in case.assignees or matching.may_claim(work.org, work.policy, ticket, person, work.today):
        return ""
    return "这个微心愿由附近的志愿者认领，您不在名单里；想做志愿者请找社区登记。"


def claim(case: Case, person: str, words: str) -> str:
    """认领: his, and nobody else's; the wisher and the officials of the place hear who comes."""
    work, ticket = case.work, case.ticket
    before = [other for other in case.assignees if other != person]
    if ticket.status != Status.DISPATCHED:
        dispatching.hand_over(case, [person], person, rule="志愿者认领")
    case.record("claimed", person)
    offering.stop(case)
    officials.take(case, person)
    if matching.is_volunteer(work.org, work.policy, person, work.today):
        ticket.level = VOLUNTEERS
    name = wording.name_of(work, person)
    for other in before:
        text = f"微心愿{ticket.number}已由{name}认领，您无需处理。"
        notices.to_person(work, other, Kind.NOTICE, text, ticket=ticket)
    text = f"您的微心愿（编号{ticket.number}）有人认领了：{name}。他会来和您约时间。"
    notices.to_reporter(work, ticket, Kind.PROGRESS, text)
    return "已认领，谢谢您"


def release(case: Case, person: str, words: str) -> str:
    """放弃认领: it is offered anew, to others."""
    work, ticket, had = case.work, case.ticket, case.assignees
    ticket.accepted_at = None
    case.record("released", person, Status.RETURNED, had=had, reason=words)
    begun = [kind for kind, promise in work.policy.promises.items() if promise.starts == "accepted"]
    if begun:
        clocks.stop(case, *begun)
    offering.anew(case, "志愿者来不了，正在另外请人", frozenset(had))
    text = f"您的微心愿（编号{ticket.number}）原来认领的志愿者来不了，正在另外请人。"
    notices.to_reporter(work, ticket, Kind.PROGRESS, text)
    return "已放弃认领，会请别的志愿者"
