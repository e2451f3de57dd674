"""Rooms: chats that are made for those who work on one ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of

# How the id of every room begins: no platform's own group is called so.
PREFIX = "room-"


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a ticket.

    Attributes:
        chat: what we call it; a channel may have another id of its own for it.
        people: person codes of all who take part; members: accounts of those who are in it on its channel.
        opened_at: when its channel made it; None while it is wanted, or was refused (`reason`).
    """

    district: str
    id: int
    ticket_id: int
    channel: str
    chat: str
    name: str
    people: list[str]
    members: list[str]
    created_at: datetime
    opened_at: datetime | None = None
    reason: str | None = None


_r = t.rooms.c
_SELECT = select_rows(t.rooms, Room)


def add(batch: Batch, room: Room) -> None:
    """Want a room; its channel makes it when the first message for it is delivered."""
    batch.insert(t.rooms, values_of(room))


def of_ticket(conn: Connection, district: str, ticket_id: int) -> Room | None:
    """The room of a ticket."""
    found = conn.execute(_SELECT.where(_r.district == district, _r.ticket_id == ticket_id).order_by(_r.id)).first()
    return Room(*found) if found else None


def by_chat(conn: Connection, district: str, channel: str, chat: str) -> Room | None:
    """The room with this id on a channel."""
    query = _SELECT.where(_r.district == district, _r.channel == channel, _r.chat == chat)
    found = conn.execute(query).first()
    return Room(*found) if found else None


def of_channel(conn: Connection, district: str, channel: str, limit: int = 20) -> list[Room]:
    """The newest rooms of a channel."""
    query = _SELECT.where(_r.district == district, _r.channel == channel).order_by(_r.id.desc()).limit(limit)
    return [Room(*row) for row in conn.execute(query)]


def opened(conn: Connection, room: Room, at: datetime) -> None:
    """Its channel has made it."""
    query = update(t.rooms).where(_r.district == room.district, _r.id == room.id, _r.opened_at.is_(None))
    conn.execute(query.values(opened_at=at))


def refused(conn: Connection, room: Room, reason: str) -> None:
    """Its channel makes none."""
    conn.execute(update(t.rooms).where(_r.district == room.district, _r.id == room.id).values(reason=reason))
