"""The queue of a task force (专班): what its people have under way in its categories, wherever it is."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, func, select

from storage import tables as t
from storage.rows import select_rows
from storage.tickets import UNDER_WAY, Ticket

_t, _p = t.tickets.c, t.ticket_people.c


def queue(
    conn: Connection, district: str, people: Collection[str], categories: Collection[str], limit: int,
    before: int | None = None,
) -> list[Ticket]:  # fmt: skip
    """A page of tickets these people have, newest first; `before` is the id that ended the page before."""
    query = select_rows(t.tickets, Ticket).where(*_held(district, people, categories))
    if before is not None:
        query = query.where(_t.id < before)
    return [Ticket(*row) for row in conn.execute(query.order_by(_t.id.desc()).limit(limit))]


def length(conn: Connection, district: str, people: Collection[str], categories: Collection[str]) -> int:
    """How many there are."""
    query = select(func.count()).select_from(t.tickets).where(*_held(district, people, categories))
    return conn.execute(query).scalar_one()


def _held(district: str, people: Collection[str], categories: Collection[str]) -> list[ColumnElement[bool]]:
    theirs = select(_p.ticket_id).where(_p.district == district, _p.person.in_(people), _p.part == "assignee")
    here = [_t.district == district, _t.status.in_(UNDER_WAY), _t.category.in_(categories)]
    return [*here, _t.id.in_(theirs)]
