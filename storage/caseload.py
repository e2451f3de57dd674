"""What a person has to do with besides the tickets he holds: what he follows, and what he has done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam

from storage import tables as t
from storage.rows import select_rows
from storage.tickets import UNDER_WAY, Ticket

_t, _p = t.tickets.c, t.ticket_people.c
_MINE = (
    select_rows(t.tickets, Ticket)
    .join(t.ticket_people, and_(_p.district == _t.district, _p.ticket_id == _t.id))
    .where(_t.district == bindparam("district"), _p.person == bindparam("person"))
    .limit(bindparam("limit"))
)
_FOLLOWED = _MINE.where(_p.part == "participant", _t.status.in_(UNDER_WAY)).order_by(_t.id.desc())
_DONE = _MINE.where(_p.part == "assignee", _t.status.not_in(UNDER_WAY), _t.resolved_at >= bindparam("since")).order_by(
    _t.resolved_at.desc(), _t.id.desc()
)


def followed(conn: Connection, district: str, person: str, limit: int) -> list[Ticket]:
    """Tickets under way that he was told of and somebody else has, newest first."""
    values = {"district": district, "person": person, "limit": limit}
    return [Ticket(*row) for row in conn.execute(_FOLLOWED, values)]


def done(conn: Connection, district: str, person: str, since: datetime, limit: int) -> list[Ticket]:
    """Tickets of his that were resolved since then and are not under way again, latest first."""
    values = {"district": district, "person": person, "since": since, "limit": limit}
    return [Ticket(*row) for row in conn.execute(_DONE, values)]
