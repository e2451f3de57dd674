"""谁是我的服务长? Who is responsible where I live, and who sits there today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

from handlers import asking, phrases, remembering
from handlers.messages import Card, Kind, Outcome
from handlers.talk import Talk
from handlers.work import Work
from storage.tree import Duty, Roster, Unit
from storage.types import CHINA

_WAITS = timedelta(minutes=30)
_ROWS = 6  # of a card; whoever has no row stands below them
# Where a neighbourhood ends: those above it are not "here".
_TOPS = ("community", "village")


def officer(talk: Talk) -> Outcome:
    """Name the people of the resident's place, or ask once where he lives."""
    unit = remembering.home(talk.work.org, talk.said.place.estate or talk.resident.unit)
    if unit is not None:
        tell(talk, unit)
        return Outcome("问负责人")
    talk.answer(phrases.ASK_ESTATE, kind=Kind.ASK)
    pending = asking.pending(talk.work, talk.message)
    if pending is None or pending.topic != asking.PLACE:
        talk.ask("officer", {}, _WAITS)
    return Outcome("问负责人，先问地点")


def tell(talk: Talk, unit: str, *, kind: Kind = Kind.ANSWER) -> None:
    """Answer with everybody responsible for a place, as a card."""
    talk.answer(responsible(talk.work, unit), kind=kind, card=card(talk.work, unit))


def responsible(work: Work, unit: str) -> str:
    """The people of a place in the pack's order, with their office phone where the file has one."""
    lines = [
        f"{place.name} {_title(work, duty)}：{_named(work, duty.person, '，电话')}" for place, duty in _held(work, unit)
    ]
    sits = list(_sitting(work, unit))
    if not lines and not sits:
        return phrases.NOBODY_LISTED
    heading = ["您这里负责的人："] if lines else []
    return "\n".join([*heading, *dict.fromkeys(lines), *sits])


def card(work: Work, unit: str) -> Card | None:
    """The same as a card; None where nobody is listed."""
    here, held = work.org.unit(unit), _held(work, unit)
    if here is None or not held:
        return None
    rows = [(_title(work, duty), _row(work, here, place, duty)) for place, duty in held]
    rest = [f"{name}：{value}" for name, value in rows[_ROWS:]]
    return Card(f"{here.name}负责的人", tuple(rows[:_ROWS]), "\n".join([*rest, *_sitting(work, unit)]))


def _row(work: Work, here: Unit, place: Unit, duty: Duty) -> str:
    return _named(work, duty.person, " ") + ("" if place.code == here.code else f"（{place.name}）")


def _held(work: Work, unit: str) -> list[tuple[Unit, Duty]]:
    """Who is named, in the pack's order of roles, the nearest of each first; nobody twice with one role."""
    found: dict[tuple[str, str], tuple[Unit, Duty]] = {}
    for role in work.policy.routing.shown_roles:
        for place in _here(work, unit):
            for duty in work.org.holders(place.code, role, work.today):
                found.setdefault((role, duty.person), (place, duty))
    return list(found.values())


def _here(work: Work, unit: str) -> list[Unit]:
    """The place and what is above it, up to its community."""
    found: list[Unit] = []
    for place in work.org.path(unit):
        found.append(place)
        if place.kind in _TOPS:
            break
    return found


def _sitting(work: Work, unit: str) -> Iterator[str]:
    """Who is on duty now, and whose turn begins later today."""
    calendar = work.policy.calendar
    for place in _here(work, unit):
        now = work.org.on_duty(place.code, work.now, calendar)
        later = [turn for turn in work.org.turns(place.code, work.today, calendar) if _ahead(work, turn)]
        for said, turns in (("现在值班", now), ("今天接班", later)):
            for turn in turns:
                yield f"{said}：{place.name} {_named(work, turn.person, '，电话')}（{hours(turn)}）"


def _ahead(work: Work, turn: Roster) -> bool:
    return turn.starts > work.now.astimezone(CHINA).time()


def hours(turn: Roster) -> str:
    """When a turn is: 8:00–20:00, 20:00–次日8:00, 全天."""
    if turn.starts == turn.ends:
        return "全天" if not (turn.starts.hour or turn.starts.minute) else f"{_clock(turn.starts)}起一整天"
    next_day = "次日" if turn.ends < turn.starts else ""
    return f"{_clock(turn.starts)}–{next_day}{_clock(turn.ends)}"


def _clock(hour: time) -> str:
    return f"{hour.hour}:{hour.minute:02d}"


def _title(work: Work, duty: Duty) -> str:
    return duty.title or work.policy.titles.get(duty.role, duty.role)


def _named(work: Work, person: str, before_phone: str) -> str:
    known = work.org.person(person)
    name = known.name if known else person
    return f"{name}{before_phone}{known.phone}" if known and known.phone else name
