"""Messages that are owed: written with the change that owes them, kept until delivered or given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, update_of, values_of


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message on its way.

    Attributes:
        key: idempotency key: what is owed twice under one key is sent once.
        card: title, rows and buttons for platforms that show cards; None for plain text.
        state: `pending`, `sent`, or `dead` when delivery was given up.
        next_attempt_at: not before; while a worker sends it, when its lease ends.
    """

    district: str
    id: int
    key: str
    channel: str
    recipient: str
    kind: str
    ticket_id: int | None
    text: str
    card: dict[str, Any] | None
    created_at: datetime
    next_attempt_at: datetime | None
    state: str = "pending"
    attempts: int = 0
    reason: str | None = None
    sent_at: datetime | None = None


_o = t.outbox.c
_NEXT = select(func.min(_o.next_attempt_at)).where(
    _o.district == bindparam("district"), _o.next_attempt_at.is_not(None)
)
_SELECT = select_rows(t.outbox, OutboxRow)
_DUE_ANYWHERE = (
    _SELECT.where(_o.next_attempt_at <= bindparam("now"))
    .order_by(_o.next_attempt_at, _o.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_DUE = _DUE_ANYWHERE.where(_o.district == bindparam("district"))
_PENDING = update_of(t.outbox, "district", "id").where(_o.state == "pending")
_LEASE = _PENDING.values(attempts=_o.attempts + 1, next_attempt_at=bindparam("until"))
# What was sent was sent, whoever has the lease now.
_SENT = _PENDING.values(state="sent", next_attempt_at=None, sent_at=bindparam("at"), reason=None)
# A sender that slept past its lease says nothing about a message that another has by then.
_LEASED = _PENDING.where(_o.next_attempt_at == bindparam("key_until"))
_LATER = _LEASED.values(next_attempt_at=bindparam("at"), reason=bindparam("why"), attempts=bindparam("tries"))
_DEAD = _LEASED.values(state="dead", next_attempt_at=None, reason=bindparam("why"))


def add(batch: Batch, row: OutboxRow) -> None:
    """Owe a message, in the transaction that owes it."""
    batch.insert(t.outbox, values_of(row))


def lease(conn: Connection, now: datetime, seconds: float, limit: int, district: str | None = None) -> list[OutboxRow]:
    """Take due messages for sending; if the sender dies they come back after `seconds`.

    The rows say when the lease ends (`next_attempt_at`) and how often it was tried before (`attempts`).
    Without a district messages of every district are taken, which reads everything that is pending.
    """
    query = _DUE_ANYWHERE if district is None else _DUE
    values = {"now": now, "limit": limit} | ({} if district is None else {"district": district})
    rows = [OutboxRow(*row) for row in conn.execute(query, values)]
    if rows:
        until = now + timedelta(seconds=seconds)
        conn.execute(_LEASE, [_key(row) | {"until": until} for row in rows])
        rows = [replace(row, next_attempt_at=until) for row in rows]
    return rows


def sent(conn: Connection, rows: list[OutboxRow], at: datetime) -> None:
    """These were delivered; one that another sender was faster with stays as it is."""
    if rows:
        conn.execute(_SENT, [_key(row) | {"at": at} for row in rows])


def later(conn: Connection, row: OutboxRow, at: datetime, why: str, attempts: int) -> None:
    """Delivery of a leased row failed for now: try again then; `attempts` are those that count."""
    conn.execute(_LATER, _leased(row) | {"at": at, "why": why, "tries": attempts})


def dead(conn: Connection, row: OutboxRow, why: str) -> bool:
    """Delivery of a leased row is given up; the message stays visible and can be sent anew.

    False when its lease is over: another sender has it by now.
    """
    return conn.execute(_DEAD, _leased(row) | {"why": why}).rowcount == 1


def drop_waiting(conn: Connection, district: str, ticket_id: int, kind: str, now: datetime) -> None:
    """Of this kind nothing is said about a ticket that waited for the morning: nobody has tried to send it yet."""
    # Nothing is said of a ticket before it is there: older messages need not be looked at.
    where = (
        _o.district == district, _o.id >= ticket_id, _o.ticket_id == ticket_id, _o.kind == kind,
        _o.state == "pending", _o.attempts == 0, _o.next_attempt_at > now,
    )  # fmt: skip
    ids = list(conn.execute(select(_o.id).where(*where)).scalars())
    if ids:
        conn.execute(delete(t.buttons).where(t.buttons.c.district == district, t.buttons.c.outbox_id.in_(ids)))
        conn.execute(delete(t.outbox).where(*where))


def dead_letters(conn: Connection, district: str, limit: int = 200) -> list[OutboxRow]:
    """What could not be delivered, oldest first."""
    query = _SELECT.where(_o.district == district, _o.state == "dead").order_by(_o.id).limit(limit)
    return [OutboxRow(*row) for row in conn.execute(query)]


def revive(conn: Connection, district: str, now: datetime, ids: list[int] | None = None) -> int:
    """Send dead letters anew (all, or those with these ids); returns how many."""
    query = update(t.outbox).where(_o.district == district, _o.state == "dead")
    if ids is not None:
        query = query.where(_o.id.in_(ids))
    return conn.execute(query.values(state="pending", attempts=0, next_attempt_at=now, reason=None)).rowcount


def next_due(conn: Connection, district: str) -> datetime | None:
    """When the next message wants to be sent."""
    return conn.execute(_NEXT, {"district": district}).scalar()


def in_hand(conn: Connection, district: str, now: datetime) -> bool:
    """Whether something is due now, or is being sent for the first time by somebody who has leased it."""
    sending = and_(_o.attempts > 0, _o.reason.is_(None))
    query = select(_o.id).where(_o.district == district, _o.next_attempt_at.is_not(None))
    return conn.execute(query.where(or_(_o.next_attempt_at <= now, sending)).limit(1)).first() is not None


def of_recipient(conn: Connection, district: str, channel: str, recipient: str, limit: int = 100) -> list[OutboxRow]:
    """What somebody (or a group) was sent, oldest first."""
    query = _SELECT.where(_o.district == district, _o.channel == channel, _o.recipient == recipient, _o.state == "sent")
    rows = [OutboxRow(*row) for row in conn.execute(query.order_by(_o.id.desc()).limit(limit))]
    return rows[::-1]


def everything(conn: Connection, district: str) -> list[OutboxRow]:
    """All that was sent or given up, in the order of time."""
    query = _SELECT.where(_o.district == district).order_by(func.coalesce(_o.sent_at, _o.created_at), _o.id)
    return [OutboxRow(*row) for row in conn.execute(query)]


def count_by_state(conn: Connection, district: str) -> dict[str, int]:
    """How many messages are pending, sent and dead."""
    query = select(_o.state, func.count()).where(_o.district == district).group_by(_o.state)
    return {state: count for state, count in conn.execute(query)}


def newest_card(conn: Connection, district: str, channel: str, recipient: str) -> dict[str, Any] | None:
    """The last card with buttons that somebody was sent."""
    query = select(_o.card).where(
        _o.district == district, _o.channel == channel, _o.recipient == recipient,
        _o.state == "sent", _o.card.is_not(None),
    )  # fmt: skip
    for (card,) in conn.execute(query.order_by(_o.id.desc()).limit(20)):
        if card and card["buttons"]:
            return dict(card)
    return None


def _key(row: OutboxRow) -> dict[str, object]:
    return {"key_district": row.district, "key_id": row.id}


def _leased(row: OutboxRow) -> dict[str, object]:
    return _key(row) | {"key_until": row.next_attempt_at}
