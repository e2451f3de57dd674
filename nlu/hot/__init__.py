"""What many people of a city write about: messages grouped into issues, each named by its own words.

What does the arithmetic is loaded when somebody asks: it takes as long to load as everything else together.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 8_000  # messages looked at together: 8,000 take about a minute and a gigabyte


@dataclass(frozen=True, slots=True)
class Told:
    """One message as far as issues need it.

    Attributes:
        key: what the caller knows it by.
        head: its title, which says more than the same words further down; empty where it has none.
        who: who wrote it; empty where nobody knows, and then it counts as somebody else each time.
        backing: how many others said that it is so for them, too.
    """

    key: str
    head: str
    body: str = ""
    who: str = ""
    at: datetime | None = None
    backing: int = 0


@dataclass(frozen=True, slots=True)
class Hotspot:
    """An issue many write about.

    Attributes:
        keys: its messages, those nearest to its middle first.
        name: two expressions nearly all of its messages share, e.g. "河畔家园 油烟".
        place: a place most of them name, as they write it; empty where they name none.
        people: how many different people wrote.
        first, last: when the first and the last of them wrote, where that is known.
        focus: how far the two expressions are said in all of its messages, and nowhere else; 0 to 1.
        heat: see docs/duplicates.md.
    """

    keys: tuple[str, ...]
    name: str
    place: str
    people: int
    backing: int
    first: datetime | None
    last: datetime | None
    focus: float
    heat: float


def find(told: Sequence[Told], half_life: timedelta | None = None) -> list[Hotspot]:
    """The issues of at least three messages, hottest first.

    Args:
        half_life: a message this much older than the newest counts half; by default the time they all span.

    Raises:
        ValueError: more than `MOST` messages.
    """
    if len(told) > MOST:
        raise ValueError(f"一次最多看 {MOST} 条，现在有 {len(told)} 条，请按时间分开。")
    found: list[Hotspot] = importlib.import_module("nlu.hot.finding").find(told, half_life)
    return found
