"""How each channel has been doing lately: what came in, what went out, what waits and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage import tables as t
from storage.types import first_id


@dataclass(slots=True)
class ChannelHealth:
    """One channel since some moment.

    Attributes:
        heard_at, sent_at: the last message in and the last one delivered since then; None where there was none.
        waiting, oldest: messages that are still to be delivered, and since when the first of them is owed.
        trouble: why the latest message that did not go at once did not.
    """

    channel: str
    heard: int = 0
    heard_at: datetime | None = None
    sent: int = 0
    sent_at: datetime | None = None
    waiting: int = 0
    oldest: datetime | None = None
    dead: int = 0
    trouble: str | None = None


_i, _o = t.inbox.c, t.outbox.c


def by_channel(conn: Connection, district: str, since: datetime) -> dict[str, ChannelHealth]:
    """Every channel on which something happened since then; reads only the rows since then."""
    found: dict[str, ChannelHealth] = {}
    first = first_id(since)
    heard = select(_i.channel, func.count(), func.max(_i.received_at)).where(_i.district == district, _i.id >= first)
    for channel, count, last in conn.execute(heard.group_by(_i.channel)):
        one = found.setdefault(channel, ChannelHealth(channel))
        one.heard, one.heard_at = count, last
    owed = select(_o.channel, _o.state, func.count(), func.max(_o.sent_at), func.min(_o.created_at)).where(
        _o.district == district, _o.id >= first
    )
    for channel, state, count, last, oldest in conn.execute(owed.group_by(_o.channel, _o.state)):
        _count(found.setdefault(channel, ChannelHealth(channel)), state, count, last, oldest)
    for channel, reason in _troubles(conn, district, first):
        found[channel].trouble = reason
    return found


def _count(one: ChannelHealth, state: str, count: int, last: datetime | None, oldest: datetime) -> None:
    if state == "sent":
        one.sent, one.sent_at = count, last
    elif state == "pending":
        one.waiting, one.oldest = count, oldest
    else:
        one.dead = count


def _troubles(conn: Connection, district: str, first: int) -> list[tuple[str, str]]:
    mine = (_o.district == district, _o.id >= first, _o.reason.is_not(None))
    latest = select(func.max(_o.id)).where(*mine).group_by(_o.channel)
    rows = conn.execute(select(_o.channel, _o.reason).where(_o.district == district, _o.id.in_(latest)))
    return [(channel, reason) for channel, reason in rows]
