"""How each channel has been doing lately: what came in, what went out, what waits and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from storage import notes
from storage import tables as t
from storage.types import first_id

# A channel's note of the last thing that went wrong, and how long it is kept.
FAILURE, KEPT = "failure", timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong last on a channel: when, one Chinese sentence why, and what to do about it."""

    at: datetime
    why: str
    remedy: str

    def as_json(self) -> dict[str, str]:
        """As a note keeps it."""
        return {"at": self.at.isoformat(), "why": self.why, "remedy": self.remedy}


@dataclass(slots=True)
class ChannelHealth:
    """One channel since some moment.

    Attributes:
        heard_at, sent_at: the last message in and the last one delivered since then; None where there was none.
        waiting, oldest: messages that are still to be delivered, and since when the first of them is owed.
        trouble: why the latest message that did not go at once did not.
        failure: what went wrong last, whoever told it: a send, the platform afterwards, or a broken connection.
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
    failure: Failure | None = None

    @property
    def mended(self) -> bool:
        """Whether something was delivered or heard after the last failure."""
        after = [at for at in (self.sent_at, self.heard_at) if at is not None and self.failure and at > self.failure.at]
        return bool(after)


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
    for channel, failure in failures(conn, district).items():
        if failure.at >= since:
            found.setdefault(channel, ChannelHealth(channel)).failure = failure
    return found


def failed(conn: Connection, district: str, channel: str, failure: Failure) -> None:
    """Remember what went wrong last on a channel, for the desk and the doctor, who is another process."""
    notes.put(conn, district, channel, FAILURE, failure.as_json(), failure.at + KEPT)


def failures(conn: Connection, district: str) -> dict[str, Failure]:
    """The last failure of each channel that had one, whatever happened after it."""
    kept = select(t.notes.c.channel, t.notes.c.value).where(t.notes.c.district == district, t.notes.c.name == FAILURE)
    return {channel: _failure(value) for channel, value in conn.execute(kept.order_by(t.notes.c.channel))}


def _failure(value: dict[str, Any]) -> Failure:
    return Failure(datetime.fromisoformat(value["at"]), value["why"], value["remedy"])


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
