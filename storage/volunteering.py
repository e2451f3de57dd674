"""Wishes as a list, and the services of volunteers: counted from orders that are over, never kept as a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of
from storage.tickets import Ticket

# Nobody has claimed it yet.
UNCLAIMED = ("open", "dispatched", "returned")


@dataclass(frozen=True, slots=True)
class Service:
    """What one volunteer did for one completion of an order.

    Attributes:
        round: 1 for the first completion, one more for each reopening.
        minutes: as the volunteer told, no more than the rules allow.
    """

    district: str
    id: int
    ticket_id: int
    round: int
    person: str
    minutes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """The services of one volunteer in a span of time."""

    person: str
    services: int
    minutes: int


_s, _t = t.services.c, t.tickets.c
_WISH = select_rows(t.tickets, Ticket).where(_t.form == "wish")


def add(batch: Batch, service: Service) -> None:
    """Write down what a volunteer did; it counts once the order is over."""
    batch.insert(t.services, values_of(service))


def counted(conn: Connection, district: str, since: datetime, until: datetime, outcomes: Sequence[str]) -> list[Sum]:
    """What counts from `since` to before `until`, by the moment of completion; a reopened completion never does.

    Args:
        outcomes: with which end of its order a service counts.
    """
    query = (
        select(_s.person, func.count(), func.sum(_s.minutes))
        .join_from(t.services, t.tickets, and_(_t.district == _s.district, _t.id == _s.ticket_id))
        .where(_s.district == district, _s.at >= since, _s.at < until, _s.round == _t.reopened + 1)
        .where(_t.status == "closed", _t.outcome.in_(outcomes))
        .group_by(_s.person)
    )
    found = [Sum(person, int(services), int(minutes)) for person, services, minutes in conn.execute(query)]
    # In Python: every PostgreSQL server has its own alphabet.
    return sorted(found, key=lambda one: one.person)


def wishes(conn: Connection, district: str, statuses: Sequence[str] = (), limit: int = 200) -> list[Ticket]:
    """Wishes in these states (all without), newest first."""
    query = _WISH.where(_t.district == district)
    if statuses:
        query = query.where(_t.status.in_(statuses))
    return [Ticket(*row) for row in conn.execute(query.order_by(_t.id.desc()).limit(limit))]


def opened(conn: Connection, district: str, since: datetime, until: datetime) -> list[Ticket]:
    """Wishes made from `since` to before `until`, first first."""
    query = _WISH.where(_t.district == district, _t.opened_at >= since, _t.opened_at < until).order_by(_t.id)
    return [Ticket(*row) for row in conn.execute(query)]


def unclaimed(conn: Connection, district: str, before: datetime, limit: int = 500) -> list[Ticket]:
    """Wishes that were made before a moment and that nobody has claimed, oldest first."""
    query = _WISH.where(_t.district == district, _t.status.in_(UNCLAIMED), _t.opened_at < before)
    return [Ticket(*row) for row in conn.execute(query.order_by(_t.id).limit(limit))]
