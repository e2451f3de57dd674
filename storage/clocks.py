"""Deadlines as rows: a tick asks for those whose next moment has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam

from storage import moments
from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of


@dataclass(slots=True)
class Clock:
    """One promise of a ticket.

    Attributes:
        kind: what must have happened: `dispatch`, `accept`, `first_action`, `feedback`, `resolve`, `callback`.
        remind_at: when the person is reminded before the promise is broken; None once done.
        next_at: when a tick has to look at it; None when nothing is left to do.
        met_at: when the promise was kept (perhaps late); stopped_at: when it no longer applied.
        breached_at: when it was found broken.
        repeats: how often people were told again after the breach.
    """

    district: str
    id: int
    ticket_id: int
    kind: str
    started_at: datetime
    due_at: datetime
    remind_at: datetime | None
    next_at: datetime | None
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    repeats: int = 0

    @property
    def running(self) -> bool:
        """Whether the promise still has to be kept."""
        return self.met_at is None and self.stopped_at is None


_c = t.clocks.c
_SELECT = select_rows(t.clocks, Clock)
_DUE = moments.due(t.clocks, Clock)
_OF_TICKET = _SELECT.where(_c.district == bindparam("district"), _c.ticket_id == bindparam("ticket")).order_by(
    _c.started_at, _c.id
)
_NEXT = moments.next_due(t.clocks)
_SAVE = update_of(t.clocks, "district", "id")


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Clock]:
    """Clocks to look at now, longest waiting first; other processes pass over them meanwhile."""
    return [Clock(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Clock]:
    """All clocks of a ticket in the order they were started."""
    return [Clock(*row) for row in conn.execute(_OF_TICKET, {"district": district, "ticket": ticket_id})]


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next clock wants to be looked at."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def add(batch: Batch, clock: Clock) -> None:
    """Start a clock."""
    batch.insert(t.clocks, values_of(clock))


def save(batch: Batch, clock: Clock) -> None:
    """Write a changed clock back."""
    values = values_of(clock)
    batch.change(_SAVE, values | {"key_district": clock.district, "key_id": clock.id})
