"""转派: a ticket is passed on to somebody named in words."""

from __future__ import annotations

import re

from handlers import dispatching, entitled, locking, notices, privacy, routing, wording
from handlers.entitled import RefusedError
from handlers.messages import Kind
from handlers.work import Case
from storage.tree import Person

_BREAK = re.compile(r"[\s,，、;；:：。.]+")
_TO = re.compile(r"^(转派给|转给|派给|交给|给|@|请)+")
_HOW = "请写：姓名（或编码） 理由。"


def transfer(case: Case, person: str, words: str) -> str:
    """转派: `words` begins with the person's code or name; the rest is the reason."""
    entitled.only_responsible(case, person)
    target, reason = _meant(case, words)
    if target == person and case.assignees == [person]:
        raise RefusedError("这张工单已经在您手里，不用转派给自己。")
    name = wording.name_of(case.work, target)
    if not case.work.org.duties_of(target, case.work.today):
        raise RefusedError(f"{name}目前没有任职，不能接单，请转派给别人。")
    if privacy.meant(case, target):
        raise RefusedError(f"{case.ticket.number}反映的就是{name}，本人要回避，请转派给别人。")
    locking.refuse_outside(case, person, target)
    others = [other for other in case.assignees if other not in (person, target)]
    case.record("transferred", person, to=target, reason=reason)
    level = routing.level_of(dispatching.rungs_of(case), target)
    dispatching.hand_over(case, [target], person, level=level, rule=f"转派：{reason or '未说明'}")
    dispatching.tell(case, target, Kind.NOTIFY, "转派给您的工单")
    for other in others:
        text = f"{case.ticket.number}已转派给{name}，您无需处理。"
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)
    return f"已转派给{name}" + _by_phone(case, target)


def _by_phone(case: Case, target: str) -> str:
    """A warning when no message will reach him."""
    if case.work.org.reach(target):
        return ""
    known = case.work.org.person(target)
    phone = f"（{known.phone}）" if known and known.phone else ""
    return f"。他没有登记联系渠道，系统通知不到，请打电话告诉他{phone}"


def _meant(case: Case, words: str) -> tuple[str, str]:
    """The person meant and the reason."""
    head, reason = [*_BREAK.split(_TO.sub("", words.strip()), maxsplit=1), ""][:2]
    head = _TO.sub("", head)
    if case.work.org.person(head):
        return head, reason.strip()
    people = case.work.org.tree.people
    # As he is shown everywhere: title and name.
    titled = [person for person in people if wording.name_of(case.work, person.code) == head]
    found = titled or [person for person in people if person.name == head or head.endswith(person.name)]
    if len(found) == 1:
        return found[0].code, reason.strip()
    raise RefusedError(f"转派给谁？{_problem(case, head, found)}。{_HOW}")


def _problem(case: Case, head: str, found: list[Person]) -> str:
    if not found:
        return f"找不到“{wording.short(head, 20)}”" if head else "没有写姓名"
    listed = "、".join(f"{_title_and_place(case, person.code)}写{person.code}" for person in found[:5])
    return f"有{len(found)}位“{wording.short(head, 20)}”：{listed}"


def _title_and_place(case: Case, person: str) -> str:
    duties = case.work.org.duties_of(person, case.work.today)
    unit = case.work.org.unit(duties[0].unit) if duties else None
    return (unit.name if unit else "") + wording.title_of(case.work, person)
