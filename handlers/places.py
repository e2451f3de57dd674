"""The units a place belongs to: its building where the tree knows it, and everything above."""

from __future__ import annotations

import re

from handlers.org import Org
from storage.tree import Unit

# What stands around the number in a building's name: 第3号楼, 3栋, 3幢.
_BUILDING = re.compile(r"^第|[号#]?[楼栋幢座]?$")


def of(org: Org, unit: str, building: str | None) -> list[Unit]:
    """The building if the tree knows it, then the unit and everything above it."""
    # A unit that an import took away: the district stands for it, so that nobody's ticket is lost.
    path = org.path(unit) or org.path(org.district)
    inside = [child for child in org.children(unit) if child.kind == "building" and building and _is(child, building)]
    return inside + path


def _is(unit: Unit, building: str) -> bool:
    names = [unit.name, *unit.aliases]
    return any(_BUILDING.sub("", name).lstrip("0").upper() == building.lstrip("0").upper() for name in names)
