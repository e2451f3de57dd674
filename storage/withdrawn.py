"""Messages their senders took back: the row stays, so that it is not taken again; what it said is gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from storage import corrections, inbox, lessons, readings, remembered
from storage import tables as t
from storage.inbox import InboxRow

REASON = "发言人已撤回"
# What is left of a message of which nothing may be kept.
EMPTY: dict[str, Any] = {
    "text": "", "sender_name": None, "images": [], "voice": False, "reply_to": None, "press": None, "button": None,
    "ticket": None, "scene": None,
}  # fmt: skip
_i, _f, _m = t.inbox.c, t.files.c, t.ticket_messages.c


def forget(conn: Connection, district: str, channel: str, message_id: str, now: datetime) -> bool:
    """Forget what a message said, with its pictures and what was guessed of it.

    False when it is not there, or a ticket is about it: then `handlers.manners.recalling` has to look.
    """
    row = inbox.by_message(conn, district, channel, message_id)
    if row is None:
        return False
    part_of_ticket = exists(select(_m.inbox_id).where(_m.district == district, _m.inbox_id == row.id))
    query = update(t.inbox).where(_i.district == district, _i.id == row.id, _i.ticket_id.is_(None), ~part_of_ticket)
    emptied = query.values(payload=_emptied(row), state="done", next_attempt_at=None, handled_at=now, reason=REASON)
    if conn.execute(emptied).rowcount != 1:
        return False
    drop_traces(conn, district, row.id, now)
    return True


def empty(conn: Connection, row: InboxRow, now: datetime) -> None:
    """The same of a message that belongs to tickets; it goes on belonging to them, without a word."""
    query = update(t.inbox).where(_i.district == row.district, _i.id == row.id)
    conn.execute(query.values(payload=_emptied(row), reason=REASON))
    drop_traces(conn, row.district, row.id, now)


def tickets_of(conn: Connection, row: InboxRow) -> list[int]:
    """The tickets a message belongs to."""
    query = select(_m.ticket_id).where(_m.district == row.district, _m.inbox_id == row.id).distinct()
    found = set(conn.execute(query).scalars()) | ({row.ticket_id} if row.ticket_id else set())
    return sorted(found)


def drop_traces(conn: Connection, district: str, inbox_id: int, now: datetime) -> None:
    """Everything that was made of the words of a message."""
    readings.forget(conn, district, inbox_id)
    drop_traces_of_words(conn, district, inbox_id, now)


def drop_traces_of_words(conn: Connection, district: str, inbox_id: int, now: datetime) -> None:
    """The same without what was measured, which is a fact of a household."""
    for table in (t.doubts, t.heard, t.asks):
        conn.execute(delete(table).where(table.c.district == district, table.c.inbox_id == inbox_id))
    lessons.forget(conn, district, inbox_id)
    corrections.forget_kept(conn, district, inbox_id)
    remembered.forget()
    drop_files(conn, district, inbox_id, now)


def drop_files(conn: Connection, district: str, inbox_id: int, now: datetime) -> None:
    """The pictures that came with a message: those not fetched yet never are, the others are taken away."""
    mine = (_f.district == district, _f.inbox_id == inbox_id)
    conn.execute(delete(t.files).where(*mine, _f.state == "wanted"))
    # Whoever removes old files takes their content away.
    conn.execute(update(t.files).where(*mine).values(state="over", next_at=now))


def _emptied(row: InboxRow) -> dict[str, Any]:
    return row.payload | {"text": "", "images": [], "sender_name": None, "voice": False}
