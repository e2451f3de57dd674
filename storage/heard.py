"""How messages of a group sounded, kept for some days."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select

from storage import tables as t
from storage.batch import Batch
from storage.prepared import prepared
from storage.remembered import forget as forget_rows
from storage.remembered import remembered
from storage.rows import as_written, names, select_rows, values_of
from storage.types import moment


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """How one message sounded.

    Attributes:
        told: logit that it belongs to any trouble.
        sense: its probabilities, rounded; `meaning` its direction as half-precision numbers, behind it what the ear
            remembers of it.
        choice: what it was weighed between: `options` as pairs of a ticket (-1 none, -2 a new one) and its
            probability, likeliest first, and `because`, the reasons for the first.
    """

    district: str
    inbox_id: int
    at: datetime
    told: float
    sense: Mapping[str, Any]
    meaning: bytes | None
    building: str | None
    choice: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """What of a heard message the ones after it are weighed by; see `Heard`."""

    told: float
    sense: Mapping[str, Any]
    meaning: bytes | None
    building: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A message of a group, with how it sounded where that is known."""

    inbox_id: int
    message_id: str
    sender: str
    at: datetime
    payload: Mapping[str, Any]
    ticket_id: int | None
    sound: Sound | None


_h, _i = t.heard.c, t.inbox.c
_OWN = ("id", "message_id", "sender", "at", "payload", "ticket_id")
# The last messages are read again with each that follows, so only what is needed of them.
_SPOKEN = select(*(as_written(_i[name]) for name in _OWN), *(as_written(_h[name]) for name in names(Sound))).join_from(
    t.inbox, t.heard, and_(_h.district == _i.district, _h.inbox_id == _i.id), isouter=True
)
_RECENT = (
    _SPOKEN.where(
        _i.district == bindparam("district"), _i.channel == bindparam("channel"), _i.chat == bindparam("chat"),
        _i.id < bindparam("before"),
    )
    .order_by(_i.id.desc())
    .limit(bindparam("limit"))
)  # fmt: skip


def add(batch: Batch, heard: Heard) -> None:
    """Keep how a message sounded."""
    batch.insert(t.heard, values_of(heard))


def recent(conn: Connection, district: str, place: tuple[str, str], before: int, limit: int) -> list[Spoken]:
    """The last messages of a group before one, oldest first; `place` is its channel and the group."""
    values = {"district": district, "channel": place[0], "chat": place[1], "before": before, "limit": limit}
    return [_spoken(row) for row in prepared(_RECENT).read(conn, values)][::-1]


def of_messages(conn: Connection, district: str, ids: list[int]) -> list[Spoken]:
    """These messages, oldest first."""
    query = _SPOKEN.where(_i.district == district, _i.id.in_(ids)).order_by(_i.id)
    return [_spoken(tuple(row)) for row in conn.execute(query)]


def get(conn: Connection, district: str, inbox_id: int) -> Heard | None:
    """How one message sounded."""
    found = conn.execute(select_rows(t.heard, Heard).where(_h.district == district, _h.inbox_id == inbox_id)).first()
    return None if found is None else Heard(*found)


def by_id(conn: Connection, district: str, ids: Sequence[int]) -> dict[int, Heard]:
    """Those of these messages that were heard, by their identifiers."""
    query = select_rows(t.heard, Heard).where(_h.district == district, _h.inbox_id.in_(ids))
    return {found.inbox_id: found for found in (Heard(*row) for row in conn.execute(query))}


def forget(conn: Connection, district: str, before: datetime) -> None:
    """Nothing that is said now belongs to what was heard so long ago."""
    conn.execute(delete(t.heard).where(_h.district == district, _h.at < before))
    forget_rows()


@remembered()
def _spoken(row: tuple[Any, ...]) -> Spoken:
    """A message and how it sounded. The last ones of a group are read with each that follows, and made out once."""
    inbox_id, message_id, sender, at, payload, ticket_id, told, sense, meaning, building = row
    sound = None if told is None else Sound(told, json.loads(sense), meaning, building)
    return Spoken(inbox_id, message_id, sender, moment(at), json.loads(payload), ticket_id, sound)
