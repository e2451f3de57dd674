"""Which stations are near: by metres where both places are known, else by the tree. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from handlers.calendar import WorkCalendar
from handlers.knowing import hours
from handlers.org import Org
from handlers.rules.answers import StationRule
from storage.stations import Station

_POSITION = re.compile(r"(-?\d{1,3}\.\d{2,})\s*[,，]\s*(-?\d{1,3}\.\d{2,})")
_EARTH = 6_371_000  # metres
_DETOUR = 1.3  # streets are longer than the bird's way
_STEP = 1_000  # metres that a step up the tree stands for beside known distances
_NEARNESS = {"estate": "就在您小区", "building": "就在您小区", "grid": "就在您网格", "community": "在您社区",
             "village": "在您村", "subdistrict": "在您街道"}  # fmt: skip

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A station and how far it is.

    Attributes:
        metres: on foot; None where only the tree tells.
        words: how far, as one says it.
        open: whether it is open now; None where its hours cannot be read.
    """

    station: Station
    metres: int | None
    words: str
    open: bool | None


def position(text: str) -> Point | None:
    """Latitude and longitude in a location message."""
    found = _POSITION.search(text)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def metres(here: Point, there: Point) -> float:
    """The bird's way between two points."""
    (lat, lon), (lat2, lon2) = [tuple(map(radians, point)) for point in (here, there)]
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


def services(rule: StationRule, station: Station) -> Sequence[str]:
    """What a station offers: its own list, else that of its level."""
    return station.services or rule.levels.get(station.level, ())


def nearest(
    org: Org,
    rule: StationRule,
    stations: Sequence[Station],
    unit: str | None,
    here: Point | None,
    now: tuple[datetime, WorkCalendar],
) -> list[Found]:
    """The stations in the order somebody would go to them: open ones first, then by the way."""
    ranked = []
    for station in stations:
        far, metres_, words = _far(org, rule, station, unit, here)
        opened = hours.is_open(station.hours, *now)
        ranked.append((opened is False, far, station.code, Found(station, metres_, words, opened)))
    return [found for *_, found in sorted(ranked, key=lambda row: row[:3])]


def _far(
    org: Org, rule: StationRule, station: Station, unit: str | None, here: Point | None
) -> tuple[float, int | None, str]:
    if here and station.lat is not None and station.lon is not None:
        way = round(metres(here, (station.lat, station.lon)) * _DETOUR)
        return way, way, f"步行约{max(1, round(way / rule.walk))}分钟"
    steps, words = _steps(org, station.unit, unit)
    return steps * _STEP, None, words


def _steps(org: Org, station: str, unit: str | None) -> tuple[int, str]:
    """How many steps up the tree the first common unit is, and what that means."""
    above = [one.code for one in org.path(station)]
    for steps, one in enumerate(org.path(unit) if unit else ()):
        if one.code in above:
            # A station of the very estate comes before one of its community's house.
            return steps + above.index(one.code), _NEARNESS.get(one.kind, "在本区")
    return len(above) + 5, "在本区"
