"""The one open question to somebody: asking it, and losing nothing that hangs on the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.durations import Duration
from handlers.messages import Inbound
from handlers.work import Work
from storage import residents
from storage.residents import Dialogue

# Tickets, or photos, wait for its answer: another question is put on top of it, never in its place.
PLACE, PHOTO, MEANT = "place", "photo", "meant"
_HELD = (PLACE, PHOTO, MEANT)
_TO_THE_END = (PLACE, MEANT)  # whatever happens, the clock goes on from them
_UNDER = "under"


def ago(work: Work, length: Duration) -> datetime:
    """The moment this long before now."""
    return work.now - (length.after(work.now, work.policy.calendar) - work.now)


def ahead(work: Work, length: Duration) -> timedelta:
    """How long this is from now on."""
    return length.after(work.now, work.policy.calendar) - work.now


def pending(work: Work, message: Inbound) -> Dialogue | None:
    """The question the sender has not answered yet, unless its time is over."""
    asked = residents.asked(work.conn, work.district, message.channel, message.sender)
    if asked is None or asked.topic in _TO_THE_END or asked.expires_at is None or asked.expires_at > work.now:
        return asked
    settle(work, asked)
    return residents.asked(work.conn, work.district, message.channel, message.sender)


def ask(work: Work, message: Inbound, topic: str, data: dict[str, object], wait: timedelta) -> None:
    """Remember what the sender was asked; without an answer in time the clock goes on.

    Asking about the place again keeps the first deadline: nobody's ticket waits longer for it.
    """
    expires = work.now + wait
    before = residents.asked(work.conn, work.district, message.channel, message.sender)
    if before is not None and before.expires_at is not None:
        if before.topic in _HELD and topic != before.topic:
            data = data | {_UNDER: _lower(before.topic, before.data, before.expires_at)}
            # A ticket that waits does not wait longer for it; photos can.
            expires = min(expires, before.expires_at) if before.topic == PLACE else expires
        elif before.topic == PLACE:
            expires = before.expires_at
        elif _UNDER in before.data:
            data = data | {_UNDER: before.data[_UNDER]}
            expires = min(expires, before.expires_at)
    residents.ask(work.conn, Dialogue(work.district, message.channel, message.sender, topic, data, work.now, expires))


def ask_below(work: Work, asked: Dialogue, topic: str, data: dict[str, object], wait: timedelta) -> None:
    """Remember a question that is open again once the one on top of it is answered."""
    under = asked.data.get(_UNDER)
    deeper = under["data"].get(_UNDER) if under and under.get("topic", PLACE) == topic else under
    lower = _lower(topic, data | ({_UNDER: deeper} if deeper else {}), work.now + wait)
    residents.ask(work.conn, replace(asked, data=asked.data | {_UNDER: lower}))


def take(work: Work, message: Inbound, topic: str) -> Dialogue | None:
    """The open question of this topic, which is settled by this; one on top of it stays open."""
    asked = pending(work, message)
    if asked is None or asked.topic == topic:
        if asked is not None:
            settle(work, asked)
        return asked
    found = below(asked)
    if found is None or found.topic != topic:
        return None
    rest = {name: value for name, value in asked.data.items() if name != _UNDER}
    deeper = {_UNDER: found.data[_UNDER]} if _UNDER in found.data else {}
    residents.ask(work.conn, replace(asked, data=rest | deeper))
    return found


def settle(work: Work, asked: Dialogue) -> None:
    """The question is answered or no longer matters; the one below it is open again."""
    residents.settle(work.conn, asked)
    resume(work, asked)


def resume(work: Work, asked: Dialogue) -> None:
    """Open the question that lay below this one, if there was one."""
    if again := below(asked):
        residents.ask(work.conn, again)


def below(asked: Dialogue) -> Dialogue | None:
    """The question that lies below this one."""
    under = asked.data.get(_UNDER)
    if under is None:
        return None
    until = datetime.fromisoformat(under["until"])
    return replace(asked, topic=under.get("topic", PLACE), data=under["data"], expires_at=until)


def _lower(topic: str, data: dict[str, object], until: datetime) -> dict[str, object]:
    return {"topic": topic, "data": data, "until": until.isoformat()}
