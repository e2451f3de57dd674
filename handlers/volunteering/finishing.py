"""完成: what was done and how long it took; and the wishes that cannot be granted."""

from __future__ import annotations

import re

from handlers import clocks, entitled, notices, officials, texts, wording
from handlers.entitled import RefusedError
from handlers.joint.finishing import UnsaidError
from handlers.messages import Kind
from handlers.volunteering import matching, offering
from handlers.work import Case
from handlers.workflow import Status
from storage import volunteering as rows
from storage.volunteering import Service

_HAN = {"半": 0.5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_HOURS = re.compile(
    r"[（(]?(?:用时|用了|共|约|大约)?\s{0,4}(\d{1,2}(?:\.\d{1,2})?|[一二两三四五六七八九十半])\s{0,4}个?(半)?小时[)）]?"
)
_MINUTES = re.compile(r"[（(]?(?:用时|用了|共|约|大约)?\s{0,4}(\d{1,3})\s{0,4}分钟[)）]?")
_CHOICES = ("0.5小时", "1小时", "1.5小时", "2小时", "3小时", "4小时")


def minutes_in(words: str) -> tuple[int | None, str]:
    """The time that was told, in minutes, and the rest of the words."""
    if found := _HOURS.search(words):
        told = found[1]
        hours = (_HAN[told] if told in _HAN else float(told)) + (0.5 if found[2] else 0)
        return round(hours * 60), _without(words, found)
    if found := _MINUTES.search(words):
        return int(found[1]), _without(words, found)
    return None, words.strip()


def _without(words: str, found: re.Match[str]) -> str:
    return (words[: found.start()] + " " + words[found.end() :]).strip(" ，,。；;：:、")


def resolve(case: Case, person: str, words: str) -> str:
    """办结 of an order; of a wish with the time a volunteer took."""
    if case.ticket.form != "wish":
        return officials.resolve(case, person, words)
    entitled.only_responsible(case, person)
    volunteers = _volunteers(case, person)
    minutes, said = minutes_in(words)
    least = case.work.policy.conversation.resolution_length
    if sum(char.isalnum() for char in said) < least:
        raise RefusedError(f"请说明做了什么（至少{least}个字）和用了多久，比如“完成 2小时 给老人理了发”。")
    if volunteers and not minutes:
        raise UnsaidError("做了多长时间？请选或回，比如“2小时”。", [(one, one) for one in _CHOICES])
    offering.stop(case)
    told = f"{wording.name_of(case.work, person)}说，{texts.about(case)}办好了：{said}"
    asked = "真的办好了吗？请回“解决了”或“没解决”；想谢谢志愿者，直接说，我来转告。"
    officials.finish(case, person, said, f"{told}\n{asked}")
    counted = _write_down(case, volunteers, minutes or 0)
    return f"已完成，居民确认后记服务{_spoken(counted)}" if volunteers else "已完成，系统会回访居民"


def _volunteers(case: Case, person: str) -> list[str]:
    """Whose service it is: of whoever has it, or of whoever does it without having claimed it."""
    work = case.work
    doing = [person] if case.ticket.status == Status.DISPATCHED else case.assignees
    return [one for one in doing if matching.is_volunteer(work.org, work.policy, one, work.today)]


def _write_down(case: Case, volunteers: list[str], minutes: int) -> int:
    """The services, which count once the order is over; returns the minutes of each."""
    work, rule, ticket = case.work, case.work.policy.volunteering, case.ticket
    counted = min(minutes, round(rule.hours.at_most * 60)) if rule else minutes
    for one in volunteers:
        service = Service(work.district, work.new_id(), ticket.id, ticket.reopened + 1, one, counted, work.now)
        rows.add(work.batch, service)
    return counted


def _spoken(minutes: int) -> str:
    return f"{minutes / 60:g}小时" if minutes % 30 == 0 else f"{minutes}分钟"


def refuse(case: Case, person: str, words: str) -> str:
    """不受理; a wish that is out of place is declined with words by the officials of its place."""
    if case.ticket.form != "wish":
        return officials.refuse(case, person, words)
    work, ticket = case.work, case.ticket
    entitled.only_responsible(case, person)
    if not matching.declines(work.org, work.policy, ticket, person, work.today):
        raise RefusedError("志愿者不能替社区谢绝微心愿；办不了请回“放弃认领”。")
    ticket.closed_at, ticket.outcome = work.now, "out_of_scope"
    case.record("out_of_scope", person, Status.OUT_OF_SCOPE, text=words)
    clocks.stop(case)
    text = f"您的微心愿（编号{ticket.number}）这次没能安排：{words}"
    notices.to_reporter(work, ticket, Kind.RESULT, text)
    return "已告诉居民"
