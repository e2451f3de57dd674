"""Who stands on one rung of a ladder, and which of them is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.org import Org
from handlers.policy import Policy
from handlers.rules.routing import RungRule
from storage.tree import Duty, Unit

# Who is told, who stands there besides, and what decided.
Standing = tuple[tuple[str, ...], tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A place as its ladder is looked for.

    Attributes:
        places: the building, the unit and everything above.
        category: of the order; empty where nobody asks about an order.
        on, now: the day duties count on, and the moment rosters are asked for.
    """

    org: Org
    policy: Policy
    places: Sequence[Unit]
    unit: str
    category: str
    on: date
    now: datetime | None


def on(seen: Seen, rule: RungRule) -> Standing:
    """The people of a rung."""
    units = _units(seen, rule)
    duties = [duty for unit in units for duty in _duties(seen, rule, unit)]
    everybody = _people(seen.org, duties)
    where = units[0].name if units else "—"
    if turn := _on_duty(seen, rule, units):
        return turn, _besides(everybody, turn), f"{where} 值班"
    titles = "、".join(seen.policy.titles.get(role, role) for role in rule.roles)
    words = " ".join(part for part in (where, titles) if part)
    if skilled := _skilled(seen, rule, duties):
        return skilled, _besides(everybody, skilled), f"{words}（专长）"
    return everybody, (), words


def _units(seen: Seen, rule: RungRule) -> list[Unit]:
    if rule.force:
        return seen.org.task_forces(seen.category, seen.unit)
    if rule.department:
        return seen.org.departments(seen.category, seen.unit)
    return [place for place in seen.places if place.kind in rule.at]


def _duties(seen: Seen, rule: RungRule, unit: Unit) -> list[Duty]:
    """By role in the rule's order; a task force or department without roles is everybody who serves there."""
    if not rule.roles:
        return seen.org.members(unit.code, seen.on)
    return [duty for role in rule.roles for duty in seen.org.holders(unit.code, role, seen.on)]


def _on_duty(seen: Seen, rule: RungRule, units: Iterable[Unit]) -> tuple[str, ...]:
    if not rule.on_duty or seen.now is None:
        return ()
    calendar = seen.policy.calendar
    turns = [turn for unit in units for turn in seen.org.on_duty(unit.code, seen.now, calendar)]
    return tuple(dict.fromkeys(turn.person for turn in turns))


def _skilled(seen: Seen, rule: RungRule, duties: Iterable[Duty]) -> tuple[str, ...]:
    if not rule.skilled or not seen.category:
        return ()
    return _people(seen.org, [duty for duty in duties if seen.category in duty.skills])


def _besides(everybody: Iterable[str], told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(person for person in everybody if person not in told)


def _people(org: Org, duties: Iterable[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(present(org, duty) for duty in duties))


def present(org: Org, duty: Duty) -> str:
    """The holder, or the deputy when the holder cannot be reached on any channel."""
    if duty.deputy and org.reach(duty.person) is None and org.reach(duty.deputy) is not None:
        return duty.deputy
    return duty.person
