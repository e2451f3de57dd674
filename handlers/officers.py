"""谁是我的服务长? Who is responsible where I live."""

from __future__ import annotations

from datetime import timedelta

from handlers import asking, phrases, remembering
from handlers.messages import Kind, Outcome
from handlers.talk import Talk
from handlers.work import Work
from storage.tree import Duty

SHOWN = ("courtyard_chief", "grid_worker", "service_chief", "building_chief", "property_manager")
_WAITS = timedelta(minutes=30)


def officer(talk: Talk) -> Outcome:
    """Name the people of the resident's place, or ask once where he lives."""
    unit = remembering.home(talk.work.org, talk.said.place.estate or talk.resident.unit)
    if unit is not None:
        talk.answer(responsible(talk.work, unit))
        return Outcome("问负责人")
    talk.answer(phrases.ASK_ESTATE, kind=Kind.ASK)
    pending = asking.pending(talk.work, talk.message)
    if pending is None or pending.topic != asking.PLACE:
        talk.ask("officer", {}, _WAITS)
    return Outcome("问负责人，先问地点")


def responsible(work: Work, unit: str) -> str:
    """The people of a place, nearest first, with their office phone where the file has one."""
    lines = []
    for place in work.org.path(unit):
        for role in SHOWN:
            lines += [_line(work, place.name, duty) for duty in work.org.holders(place.code, role, work.today)]
        if place.kind == "community":
            break
    if not lines:
        return phrases.NOBODY_LISTED
    return "您这里负责的人：\n" + "\n".join(dict.fromkeys(lines))


def _line(work: Work, place: str, duty: Duty) -> str:
    person = work.org.person(duty.person)
    name = person.name if person else duty.person
    phone = f"，电话{person.phone}" if person and person.phone else ""
    return f"{place} {duty.title or work.policy.titles.get(duty.role, duty.role)}：{name}{phone}"
