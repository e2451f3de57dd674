"""Visits: where somebody is to go and why, and what was found there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of


@dataclass(frozen=True, slots=True)
class Visit:
    """One place on somebody's list, or a visit he made unasked.

    Attributes:
        meeting_id: the list it stands on; None where nobody planned it.
        building: None for a whole estate.
        reason: why somebody should go there.
        tickets: ids of the orders it opened.
    """

    district: str
    id: int
    meeting_id: int | None
    unit: str
    building: str | None
    person: str
    reason: str
    planned_at: datetime
    done_at: datetime | None = None
    words: str | None = None
    tickets: list[int] = field(default_factory=list)


_v = t.visits.c
_SELECT = select_rows(t.visits, Visit)


def add(batch: Batch, visit: Visit) -> None:
    """Put a visit on a list, or keep one that was made unasked."""
    batch.insert(t.visits, values_of(visit))


def waiting(conn: Connection, district: str, person: str, since: datetime) -> list[Visit]:
    """Where somebody is still to go, newest list first."""
    query = _SELECT.where(
        _v.district == district, _v.person == person, _v.done_at.is_(None), _v.planned_at >= since
    )  # fmt: skip
    return [Visit(*row) for row in conn.execute(query.order_by(_v.id.desc()))]


def done(conn: Connection, visit: Visit, at: datetime, words: str, tickets: Iterable[int]) -> None:
    """Somebody was there."""
    query = update(t.visits).where(_v.district == visit.district, _v.id == visit.id)
    conn.execute(query.values(done_at=at, words=words, tickets=list(tickets)))


def last_done(conn: Connection, district: str, units: Iterable[str]) -> dict[tuple[str, str | None], datetime]:
    """When somebody was last at each place of these units."""
    query = select(_v.unit, _v.building, func.max(_v.done_at)).where(
        _v.district == district, _v.unit.in_(list(units)), _v.done_at.is_not(None)
    )
    return {(unit, building): at for unit, building, at in conn.execute(query.group_by(_v.unit, _v.building))}


def counts(conn: Connection, district: str, units: Iterable[str], since: datetime) -> tuple[int, int]:
    """How many visits of these units were planned since then, and how many of them were made."""
    query = select(func.count(), func.count(_v.done_at)).where(
        _v.district == district, _v.unit.in_(list(units)), _v.planned_at >= since
    )
    planned, made = conn.execute(query).one()
    return int(planned), int(made)
