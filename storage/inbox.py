"""Accepted messages: each exactly once, kept until it is handled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.batch import Batch
from storage.prepared import prepared
from storage.rows import select_rows, update_of, values_of
from storage.types import first_id


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A message as it was accepted.

    Attributes:
        message_id: the platform's id; unique per channel, so a repeated delivery is not a new row.
        chat: the group; None in private.
        payload: the `Inbound` it was decoded to.
        state: `new`, `done`, or `failed` after the last attempt.
        reason: what became of it, for people.
    """

    district: str
    id: int
    channel: str
    message_id: str
    chat: str | None
    sender: str
    at: datetime
    received_at: datetime
    payload: dict[str, Any]
    state: str = "new"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    intent: str | None = None
    reason: str | None = None
    ticket_id: int | None = None
    handled_at: datetime | None = None


_i = t.inbox.c
_SEVERAL = 2
_UNIQUE = ["district", "channel", "message_id"]
_ADD = {
    name: dialect.insert(t.inbox).on_conflict_do_nothing(index_elements=_UNIQUE)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_NEXT = select(func.min(_i.next_attempt_at)).where(
    _i.district == bindparam("district"), _i.next_attempt_at.is_not(None)
)
_SELECT = select_rows(t.inbox, InboxRow)
_WAITING = (
    _SELECT.where(_i.district == bindparam("district"), _i.next_attempt_at <= bindparam("now"), _i.state == "new")
    .order_by(_i.id)
    .limit(bindparam("limit"))
)
_CLAIM = (
    select(_i.id)
    .where(_i.district == bindparam("district"), _i.id == bindparam("id"), _i.state == "new")
    .with_for_update(skip_locked=True)
)
_DONE = update_of(t.inbox, "district", "id").values(
    state="done", next_attempt_at=None, intent=bindparam("intent"), reason=bindparam("reason"),
    ticket_id=bindparam("ticket_id"), handled_at=bindparam("handled_at"),
)  # fmt: skip
_BELONGS = update_of(t.inbox, "district", "id").values(ticket_id=bindparam("ticket_id"), reason=bindparam("reason"))


def add(conn: Connection, row: InboxRow) -> bool:
    """Store a message; False when this platform message is there already."""
    return prepared(_ADD[conn.dialect.name]).run(conn, [values_of(row)]) == 1


def add_all(conn: Connection, rows: Sequence[InboxRow]) -> list[bool]:
    """Store messages in one statement; for each whether it is new, where of equal ones the first is."""
    if len(rows) < _SEVERAL:
        return [add(conn, row) for row in rows]
    if prepared(_ADD[conn.dialect.name]).run(conn, [values_of(row) for row in rows]) == len(rows):
        return [True] * len(rows)
    # Which were there already the count does not say; ours are those that are there under our id.
    ours = select(_i.id).where(_i.district.in_({row.district for row in rows}), _i.id.in_([row.id for row in rows]))
    stored = set(conn.execute(ours).scalars())
    return [row.id in stored for row in rows]


def waiting(conn: Connection, district: str, now: datetime, limit: int) -> list[InboxRow]:
    """Messages to handle now, oldest first."""
    values = {"district": district, "now": now, "limit": limit}
    return [InboxRow(*row) for row in conn.execute(_WAITING, values)]


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next message wants to be handled."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def claim(conn: Connection, row: InboxRow) -> bool:
    """Take a message for this transaction; False when another worker has it or had it."""
    return conn.execute(_CLAIM, {"district": row.district, "id": row.id}).first() is not None


def done(batch: Batch, row: InboxRow, now: datetime, intent: str | None, reason: str, ticket_id: int | None) -> None:
    """Say what became of a message."""
    batch.change(
        _DONE,
        {
            "key_district": row.district, "key_id": row.id, "intent": intent, "reason": reason,
            "ticket_id": ticket_id, "handled_at": now,
        },
    )  # fmt: skip


def hold(conn: Connection, district: str, inbox_id: int) -> InboxRow | None:
    """A message that was handled, locked on PostgreSQL while somebody decides about it once more."""
    query = _SELECT.where(_i.district == district, _i.id == inbox_id, _i.state == "done").with_for_update()
    found = conn.execute(query).first()
    return None if found is None else InboxRow(*found)


def reworded(conn: Connection, row: InboxRow, text: str) -> None:
    """Of a message that quotes others only this is kept."""
    payload = row.payload | {"text": text, "images": []}
    conn.execute(update(t.inbox).where(_i.district == row.district, _i.id == row.id).values(payload=payload))


def belongs(batch: Batch, district: str, inbox_id: int, ticket_id: int | None, reason: str) -> None:
    """A message that was handled before belongs to a ticket after all, or (None) to none."""
    keys = {"key_district": district, "key_id": inbox_id}
    batch.change(_BELONGS, keys | {"ticket_id": ticket_id, "reason": reason})


def failed(conn: Connection, row: InboxRow, again_at: datetime | None, reason: str) -> None:
    """Handling raised: try again then, or give up (None) and leave it to people."""
    state = "new" if again_at else "failed"
    query = update(t.inbox).where(_i.district == row.district, _i.id == row.id, _i.state == "new")
    conn.execute(query.values(state=state, attempts=row.attempts + 1, next_attempt_at=again_at, reason=reason))


def by_message(conn: Connection, district: str, channel: str, message_id: str) -> InboxRow | None:
    """The stored message with this platform id."""
    where = (_i.district == district, _i.channel == channel, _i.message_id == message_id)
    found = conn.execute(_SELECT.where(*where)).first()
    return None if found is None else InboxRow(*found)


def corrections(conn: Connection, row: InboxRow, mark: str) -> list[InboxRow]:
    """How a message was edited afterwards, oldest first.

    Args:
        mark: begins the ids of edits.
    """
    where = (
        _i.district == row.district, _i.channel == row.channel, _i.sender == row.sender, _i.id > row.id,
        _i.message_id.startswith(mark, autoescape=True),
    )  # fmt: skip
    found = [InboxRow(*one) for one in conn.execute(_SELECT.where(*where).order_by(_i.id))]
    return [one for one in found if one.chat == row.chat and one.payload.get("reply_to") == row.message_id]


def get_many(conn: Connection, district: str, ids: list[int]) -> list[InboxRow]:
    """The stored messages with these ids, oldest first."""
    query = _SELECT.where(_i.district == district, _i.id.in_(ids)).order_by(_i.id)
    return [InboxRow(*row) for row in conn.execute(query)]


def talk(
    conn: Connection,
    district: str,
    channel: str,
    chat: str | None,
    sender: str | None = None,
    limit: int = 100,
) -> list[InboxRow]:
    """The last messages of a group, or of one person in private, oldest first."""
    query = _SELECT.where(_i.district == district, _i.channel == channel, _i.chat == chat)
    if sender is not None:
        query = query.where(_i.sender == sender)
    rows = [InboxRow(*row) for row in conn.execute(query.order_by(_i.id.desc()).limit(limit))]
    return rows[::-1]


def said_before(conn: Connection, row: InboxRow, since: datetime) -> list[InboxRow]:
    """What the sender of a private message had written in private since then and before it, oldest first."""
    where = (
        _i.district == row.district, _i.channel == row.channel, _i.chat.is_(None), _i.sender == row.sender,
        _i.id >= first_id(since), _i.id < row.id,
    )  # fmt: skip
    return [InboxRow(*one) for one in conn.execute(_SELECT.where(*where).order_by(_i.id))]


def latest(conn: Connection, district: str, channel: str, limit: int) -> list[InboxRow]:
    """The last private messages of a channel, newest first."""
    query = _SELECT.where(_i.district == district, _i.channel == channel, _i.chat.is_(None))
    return [InboxRow(*row) for row in conn.execute(query.order_by(_i.id.desc()).limit(limit))]


def count_by_state(conn: Connection, district: str) -> dict[str, int]:
    """How many messages are new, done and failed."""
    query = select(_i.state, func.count()).where(_i.district == district).group_by(_i.state)
    return {state: count for state, count in conn.execute(query)}
