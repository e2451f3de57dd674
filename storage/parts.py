"""The parts of a ticket: what each department was called for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage import tables as t
from storage.rows import select_rows
from storage.tickets import Ticket

_t, _e = t.tickets.c, t.events.c
_SELECT = select_rows(t.tickets, Ticket)


def of_parent(conn: Connection, district: str, ticket_id: int) -> list[Ticket]:
    """The parts of a ticket, first first."""
    query = _SELECT.where(_t.district == district, _t.parent == ticket_id, _t.form == "part").order_by(_t.id)
    return [Ticket(*row) for row in conn.execute(query)]


def so_far(conn: Connection, district: str, series: str) -> int:
    """How far a series was counted; see `tickets.next_in_series`."""
    c = t.counters.c
    found = conn.execute(select(c.value).where(c.district == district, c.name == series)).scalar()
    return int(found or 0)


def mediations(conn: Connection, district: str, since: datetime, until: datetime) -> tuple[int, int]:
    """How many mediations ended with an agreement, and how many without, from `since` to before `until`."""
    query = select(_e.kind, func.count()).where(
        _e.district == district, _e.kind.in_(("settled", "not_settled")), _e.at >= since, _e.at < until
    )
    found = {kind: count for kind, count in conn.execute(query.group_by(_e.kind))}
    return found.get("settled", 0), found.get("not_settled", 0)


def methods(conn: Connection, district: str, since: datetime, until: datetime) -> dict[str, int]:
    """How many appeals were settled by which method, by the last completion, from `since` to before `until`."""
    query = select(_t.method, func.count()).where(
        _t.district == district, _t.form == "appeal", _t.method.is_not(None), _t.resolved_at >= since,
        _t.resolved_at < until,
    )  # fmt: skip
    return {method: count for method, count in conn.execute(query.group_by(_t.method))}


def scores(conn: Connection, district: str, since: datetime, until: datetime) -> dict[str, list[int]]:
    """Department → what whoever called it gave it, for parts reported from `since` to before `until`."""
    query = select(_t.unit, _t.rating).where(
        _t.district == district, _t.form == "part", _t.rating.is_not(None), _t.resolved_at >= since,
        _t.resolved_at < until,
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    for unit, score in conn.execute(query.order_by(_t.id)):
        found.setdefault(unit, []).append(score)
    return found
