"""Messages their senders took back: the row stays, so that it is not taken again; what it said is gone."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, exists, select, update

from storage import inbox
from storage import tables as t

REASON = "发言人已撤回"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_i, _f, _m = t.inbox.c, t.files.c, t.ticket_messages.c


def forget(conn: Connection, district: str, channel: str, message_id: str, now: datetime) -> bool:
    """Forget what a message said, with its pictures and what was guessed of it.

    False when it is not there, or a ticket is about it: that is on record, and people are at work on it.
    """
    row = inbox.by_message(conn, district, channel, message_id)
    if row is None:
        return False
    part_of_ticket = exists(select(_m.inbox_id).where(_m.district == district, _m.inbox_id == row.id))
    query = update(t.inbox).where(_i.district == district, _i.id == row.id, _i.ticket_id.is_(None), ~part_of_ticket)
    said = row.payload | {"text": "", "images": [], "sender_name": None, "voice": False}
    emptied = query.values(payload=said, state="done", next_attempt_at=None, handled_at=now, reason=REASON)
    if conn.execute(emptied).rowcount != 1:
        return False
    conn.execute(delete(t.doubts).where(t.doubts.c.district == district, t.doubts.c.inbox_id == row.id))
    mine = (_f.district == district, _f.inbox_id == row.id)
    conn.execute(delete(t.files).where(*mine, _f.state == "wanted"))
    # As if sent so long ago that nobody needs them: whoever removes old files takes their content away.
    conn.execute(update(t.files).where(*mine).values(created_at=_LONG_AGO, next_at=now))
    return True
