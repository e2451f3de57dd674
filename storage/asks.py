"""Messages nobody was sure of that somebody near is asked about, until he answers or his time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from storage import tables as t
from storage.doubts import Doubt
from storage.inbox import InboxRow
from storage.rows import names, select_rows, values_of


@dataclass(frozen=True, slots=True)
class Ask:
    """One message somebody is asked about.

    Attributes:
        near_id: the ticket it may belong to.
        asked_at: when he was told of it; None while it is gathered.
        next_at: when he is to be told, or when his time is over; None once it is.
    """

    district: str
    inbox_id: int
    person: str
    near_id: int | None
    asked_at: datetime | None
    next_at: datetime | None


Waiting = tuple[Ask, Doubt, InboxRow]

_a, _d, _i = t.asks.c, t.doubts.c, t.inbox.c
_SELECT = select_rows(t.asks, Ask)
_DUE = (
    _SELECT.where(_a.district == bindparam("district"), _a.next_at <= bindparam("now"))
    .order_by(_a.next_at, _a.inbox_id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_NEXT = select(func.min(_a.next_at)).where(_a.district == bindparam("district"), _a.next_at.is_not(None))
_WIDTHS = (len(names(Ask)), len(names(Ask)) + len(names(Doubt)))
_WAITING = (
    _SELECT.add_columns(*(_d[name] for name in names(Doubt)), *(_i[name] for name in names(InboxRow)))
    .join_from(t.asks, t.doubts, and_(_d.district == _a.district, _d.inbox_id == _a.inbox_id))
    .join(t.inbox, and_(_i.district == _a.district, _i.id == _a.inbox_id))
    .where(_a.district == bindparam("district"), _a.person == bindparam("person"), _i.ticket_id.is_(None))
    .order_by(_a.inbox_id)
)


def add(conn: Connection, ask: Ask) -> None:
    """Somebody is to be asked."""
    conn.execute(insert(t.asks).values(values_of(ask)))


def get(conn: Connection, district: str, inbox_id: int) -> Ask | None:
    """Who is asked about a message."""
    found = conn.execute(_SELECT.where(_a.district == district, _a.inbox_id == inbox_id)).first()
    return None if found is None else Ask(*found)


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Ask]:
    """Those to look at now; other processes pass over them meanwhile."""
    return [Ask(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next one wants to be looked at."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def waiting(conn: Connection, district: str, person: str) -> list[Waiting]:
    """What somebody is asked about, or will be, with its message, oldest first."""
    rows = [tuple(row) for row in conn.execute(_WAITING, {"district": district, "person": person})]
    one, two = _WIDTHS
    return [(Ask(*row[:one]), Doubt(*row[one:two]), InboxRow(*row[two:])) for row in rows]


def current(conn: Connection, district: str) -> dict[int, Ask]:
    """Whose turn it still is, by message."""
    rows = conn.execute(_SELECT.where(_a.district == district, _a.next_at.is_not(None)))
    return {ask.inbox_id: ask for ask in (Ask(*row) for row in rows)}


def put(conn: Connection, ask: Ask) -> None:
    """Write a changed one back."""
    query = update(t.asks).where(_a.district == ask.district, _a.inbox_id == ask.inbox_id)
    conn.execute(query.values(person=ask.person, near_id=ask.near_id, asked_at=ask.asked_at, next_at=ask.next_at))


def settle(conn: Connection, district: str, inbox_id: int) -> None:
    """It was decided."""
    conn.execute(delete(t.asks).where(_a.district == district, _a.inbox_id == inbox_id))


def forget(conn: Connection, district: str) -> None:
    """What is in doubt no more is asked no more."""
    known = select(_d.inbox_id).where(_d.district == district)
    conn.execute(delete(t.asks).where(_a.district == district, _a.inbox_id.not_in(known)))
