"""Tickets that were put together, what belonged to which, and how to take them apart again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, update

from storage import tables as t
from storage.batch import Batch
from storage.rows import names, select_rows, values_of
from storage.tickets import TicketMessage


@dataclass(frozen=True, slots=True)
class Merging:
    """One ticket put into another.

    Attributes:
        before: of the ticket: its `status`, who had it (`assignees`), and `clocks`: kind → seconds that were left.
        merged_by, undone_by: person code, or `system`.
    """

    district: str
    id: int
    ticket_id: int
    into_id: int
    before: dict[str, Any]
    merged_by: str
    reason: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None


_g, _m, _i, _s, _r = t.mergings.c, t.ticket_messages.c, t.inbox.c, t.supporters.c, t.readings.c
_UNDO = (
    update(t.mergings)
    .where(_g.district == bindparam("key_district"), _g.id == bindparam("key_id"))
    .values(undone_at=bindparam("undone_at"), undone_by=bindparam("undone_by"))
)


def add(batch: Batch, merging: Merging) -> None:
    """Keep what is needed to undo it."""
    batch.insert(t.mergings, values_of(merging))


def current(conn: Connection, district: str, ticket_id: int) -> Merging | None:
    """By what a merged ticket was put into which other."""
    query = select_rows(t.mergings, Merging).where(
        _g.district == district, _g.ticket_id == ticket_id, _g.undone_at.is_(None)
    )
    found = conn.execute(query.order_by(_g.id.desc()).limit(1)).first()
    return None if found is None else Merging(*found)


def into(conn: Connection, district: str, ticket_id: int) -> list[Merging]:
    """What was put into a ticket and still is, first first."""
    query = select_rows(t.mergings, Merging).where(
        _g.district == district, _g.into_id == ticket_id, _g.undone_at.is_(None)
    )
    return [Merging(*row) for row in conn.execute(query.order_by(_g.id))]


def undo(batch: Batch, merging: Merging, by: str, now: datetime) -> None:
    """They are two again."""
    keys = {"key_district": merging.district, "key_id": merging.id}
    batch.change(_UNDO, keys | {"undone_at": now, "undone_by": by})


def written(batch: Batch, ticket_id: int) -> list[TicketMessage]:
    """Messages of a ticket that are to be written with this transaction."""
    rows = (row for row in batch.rows(t.ticket_messages) if row["ticket_id"] == ticket_id)
    return [TicketMessage(*(row[name] for name in names(TicketMessage))) for row in rows]


def drop_messages(conn: Connection, district: str, ticket_id: int, inbox_ids: Collection[int]) -> None:
    """These messages belong to the ticket no more."""
    where = (_m.district == district, _m.ticket_id == ticket_id, _m.inbox_id.in_(list(inbox_ids)))
    conn.execute(delete(t.ticket_messages).where(*where))


def answer_to(conn: Connection, district: str, inbox_ids: Collection[int], ticket_id: int | None, reason: str) -> None:
    """Whoever answers these messages answers this ticket from now on, or none."""
    query = update(t.inbox).where(_i.district == district, _i.id.in_(list(inbox_ids)))
    conn.execute(query.values(ticket_id=ticket_id, reason=reason))


def move_readings(
    conn: Connection, district: str, from_ticket: int, to_ticket: int | None, inbox_ids: Collection[int]
) -> None:
    """What these messages told as facts goes with them; where they go nowhere it is forgotten."""
    where = (_r.district == district, _r.ticket_id == from_ticket, _r.inbox_id.in_(list(inbox_ids)))
    if to_ticket is None:
        conn.execute(delete(t.readings).where(*where))
    else:
        conn.execute(update(t.readings).where(*where).values(ticket_id=to_ticket))


def drop_supporters(
    conn: Connection,
    district: str,
    ticket_id: int,
    accounts: Collection[tuple[str, str]],
    since: datetime | None = None,
) -> None:
    """These are counted in no more; with `since` only those who were counted at that very moment."""
    for channel, account in accounts:
        where = [_s.district == district, _s.ticket_id == ticket_id, _s.channel == channel, _s.account == account]
        if since is not None:
            where.append(_s.since == since)
        conn.execute(delete(t.supporters).where(*where))
