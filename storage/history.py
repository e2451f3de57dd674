"""Counts of the past by place, category and time: own appeals, and what was imported of earlier years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Insert, and_, bindparam, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of
from storage.tickets import UNDER_WAY
from storage.types import first_id

# Ended without ever having been an appeal.
_NOT_COUNTED = ("no_appeal", "cancelled")
# Whoever opened a ticket of his own so long before he was counted in elsewhere tells the same.
_SAME_TROUBLE = timedelta(days=31)
_into, _own = t.tickets.alias("into_tickets"), t.tickets.alias("own_tickets")
_k, _h, _v, _w, _g, _s = t.tickets.c, t.past_counts.c, t.preventions.c, t.warnings.c, t.mergings.c, t.supporters.c
# The same resident told it twice: what was put into his own other ticket is no further appeal.
_TOLD_AGAIN = exists().where(
    _g.district == _k.district, _g.ticket_id == _k.id, _g.undone_at.is_(None),
    _into.c.district == _g.district, _into.c.id == _g.into_id,
    _into.c.channel == _k.channel, _into.c.reporter == _k.reporter,
)  # fmt: skip

# (unit, building, category) → how many; no building is "".
Counts = Counter[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class PastCount:
    """How many appeals of a day the hotline counted before; `building` is empty where it is not known."""

    day: date
    unit: str
    building: str
    category: str
    count: int


@dataclass(frozen=True, slots=True)
class Prevention:
    """A task before the season, and what came of it.

    Attributes:
        season: month it is for, e.g. "2026-11".
        before: what was counted in the same month of the year before: `own`, `past` and their months.
        next_at: when to look whether it helped; None when that was done.
        found: the same counts after the season.
    """

    district: str
    id: int
    ticket_id: int
    unit: str
    category: str
    season: str
    before: dict[str, Any]
    planned_at: datetime
    next_at: datetime | None
    checked_at: datetime | None = None
    found: dict[str, Any] | None = None


def own(conn: Connection, district: str, since: datetime, until: datetime) -> Counts:
    """Appeals told from `since` to before `until`, by place and category.

    A neighbour who joined another's ticket or was counted in at an incident told one as well: looking after a trouble
    together makes it no smaller. Whoever told the same twice counts once.
    """
    return _opened(conn, district, since, until) + _joined(conn, district, since, until)


def _opened(conn: Connection, district: str, since: datetime, until: datetime) -> Counts:
    building = func.coalesce(_k.building, "")
    query = select(_k.unit, building, _k.category, func.count()).where(
        _k.district == district, _k.id >= first_id(since), _k.id < first_id(until), _k.form == "appeal",
        ~_TOLD_AGAIN, func.coalesce(_k.outcome, "").not_in(_NOT_COUNTED),
    )  # fmt: skip
    rows = conn.execute(query.group_by(_k.unit, building, _k.category))
    return Counter({(unit, where, category): count for unit, where, category, count in rows})


def _joined(conn: Connection, district: str, since: datetime, until: datetime) -> Counts:
    """Neighbours counted in, each once in a place, without those who opened a ticket of their own."""
    building = func.coalesce(_s.building, _k.building, "")
    opened = exists().where(
        _own.c.district == _s.district, _own.c.channel == _s.channel, _own.c.reporter == _s.account,
        _own.c.unit == _k.unit, _own.c.category == _k.category, _own.c.form == "appeal",
        _own.c.id >= first_id(since - _SAME_TROUBLE),
    )  # fmt: skip
    query = select(_k.unit, building, _k.category, _s.channel, _s.account).distinct().where(
        _k.district == district, _k.id < first_id(until), _k.form.in_(("appeal", "incident")),
        func.coalesce(_k.outcome, "").not_in(_NOT_COUNTED), _s.district == _k.district, _s.ticket_id == _k.id,
        _s.since >= since, _s.since < until, ~opened,
    )  # fmt: skip
    return Counter((unit, where, category) for unit, where, category, *_ in conn.execute(query))


def past(conn: Connection, district: str, since: date, until: date) -> Counts:
    """What was imported of the days from `since` to before `until`."""
    query = select(_h.unit, _h.building, _h.category, func.sum(_h.count)).where(
        _h.district == district, _h.day >= since, _h.day < until
    )
    rows = conn.execute(query.group_by(_h.unit, _h.building, _h.category))
    return Counter({(unit, where, category): int(count) for unit, where, category, count in rows})


def since_when(conn: Connection, district: str) -> datetime | None:
    """When the first appeal of the district was opened."""
    query = select(_k.opened_at).where(_k.district == district).order_by(_k.id).limit(1)
    return conn.execute(query).scalar()


def _upsert(dialect: Any) -> Insert:
    statement = dialect.insert(t.past_counts)
    keys = ["district", "day", "unit", "building", "category"]
    upsert: Insert = statement.on_conflict_do_update(index_elements=keys, set_={"count": statement.excluded.count})
    return upsert


_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
_SAVE = (
    update(t.preventions)
    .where(_v.district == bindparam("key_district"), _v.id == bindparam("key_id"))
    .values(next_at=bindparam("next_at"), checked_at=bindparam("checked_at"), found=bindparam("found"))
)


def put(conn: Connection, district: str, counts: Iterable[PastCount]) -> None:
    """Keep counts; those of the same day, place and category are replaced, so that a file may be imported again."""
    rows = [{"district": district} | values_of(count) for count in counts]
    if rows:
        conn.execute(_PUT[conn.dialect.name], rows)


def plan(batch: Batch, prevention: Prevention) -> None:
    """Keep a plan beside its task."""
    batch.insert(t.preventions, values_of(prevention))


def planned(conn: Connection, district: str, season: str) -> set[tuple[str, str]]:
    """(unit, category) of what is planned for a month."""
    query = select(_v.unit, _v.category).where(_v.district == district, _v.season == season)
    return {(unit, category) for unit, category in conn.execute(query)}


def under_way(conn: Connection, district: str) -> set[tuple[str, str]]:
    """(unit, category) of the plans whose task nobody has done yet."""
    query = select(_v.unit, _v.category).join(t.tickets, and_(_k.district == _v.district, _k.id == _v.ticket_id))
    rows = conn.execute(query.where(_v.district == district, _v.next_at.is_not(None), _k.status.in_(UNDER_WAY)))
    return {(unit, category) for unit, category in rows}


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Prevention]:
    """Plans whose season is over."""
    query = select_rows(t.preventions, Prevention).where(_v.district == district, _v.next_at <= now)
    return [Prevention(*row) for row in conn.execute(query.order_by(_v.next_at, _v.id).limit(limit))]


def checked(batch: Batch, one: Prevention, found: dict[str, Any], at: datetime) -> None:
    """Keep what was found after the season."""
    keys = {"key_district": one.district, "key_id": one.id}
    batch.change(_SAVE, keys | {"next_at": None, "checked_at": at, "found": found})


def warn(conn: Connection, district: str, warning: dict[str, Any]) -> None:
    """Keep a warning."""
    conn.execute(t.warnings.insert(), {"district": district} | warning)


def warned(conn: Connection, district: str, week: date) -> set[tuple[str, str]]:
    """(unit, category) of the warnings of a week."""
    query = select(_w.unit, _w.category).where(_w.district == district, _w.week == week)
    return {(unit, category) for unit, category in conn.execute(query)}
