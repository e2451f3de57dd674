"""Who a ticket goes to: the ladder above a place, and who else is told. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handlers.org import Org
from handlers.policy import Policy
from storage.tree import Unit

# What stands around the number in a building's name: 第3号楼, 3栋, 3幢.
_BUILDING = re.compile(r"^第|[号#]?[楼栋幢座]?$")


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder.

    Attributes:
        level: 0 is nearest to the resident.
        people: person codes, none when the rung is vacant.
        rule: what decided, in words an official understands, e.g. "锦绣花园 院长、网格员".
    """

    level: int
    people: tuple[str, ...]
    rule: str


def ladder(org: Org, policy: Policy, unit: str, building: str | None, on: date) -> list[Rung]:
    """Every rung above a place, vacant ones included, nearest first."""
    places = _places(org, unit, building)
    rungs = []
    for level, rule in enumerate(policy.routing.ladder):
        units = [place for place in places if place.kind in rule.at]
        people: list[str] = []
        for place in units:
            for role in rule.roles:
                people += [_present(org, duty.person, duty.deputy) for duty in org.holders(place.code, role, on)]
        titles = "、".join(policy.titles.get(role, role) for role in rule.roles)
        where = units[0].name if units else "—"
        rungs.append(Rung(level, tuple(dict.fromkeys(people)), f"{where} {titles}"))
    return rungs


def next_rung(rungs: list[Rung], from_level: int, without: set[str] | None = None) -> Rung | None:
    """The nearest rung from a level upward that somebody holds; vacancies fall upward.

    `without` are people who do not count as holding it, because they already have the ticket.
    """
    for rung in rungs:
        people = tuple(person for person in rung.people if person not in (without or set()))
        if rung.level >= from_level and people:
            return Rung(rung.level, people, rung.rule)
    return None


def copies(org: Org, policy: Policy, unit: str, building: str | None, category: str, on: date) -> list[str]:
    """Who is told besides the rung: the departments of the category, and the partners the policy names."""
    found = department_people(org, unit, category, on)
    places = _places(org, unit, building)
    for rule in policy.routing.copies:
        if category in rule.categories:
            for place in (place for place in places if place.kind in rule.at):
                duties = [duty for role in rule.roles for duty in org.holders(place.code, role, on)]
                found += [_present(org, duty.person, duty.deputy) for duty in duties]
    return list(dict.fromkeys(found))


def department_people(org: Org, unit: str, category: str, on: date) -> list[str]:
    """The people of the departments whose business a category is at this place."""
    departments = org.departments(category, unit)
    duties = [duty for department in departments for duty in org.holders(department.code, "department", on)]
    return list(dict.fromkeys(_present(org, duty.person, duty.deputy) for duty in duties))


def level_of(rungs: list[Rung], person: str) -> int | None:
    """The nearest rung a person stands on; None for somebody beside the ladder, e.g. of a department."""
    return next((rung.level for rung in rungs if person in rung.people), None)


def level_above(rungs: list[Rung], level: int, people: Iterable[str]) -> int:
    """Where to look for the next rung: above these people, or on `level` itself when they stand beside the ladder.

    A department that a 服务长 brought in gives a ticket back to him, not over his head.
    """
    return level + any(level_of(rungs, person) is not None for person in people)


def gone(org: Org, person: str, on: date) -> bool:
    """Whether somebody left: not in the tree any more, or every duty he had is over."""
    return org.person(person) is None or (org.held_duty(person) and not org.duties_of(person, on))


def roles_of(org: Org, person: str, on: date) -> set[str]:
    """The roles a person holds that day."""
    return {duty.role for duty in org.duties_of(person, on)}


def hides_reporter(org: Org, policy: Policy, person: str, on: date) -> bool:
    """Whether this person must not learn who complained."""
    return bool(roles_of(org, person, on) & policy.routing.reporter_hidden_from)


def _places(org: Org, unit: str, building: str | None) -> list[Unit]:
    """The building if the tree knows it, then the unit and everything above it."""
    # A unit that an import took away: the district stands for it, so that nobody's ticket is lost.
    path = org.path(unit) or org.path(org.district)
    inside = [child for child in org.children(unit) if child.kind == "building" and building and _is(child, building)]
    return inside + path


def _is(unit: Unit, building: str) -> bool:
    names = [unit.name, *unit.aliases]
    return any(_BUILDING.sub("", name).lstrip("0").upper() == building.lstrip("0").upper() for name in names)


def _present(org: Org, person: str, deputy: str | None) -> str:
    """The holder, or the deputy when the holder cannot be reached on any channel."""
    if deputy and org.reach(person) is None and org.reach(deputy) is not None:
        return deputy
    return person
