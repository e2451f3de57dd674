"""Sketches of the troubles a group speaks of, by which they are known again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select

from storage import tables as t
from storage.batch import Batch
from storage.prepared import prepared
from storage.remembered import forget, remembered
from storage.rows import as_written, update_of, values_of
from storage.tickets import FINAL
from storage.types import moment


@dataclass(frozen=True, slots=True, eq=False)
class SketchRow:
    """What is remembered of a ticket that a group speaks of.

    Attributes:
        data: who spoke and when, what it sounds like, its words and buildings.
        centre: the sum of the directions of what was said, as half-precision numbers, behind it what the ear remembers
            of what was said first.
    """

    district: str
    ticket_id: int
    channel: str
    chat: str
    last_at: datetime
    data: Mapping[str, Any]
    centre: bytes


_s, _t = t.sketches.c, t.tickets.c
_SAVE = update_of(t.sketches, "district", "ticket_id").values(
    last_at=bindparam("last_at"), data=bindparam("data"), centre=bindparam("centre")
)
_FOUND = (
    select(_s.ticket_id, _s.last_at, as_written(_s.data), _s.centre, _t.status, _t.urgency)
    .join_from(t.sketches, t.tickets, and_(_t.district == _s.district, _t.id == _s.ticket_id))
    .where(
        _s.district == bindparam("district"), _s.channel == bindparam("channel"), _s.chat == bindparam("chat"),
        *(_t.status != status for status in FINAL),  # not a list, which is spelled out anew each time
    )
    .order_by(_s.last_at.desc(), _s.ticket_id.desc())
    .limit(bindparam("limit"))
)  # fmt: skip
_SINCE = _s.last_at >= bindparam("since")
_LATELY = _FOUND.where(_SINCE)
_LATELY_OR = _FOUND.where(or_(_SINCE, _s.ticket_id.in_(bindparam("always", expanding=True))))


def lately(
    conn: Connection, district: str, place: tuple[str, str], since: datetime, always: list[int], limit: int
) -> list[tuple[SketchRow, str, str]]:
    """The tickets a group spoke of since then, latest first, each with its state and urgency.

    Args:
        always: tickets that are never too old.
    """
    values = {"district": district, "channel": place[0], "chat": place[1], "since": since, "limit": limit}
    # A list of tickets has another statement for each length: it is not asked for where there is none.
    if always:
        found = [tuple(row) for row in conn.execute(_LATELY_OR, values | {"always": always})]
    else:
        found = prepared(_LATELY).read(conn, values)
    return [(_sketch(district, *place, *row[:-2]), *row[-2:]) for row in found]


@remembered()
def _sketch(
    district: str, channel: str, chat: str, ticket_id: int, last_at: object, data: str, centre: bytes
) -> SketchRow:
    """A sketch as it was written; few change between two messages of a group."""
    return SketchRow(district, ticket_id, channel, chat, moment(last_at), json.loads(data), centre)


def add(batch: Batch, row: SketchRow) -> None:
    """A trouble that begins to be spoken of."""
    batch.insert(t.sketches, values_of(row))


def save(batch: Batch, row: SketchRow) -> None:
    """More was said of it."""
    keys = {"key_district": row.district, "key_ticket_id": row.ticket_id}
    batch.change(_SAVE, keys | {"last_at": row.last_at, "data": row.data, "centre": row.centre})


def remove(conn: Connection, district: str, ticket_id: int) -> None:
    """Nothing is said of it any more: what it was made of belongs elsewhere."""
    conn.execute(delete(t.sketches).where(_s.district == district, _s.ticket_id == ticket_id))
    forget()
