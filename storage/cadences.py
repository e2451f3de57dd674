"""The next moment of everything that comes round: a row for each cadence and unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, text

from storage import tables as t
from storage.rows import select_rows, update_of, values_of


@dataclass(frozen=True, slots=True)
class CadenceRow:
    """When a cadence of a unit comes next, and when it last came.

    Attributes:
        next_at: the moment of the rule; later only where it could not be done then.
    """

    district: str
    name: str
    unit: str
    next_at: datetime | None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What a look at the clock needs.

    Attributes:
        planned: what was planned by, see `planned_by`; None before anything was.
        version: of the tree.
        next_at: of the nearest cadence or of a poll that ends.
    """

    planned: str | None
    version: int
    next_at: datetime | None


_c, _p, _m = t.cadences.c, t.polls.c, t.meta.c
_SELECT = select_rows(t.cadences, CadenceRow)
_HERE = _c.district == bindparam("district")
_DUE = (
    _SELECT.where(_HERE, _c.next_at <= bindparam("now"))
    .order_by(_c.next_at, _c.name, _c.unit)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_NEXT = select(func.min(_c.next_at)).where(_HERE, _c.next_at.is_not(None))
_NEXT_POLL = select(func.min(_p.next_at)).where(_p.district == bindparam("district"), _p.next_at.is_not(None))
_STATE = select(
    select(_m.value).where(_m.key == bindparam("key")).scalar_subquery(),
    select(t.districts.c.version).where(t.districts.c.code == bindparam("district")).scalar_subquery(),
    _NEXT.scalar_subquery(),
    _NEXT_POLL.scalar_subquery(),
)
_ADD = text(
    "INSERT INTO cadences (district, name, unit, next_at, last_at) "
    "VALUES (:district, :name, :unit, :next_at, :last_at) ON CONFLICT (district, name, unit) DO NOTHING"
).bindparams(bindparam("next_at", type_=_c.next_at.type), bindparam("last_at", type_=_c.last_at.type))
_SAVE = update_of(t.cadences, "district", "name", "unit")


def key(district: str) -> str:
    """Under which key of `meta` it is kept what was planned by."""
    return f"cadences:{district}"


def state(conn: Connection, district: str) -> State:
    """One query: what was planned by, and when something is due."""
    row = conn.execute(_STATE, {"district": district, "key": key(district)}).one()
    moments = [moment for moment in row[2:] if moment is not None]
    return State(row[0], row[1] or 0, min(moments, default=None))


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[CadenceRow]:
    """What has come round, longest waiting first; other processes pass over it meanwhile."""
    return [CadenceRow(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def every(conn: Connection, district: str) -> list[CadenceRow]:
    """Every row of a district, locked against another process that plans."""
    rows = conn.execute(_SELECT.where(_HERE).with_for_update(), {"district": district})
    return sorted((CadenceRow(*row) for row in rows), key=lambda row: (row.name, row.unit))


def listed(conn: Connection, district: str) -> list[CadenceRow]:
    """Every row of a district, soonest first."""
    return [CadenceRow(*row) for row in conn.execute(_SELECT.where(_HERE).order_by(_c.next_at), {"district": district})]


def add(conn: Connection, rows: Iterable[CadenceRow]) -> None:
    """Plan what is new; what another process planned at the same moment stays as it is."""
    if values := [values_of(row) for row in rows]:
        conn.execute(_ADD, values)


def save(conn: Connection, row: CadenceRow) -> None:
    """Write the next and the last moment."""
    keys = {"key_district": row.district, "key_name": row.name, "key_unit": row.unit}
    conn.execute(_SAVE, keys | {"next_at": row.next_at, "last_at": row.last_at})


def put_off(conn: Connection, row: CadenceRow, later: datetime) -> None:
    """It could not be done now: look again later."""
    save(conn, replace(row, next_at=later))


def remove(conn: Connection, rows: Iterable[CadenceRow]) -> None:
    """Forget what no longer comes round."""
    for row in rows:
        here = (_c.district == row.district, _c.name == row.name, _c.unit == row.unit)
        conn.execute(delete(t.cadences).where(*here))
