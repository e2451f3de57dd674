"""What people said they would do by when: rows with a next moment, and a mark in the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam

from storage import mergings, moments
from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of

# `open`: its time has not come; `asked`: it is over, and people were asked whether it was kept.
WAITING = ("open", "asked")
# `moved`: put off before its time; `unknown`: nobody said; `void`: the ticket ended otherwise.
SETTLED = ("kept", "broken", "moved", "unknown", "void")


@dataclass(slots=True)
class Commitment:
    """One promise.

    Attributes:
        inbox_id: the group message in which it was made; None when it came with a deed.
        person: who made it, where he is known; else `name` is what he calls himself, and `role` what he seems to be.
        unit: the unit whose business it is.
        what: `visit`, `fix` or `answer`.
        settled_by: `resolved`, `photo`, `on_site`, `official` or `resident`: by which word the mark was set.
    """

    district: str
    id: int
    ticket_id: int
    inbox_id: int | None
    person: str | None
    name: str
    role: str | None
    unit: str
    what: str
    words: str
    made_at: datetime
    due_at: datetime
    remind_at: datetime | None
    next_at: datetime | None
    state: str = "open"
    settled_at: datetime | None = None
    settled_by: str | None = None


_c = t.commitments.c
_SELECT = select_rows(t.commitments, Commitment)
_DUE = moments.due(t.commitments, Commitment)
_NEXT = moments.next_due(t.commitments)
_OF_TICKET = _SELECT.where(_c.district == bindparam("district"), _c.ticket_id == bindparam("ticket")).order_by(_c.id)
_SAVE = update_of(t.commitments, "district", "id")


def add(batch: Batch, commitment: Commitment) -> None:
    """Somebody promised something."""
    batch.insert(t.commitments, values_of(commitment))


def save(batch: Batch, commitment: Commitment) -> None:
    """Write a changed one back."""
    batch.change(_SAVE, values_of(commitment) | {"key_district": commitment.district, "key_id": commitment.id})


def due(conn: Connection, district: str, now: datetime, limit: int) -> list[Commitment]:
    """Those to look at now, longest waiting first; other processes pass over them meanwhile."""
    return [Commitment(*row) for row in conn.execute(_DUE, {"district": district, "now": now, "limit": limit})]


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next one wants to be looked at."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def of_ticket(conn: Connection, district: str, ticket_id: int) -> list[Commitment]:
    """All of a ticket, in the order they were made."""
    return [Commitment(*row) for row in conn.execute(_OF_TICKET, {"district": district, "ticket": ticket_id})]


def about(conn: Connection, district: str, ticket_id: int) -> list[Commitment]:
    """Everything promised about a ticket and those put into it, in the order in which it was made.

    It stays with the ticket it was made on, which has it again when 并案 is taken back.
    """
    places = [ticket_id]
    for place in places:
        places += [one.ticket_id for one in mergings.into(conn, district, place) if one.ticket_id not in places]
    found = [one for place in places for one in of_ticket(conn, district, place)]
    return sorted(found, key=lambda one: one.id)


def between(
    conn: Connection, district: str, since: datetime, until: datetime, states: Iterable[str] = ()
) -> list[Commitment]:
    """Those due from `since` to before `until`, in these states (all without), due first first."""
    query = _SELECT.where(_c.district == district, _c.due_at >= since, _c.due_at < until)
    if wanted := list(states):
        query = query.where(_c.state.in_(wanted))
    return [Commitment(*row) for row in conn.execute(query.order_by(_c.due_at, _c.id))]
