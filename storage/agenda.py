"""What meetings and visits are made of: orders of some units that are open, late, repeated or finished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from storage import tables as t
from storage.rows import select_rows
from storage.tickets import UNDER_WAY, Ticket

_k, _c, _p, _v, _e = t.tickets.c, t.clocks.c, t.ticket_people.c, t.visits.c, t.events.c
_SELECT = select_rows(t.tickets, Ticket)


@dataclass(frozen=True, slots=True)
class Repeated:
    """One sort of trouble at one place, again and again."""

    unit: str
    building: str | None
    category: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to appeals within a span of time, and what is open at its end."""

    opened: int
    resolved: int
    closed: int
    open_now: int


def unsolved(conn: Connection, district: str, units: Iterable[str], before: datetime) -> list[Ticket]:
    """Appeals opened before then that are not solved yet, and those that had to be reopened; oldest first."""
    query = _SELECT.where(
        _k.district == district, _k.unit.in_(list(units)), _k.form == "appeal", _k.status.in_(UNDER_WAY),
        or_(_k.opened_at <= before, _k.reopened > 0),
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.opened_at, _k.id))]


def repeated(conn: Connection, district: str, units: Iterable[str], since: datetime, times: int) -> list[Repeated]:
    """The same sort of trouble at one building (or one place without buildings) so often since then; most first."""
    query = select(_k.unit, _k.building, _k.category, _k.number).where(
        _k.district == district, _k.unit.in_(list(units)), _k.form == "appeal", _k.opened_at >= since,
        or_(_k.outcome.is_(None), _k.outcome.not_in(("no_appeal", "cancelled"))), _k.confidential.is_(False),
    )  # fmt: skip
    found: dict[tuple[str, str | None, str], list[str]] = {}
    for unit, building, category, number in conn.execute(query.order_by(_k.id)):
        found.setdefault((unit, building, category), []).append(number)
    rows = [Repeated(*key, tuple(numbers)) for key, numbers in found.items() if len(numbers) >= times]
    return sorted(rows, key=lambda row: (-len(row.numbers), row.unit, row.building or "", row.category))


def overdue(conn: Connection, district: str, units: Iterable[str], now: datetime) -> list[tuple[Ticket, datetime]]:
    """Orders under way with a broken promise, and since when; longest first."""
    broken = (
        select(_c.ticket_id, func.min(_c.due_at).label("due"))
        .where(_c.district == district, _c.met_at.is_(None), _c.stopped_at.is_(None), _c.due_at < now)
        .group_by(_c.ticket_id)
        .subquery()
    )
    query = (
        _SELECT.add_columns(broken.c.due)
        .join(broken, broken.c.ticket_id == _k.id)
        .where(_k.district == district, _k.unit.in_(list(units)), _k.status.in_(UNDER_WAY))
        .order_by(broken.c.due, _k.id)
    )
    return [(Ticket(*row[:-1]), row[-1]) for row in conn.execute(query)]


def themes(conn: Connection, district: str, units: Iterable[str], since: datetime) -> list[tuple[str, int]]:
    """Categories of appeals opened since then, most first."""
    query = select(_k.category, func.count()).where(
        _k.district == district, _k.unit.in_(list(units)), _k.form == "appeal", _k.opened_at >= since
    )
    found = [(category, count) for category, count in conn.execute(query.group_by(_k.category))]
    return sorted(found, key=lambda row: (-row[1], row[0]))


def opened(conn: Connection, district: str, units: Iterable[str], since: datetime) -> list[Ticket]:
    """Appeals opened since then, first first."""
    query = _SELECT.where(_k.district == district, _k.unit.in_(list(units)), _k.form == "appeal", _k.opened_at >= since)
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.id))]


def counts(conn: Connection, district: str, units: Iterable[str], since: datetime) -> Counts:
    """Appeals of these units since then."""
    here = and_(_k.district == district, _k.unit.in_(list(units)), _k.form == "appeal")
    query = select(
        func.count().filter(_k.opened_at >= since),
        func.count().filter(_k.resolved_at >= since),
        func.count().filter(_k.closed_at >= since),
        func.count().filter(_k.status.in_(UNDER_WAY)),
    ).where(here)
    return Counts(*(int(number) for number in conn.execute(query).one()))


def finished(conn: Connection, district: str, units: Iterable[str], since: datetime, until: datetime) -> list[Ticket]:
    """Appeals closed within a span of time after somebody worked on them, first first."""
    query = _SELECT.where(
        _k.district == district, _k.unit.in_(list(units)), _k.form == "appeal", _k.status == "closed",
        _k.closed_at >= since, _k.closed_at < until, _k.resolved_at.is_not(None),
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query.order_by(_k.id))]


def solved_with(conn: Connection, district: str, units: Iterable[str], person: str, since: datetime) -> list[Ticket]:
    """Appeals and tasks closed as solved since then in which somebody had a part, first first."""
    query = (
        _SELECT.join(t.ticket_people, and_(_p.district == _k.district, _p.ticket_id == _k.id))
        .where(
            _k.district == district, _k.unit.in_(list(units)), _k.form.in_(("appeal", "task")),
            _k.status == "closed", _k.outcome == "solved", _k.closed_at >= since, _p.person == person,
        )
        .order_by(_k.id)
    )  # fmt: skip
    return [Ticket(*row) for row in conn.execute(query)]


def promises_of(conn: Connection, district: str, ticket_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Ticket → how many of its promises are settled, and how many of them were broken."""
    query = select(_c.ticket_id, func.count(), func.count(_c.breached_at)).where(
        _c.district == district, _c.ticket_id.in_(list(ticket_ids)), _c.kind.not_in(("callback", "wait", "judicial"))
    )
    return {ticket: (total, broken) for ticket, total, broken in conn.execute(query.group_by(_c.ticket_id))}


def heard_from(conn: Connection, district: str, units: Iterable[str], since: datetime) -> set[tuple[str, str]]:
    """(unit, building) of everywhere from which somebody wrote to us since then, as far as we know where he lives."""
    r = t.residents.c
    wrote = select(r.unit, r.building).where(
        r.district == district, r.unit.in_(list(units)), r.building.is_not(None), r.seen_at >= since
    )
    told = select(_k.unit, _k.building).where(
        _k.district == district, _k.unit.in_(list(units)), _k.building.is_not(None), _k.last_message_at >= since
    )
    return {(unit, building) for query in (wrote, told) for unit, building in conn.execute(query.distinct())}
