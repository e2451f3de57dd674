"""Who a cadence is for, and which places belong to it."""

from __future__ import annotations

from collections.abc import Iterable

from handlers import standing
from handlers.org import OFFICES, Org
from handlers.rules.cadences import Cadence
from handlers.work import Work
from storage.tree import Unit


def below(org: Org, code: str) -> list[Unit]:
    """A unit and everything below it, offices excepted; nearest first."""
    found = [unit] if (unit := org.unit(code)) else []
    for one in found:
        found += [child for child in org.children(one.code) if child.kind not in OFFICES and child not in found]
    return found


def codes(org: Org, code: str) -> list[str]:
    """The codes of a unit and of everything below it."""
    return [unit.code for unit in below(org, code)]


def people(work: Work, unit: str, roles: Iterable[str]) -> list[str]:
    """Whoever holds one of these roles at a unit or below it, or the deputy who is there for him.

    Offices count where they belong to the unit: a street calls its own departments, a district all of them.
    """
    org, today, wanted = work.org, work.today, list(roles)
    places = [*below(org, unit), *(child for child in org.children(unit) if child.kind in OFFICES)]
    duties = [duty for role in wanted for place in places for duty in org.holders(place.code, role, today)]
    return list(dict.fromkeys(standing.present(org, duty) for duty in duties))


def invited(work: Work, rule: Cadence, unit: str) -> list[str]:
    """Whoever gets a cadence."""
    return people(work, unit, rule.roles)


def name(org: Org, code: str, building: str | None = None) -> str:
    """A place as one says it."""
    unit = org.unit(code)
    return (unit.name if unit else code) + (f"{building}号楼" if building else "")


def holding(work: Work, unit: str, roles: Iterable[str]) -> list[str]:
    """Whoever holds one of these roles at this very unit, or the deputy who is there for him."""
    duties = [duty for role in roles for duty in work.org.holders(unit, role, work.today)]
    return list(dict.fromkeys(standing.present(work.org, duty) for duty in duties))
