"""Counted figures per month, unit and category, kept in step with the events they are counted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage import tables as t
from storage.batch import Batch
from storage.types import CHINA

# Which events are counted, and as what; `rated` also adds its score to `score`, and a `MOVE` counts nothing
# itself, but takes what was counted for its ticket along to another category.
MOVE = "recategorised"
FIGURES = {"opened", "resolved", "closed", "reopened", "rated", "no_appeal", MOVE}

Key = tuple[str, str, str, str]

_r = t.rollups.c


def counted(at: datetime, kind: str, data: dict[str, Any]) -> Iterable[tuple[Key, int]]:
    """What one event adds to which figures: ((month, unit, category, figure), how much)."""
    if kind == MOVE:
        yield from _moved(data)
        return
    month = at.astimezone(CHINA).strftime("%Y-%m")
    yield (month, data["unit"], data["category"], kind), 1
    if kind == "rated":
        yield (month, data["unit"], data["category"], "score"), int(data["score"])


def _moved(data: dict[str, Any]) -> Iterator[tuple[Key, int]]:
    for month, unit, figure, value in data["moved"]:
        yield (month, unit, data["before"]["category"], figure), -value
        yield (month, unit, data["after"]["category"], figure), value


def held(history: Iterable[tuple[datetime, str, dict[str, Any]]], category: str) -> list[tuple[str, str, str, int]]:
    """What is counted for one ticket under a category: (month, unit, figure, value), for `moved` of a `MOVE`.

    Args:
        history: moment, kind and data of its events.
    """
    figures: Counter[Key] = Counter()
    for at, kind, data in history:
        if kind in FIGURES:
            figures.update(dict(counted(at, kind, data)))
    found = sorted((key, value) for key, value in figures.items() if value and key[2] == category)
    return [(month, unit, figure, value) for (month, unit, _, figure), value in found]


def count(batch: Batch, district: str, at: datetime, kind: str, data: dict[str, Any]) -> None:
    """Count one event in its own transaction."""
    for (month, unit, category, figure), more in counted(at, kind, data):
        batch.count((district, month, unit, category, figure), more)


def of_month(conn: Connection, district: str, month: str) -> dict[Key, int]:
    """The figures of a month, e.g. "2026-11"."""
    query = select(_r.month, _r.unit, _r.category, _r.figure, _r.value)
    rows = conn.execute(query.where(_r.district == district, _r.month == month))
    return {(row.month, row.unit, row.category, row.figure): row.value for row in rows}


def recount(conn: Connection, district: str) -> Counter[Key]:
    """The figures counted anew from the events, row by row; `minhu db check` compares them with the kept ones.

    An event that no longer says what it counts for counts nothing.
    """
    e = t.events.c
    query = select(e.at, e.kind, e.data).where(e.district == district, e.kind.in_(FIGURES))
    figures: Counter[Key] = Counter()
    for at, kind, data in conn.execute(query, execution_options={"yield_per": 1000}):
        with suppress(KeyError, TypeError, ValueError):
            figures.update(dict(counted(at, kind, data)))
    return figures


def kept(conn: Connection, district: str) -> Counter[Key]:
    """All figures as they are kept."""
    query = select(_r.month, _r.unit, _r.category, _r.figure, _r.value).where(_r.district == district)
    return Counter({(row.month, row.unit, row.category, row.figure): row.value for row in conn.execute(query)})
