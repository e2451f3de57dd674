"""Messages nobody can say whether they are appeals: people should look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from storage import tables as t
from storage.inbox import InboxRow
from storage.rows import names, select_rows, values_of


@dataclass(frozen=True, slots=True)
class Doubt:
    """A group message taken for no appeal that may be one, and what it would be about.

    Attributes:
        intent: what it was taken for.
        category, kind, urgency: of the appeal it may be.
        score: probability that it is one, 0 to 1.
    """

    district: str
    inbox_id: int
    intent: str
    category: str
    kind: str
    urgency: str
    score: float
    at: datetime


_d, _i, _a = t.doubts.c, t.inbox.c, t.asks.c
_WIDTH = len(names(Doubt))
_LISTED = (
    select_rows(t.doubts, Doubt)
    .add_columns(*(_i[name] for name in names(InboxRow)))
    .join_from(t.doubts, t.inbox, and_(_i.district == _d.district, _i.id == _d.inbox_id))
    # What became part of a ticket meanwhile is in doubt no more.
    .where(_d.district == bindparam("district"), _i.ticket_id.is_(None))
    .order_by(_d.inbox_id.desc())
)
_WITH_SOMEBODY = select(_a.inbox_id).where(_a.district == bindparam("district"), _a.next_at.is_not(None))


def add(conn: Connection, doubt: Doubt) -> None:
    """Keep it until somebody has looked."""
    conn.execute(insert(t.doubts).values(values_of(doubt)))


def listed(
    conn: Connection, district: str, limit: int, before: int | None = None, *, nobodys: bool = False
) -> list[tuple[Doubt, InboxRow]]:
    """What waits, newest first, each with its message; `before` is the message that ended the page before.

    Args:
        nobodys: only what nobody near is being asked about.
    """
    query = _LISTED.limit(limit)
    if nobodys:
        query = query.where(_d.inbox_id.not_in(_WITH_SOMEBODY))
    if before is not None:
        query = query.where(_d.inbox_id < before)
    rows = [tuple(row) for row in conn.execute(query, {"district": district})]
    return [(Doubt(*row[:_WIDTH]), InboxRow(*row[_WIDTH:])) for row in rows]


def get(conn: Connection, district: str, inbox_id: int) -> Doubt | None:
    """What a message is in doubt about."""
    found = conn.execute(select_rows(t.doubts, Doubt).where(_d.district == district, _d.inbox_id == inbox_id)).first()
    return None if found is None else Doubt(*found)


def take(conn: Connection, district: str, inbox_id: int) -> Doubt | None:
    """Decide about one: it waits no more. None when somebody else was faster."""
    query = delete(t.doubts).where(_d.district == district, _d.inbox_id == inbox_id)
    found = conn.execute(query.returning(*(_d[name] for name in names(Doubt)))).first()
    return None if found is None else Doubt(*found)


def forget(conn: Connection, district: str, before: datetime) -> None:
    """Whoever has not looked at these by now need not any more."""
    conn.execute(delete(t.doubts).where(_d.district == district, _d.at < before))


def count(conn: Connection, district: str, *, nobodys: bool = False) -> int:
    """How many wait; see `listed`."""
    query = select(func.count()).join_from(t.doubts, t.inbox, and_(_i.district == _d.district, _i.id == _d.inbox_id))
    query = query.where(_d.district == bindparam("district"), _i.ticket_id.is_(None))
    if nobodys:
        query = query.where(_d.inbox_id.not_in(_WITH_SOMEBODY))
    return int(conn.execute(query, {"district": district}).scalar_one())
