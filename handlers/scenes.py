"""The place whose code somebody scanned, as channels write it: an estate's code and perhaps a building, `jy/3`.

Platforms whose codes hold no slash write `jy-3` or `jy_3`.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.org import OFFICES, Org
from nlu.understanding import Place

_LONGEST_BUILDING = 32  # what the column holds


def written(estate: str, building: str | None = None) -> str:
    """A place as `Inbound.scene` has it."""
    return f"{estate}/{building}" if building else estate


def place(org: Org, scene: str | None) -> Place | None:
    """Where that is; None without a scene, and where the tree has no such estate (any more)."""
    for code, building in _readings(scene or ""):
        unit = org.unit(code)
        if unit is not None and unit.kind != "district" and unit.kind not in OFFICES:
            return Place(unit.code, building.strip()[:_LONGEST_BUILDING] or None)
    return None


def _readings(scene: str) -> Iterator[tuple[str, str]]:
    """Where the code may end and the building begin; codes may hold hyphens themselves."""
    code, slash, building = scene.partition("/")
    yield code, building
    if not slash:
        for mark in ("-", "_"):
            code, _, building = scene.rpartition(mark)
            yield code, building


def named(org: Org, at: Place) -> str:
    """A place as people say it: 锦绣花园3号楼."""
    unit = org.unit(at.estate)
    return (unit.name if unit else "") + (f"{at.building}号楼" if at.building else "")
