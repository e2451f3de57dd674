"""转派: a ticket is passed on to somebody named in words."""

from __future__ import annotations

import re

from handlers import dispatching, entitled, locking, notices, privacy, routing, wording
from handlers.entitled import WordsError
from handlers.messages import Kind
from handlers.work import Case
from storage.tree import Duty, Person

_BREAK = re.compile(r"[\s,，、;；:：。.]+")
_TO = re.compile(r"^(转派给|转给|派给|交给|给|@|请|找|让|叫)+")
_AROUND = ("building", "grid", "estate", "village", "community")
_OFFERED, _CODE = 5, 20
_HOW = "请写：姓名（或编码） 理由。"


def transfer(case: Case, person: str, words: str) -> str:
    """转派: `words` begins with the person's code or name; the rest is the reason."""
    entitled.only_responsible(case, person)
    target, reason = _meant(case, person, words)
    if target == person and case.assignees == [person]:
        raise WordsError("这张工单已经在您手里，不用转派给自己。")
    name = wording.name_of(case.work, target)
    if not case.work.org.duties_of(target, case.work.today):
        raise WordsError(f"{name}目前没有任职，不能接单，请转派给别人。")
    if privacy.meant(case, target):
        raise WordsError(f"{case.ticket.number}反映的就是{name}，本人要回避，请转派给别人。")
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


def near(case: Case, person: str) -> list[tuple[str, str]]:
    """Code and name of some who could take it over, nearest to the place first."""
    found = dict.fromkeys(duty.person for unit in _units(case) for duty in unit)
    others = [one for one in found if one != person and not privacy.meant(case, one)]
    # A button has room for a short code only; everybody else can be named in words.
    others = [one for one in others if len(one) <= _CODE and case.work.org.reach(one)]
    return [(one, wording.name_of(case.work, one)) for one in others[:_OFFERED]]


def _units(case: Case) -> list[list[Duty]]:
    """Who has duties at the place of the ticket, its own unit first, up to its community."""
    org = case.work.org
    path = [unit for unit in org.path(case.ticket.estate or case.ticket.unit) if unit.kind in _AROUND]
    return [org.members(unit.code, case.work.today) for unit in path]


def _by_role(case: Case, person: str, head: str) -> list[str]:
    """Who bears this title, 物业 or 网格员, nearest to the place."""
    titles = case.work.policy.titles
    for unit in _units(case) if len(head) > 1 else ():
        bears = [duty for duty in unit if head in (duty.title or "") or head in titles.get(duty.role, duty.role)]
        if found := list(dict.fromkeys(duty.person for duty in bears if duty.person != person)):
            return found
    return []


def _meant(case: Case, person: str, words: str) -> tuple[str, str]:
    """The person meant and the reason."""
    head, reason = [*_BREAK.split(_TO.sub("", words.strip()), maxsplit=1), ""][:2]
    head = _TO.sub("", head)
    if case.work.org.person(head):
        return head, reason.strip()
    people = case.work.org.tree.people
    # As he is shown everywhere: title and name.
    titled = [one for one in people if wording.name_of(case.work, one.code) == head]
    found = titled or [one for one in people if one.name == head or head.endswith(one.name)]
    found = found or [one for one in people if one.code in _by_role(case, person, head)]
    if len(found) == 1:
        return found[0].code, reason.strip()
    raise WordsError(f"转派给谁？{_problem(case, head, found)}。{_HOW}")


def _problem(case: Case, head: str, found: list[Person]) -> str:
    if not found:
        return f"找不到“{wording.short(head, 20)}”" if head else "没有写姓名"
    listed = "、".join(f"{_title_and_place(case, person.code)}写{person.code}" for person in found[:5])
    return f"有{len(found)}位“{wording.short(head, 20)}”：{listed}"


def _title_and_place(case: Case, person: str) -> str:
    duties = case.work.org.duties_of(person, case.work.today)
    unit = case.work.org.unit(duties[0].unit) if duties else None
    return (unit.name if unit else "") + wording.title_of(case.work, person)
