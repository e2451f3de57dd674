"""What goes on in the groups: who spoke last, what is under way, and which messages belong to which ticket."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, and_, func, select

from storage import tables as t
from storage.inbox import InboxRow
from storage.rows import select_rows
from storage.tickets import UNDER_WAY, Ticket, TicketMessage

Place = tuple[str, str]

_i, _t, _m, _d, _o = t.inbox.c, t.tickets.c, t.ticket_messages.c, t.doubts.c, t.outbox.c


@dataclass(frozen=True, slots=True)
class Talk:
    """What one group's talk amounts to."""

    last_at: datetime | None = None
    open: int = 0
    unsure: int = 0


def overview(conn: Connection, district: str, places: Iterable[Place]) -> dict[Place, Talk]:
    """How each of these groups stands; `places` are channels and groups."""
    opened = select(_t.channel, _t.chat).where(_t.district == district, _t.chat.is_not(None), _t.status.in_(UNDER_WAY))
    unsure = (
        select(_i.channel, _i.chat)
        .join_from(t.doubts, t.inbox, and_(_i.district == _d.district, _i.id == _d.inbox_id))
        .where(_d.district == district, _i.ticket_id.is_(None))
    )
    many, doubtful = _counted(conn, opened), _counted(conn, unsure)
    return {one: Talk(last_at(conn, district, one), many.get(one, 0), doubtful.get(one, 0)) for one in places}


def _counted(conn: Connection, query: Select[tuple[str, str | None]]) -> dict[Place, int]:
    """How many rows there are of each group."""
    found = query.subquery()
    rows = conn.execute(select(found.c.channel, found.c.chat, func.count()).group_by(found.c.channel, found.c.chat))
    return {(row[0], row[1] or ""): row[2] for row in rows}


def last_at(conn: Connection, district: str, place: Place) -> datetime | None:
    """When somebody last said something there."""
    where = (_i.district == district, _i.channel == place[0], _i.chat == place[1])
    return conn.execute(select(_i.at).where(*where).order_by(_i.id.desc()).limit(1)).scalar()


def belonging(conn: Connection, district: str, inbox_ids: Collection[int]) -> list[TicketMessage]:
    """What these messages are to which tickets; one that told two troubles stands there twice."""
    query = select_rows(t.ticket_messages, TicketMessage).where(_m.district == district, _m.inbox_id.in_(inbox_ids))
    return [TicketMessage(*row) for row in conn.execute(query.order_by(_m.inbox_id, _m.ticket_id))]


def tickets_of(conn: Connection, district: str, place: Place, also: Collection[int], limit: int) -> list[Ticket]:
    """What a group told that is under way, and `also` these, last spoken of first."""
    own = and_(_t.channel == place[0], _t.chat == place[1], _t.status.in_(UNDER_WAY), _t.form == "appeal")
    query = select_rows(t.tickets, Ticket).where(_t.district == district, own | _t.id.in_(also))
    rows = conn.execute(query.order_by(_t.last_message_at.desc(), _t.id.desc()).limit(limit))
    return [Ticket(*row) for row in rows]


def doubted(conn: Connection, district: str, inbox_ids: Collection[int]) -> set[int]:
    """Those of these messages that wait for somebody to look."""
    query = select(_d.inbox_id).where(_d.district == district, _d.inbox_id.in_(inbox_ids))
    return set(conn.execute(query).scalars())


def said_between(conn: Connection, district: str, place: Place, since: datetime, until: datetime) -> list[InboxRow]:
    """What was said in a group from `since` to before `until`, oldest first."""
    where = (_i.district == district, _i.channel == place[0], _i.chat == place[1], _i.at >= since, _i.at < until)
    return [InboxRow(*row) for row in conn.execute(select_rows(t.inbox, InboxRow).where(*where).order_by(_i.id))]
