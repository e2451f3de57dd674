"""谁是我的服务长? Who is responsible where I live."""

from __future__ import annotations

from datetime import timedelta

from handlers import texts
from handlers.messages import Kind, Outcome
from handlers.talking import Talk
from handlers.work import Work
from storage.tree import Duty

SHOWN = ("courtyard_chief", "grid_worker", "service_chief", "building_chief", "property_manager")


def officer(talk: Talk) -> Outcome:
    """Name the people of the resident's place, or ask once where he lives."""
    if talk.resident.unit is None:
        talk.answer(texts.ASK_PLACE, kind=Kind.ASK)
        talk.ask("officer", {}, timedelta(minutes=30))
        return Outcome("问负责人，先问地点")
    talk.answer(responsible(talk.work, talk.resident.unit))
    return Outcome("问负责人")


def responsible(work: Work, unit: str) -> str:
    """The people of a place, nearest first, with their office phone where the file has one."""
    lines = []
    for place in work.org.path(unit):
        for role in SHOWN:
            lines += [_line(work, place.name, duty) for duty in work.org.holders(place.code, role, work.today)]
        if place.kind == "community":
            break
    if not lines:
        return "您这里的负责人还没有登记，我已经记下；有事直接告诉我，会转给街道和区里的值班人员。"
    return "您这里负责的人：\n" + "\n".join(lines)


def _line(work: Work, place: str, duty: Duty) -> str:
    person = work.org.person(duty.person)
    name = person.name if person else duty.person
    phone = f"，电话{person.phone}" if person and person.phone else ""
    return f"{place} {duty.title or work.policy.titles.get(duty.role, duty.role)}：{name}{phone}"
