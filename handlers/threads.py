"""Which ticket a group message belongs to, decided from what the group spoke of lately. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nlu.understanding import Intent, Issue, Understanding, Urgency

SURE = 0.6


@dataclass(frozen=True, slots=True)
class Thread:
    """A trouble the group spoke of lately.

    Attributes:
        own: whether the sender of the message in question spoke in it.
        last_at: when somebody last spoke of it.
    """

    ticket_id: int
    category: str
    urgency: str
    building: str | None
    own: bool
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A group message as far as threading needs it."""

    understanding: Understanding
    images: bool
    replied_to: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message.

    Attributes:
        join: the ticket it belongs to.
        part: what it is there: `more`, `photo` or `me_too`.
        open: the issues that open tickets of their own.
        reason: why, for people who check.
    """

    reason: str
    join: int | None = None
    part: str = "more"
    open: tuple[Issue, ...] = ()


def decide(heard: Heard, threads: Sequence[Thread], burst_since: datetime) -> Decision:
    """Where a message goes. `threads` are latest first; own ones count from `burst_since` on."""
    said = heard.understanding
    own = next((thread for thread in threads if thread.own and thread.last_at >= burst_since), None)
    if said.appeal and said.issues[0].urgency is Urgency.EMERGENCY:
        return _emergency(said, threads)
    if heard.replied_to is not None and not _other_trouble(said, _thread(threads, heard.replied_to)):
        return Decision("回复了这张工单里的消息", heard.replied_to, "photo" if heard.images else "more")
    if own is not None and (found := _own(heard, own)):
        return found
    if said.appeal:
        return _appeal(said, threads)
    if said.intent is Intent.ME_TOO and threads:
        return Decision("同样的情况", threads[0].ticket_id, "me_too")
    if said.intent is Intent.FOLLOW_UP and threads and threads[0].last_at >= burst_since:
        return Decision("补充刚才的问题", threads[0].ticket_id)
    return Decision(f"群聊：{said.intent.value}，不登记")


def _emergency(said: Understanding, threads: Sequence[Thread]) -> Decision:
    category = said.issues[0].category
    known = (t for t in threads if t.urgency == Urgency.EMERGENCY and t.category == category)
    if thread := next(known, None):
        return Decision("同一紧急情况", thread.ticket_id, "me_too")
    return Decision("紧急情况", open=said.issues)


def _own(heard: Heard, own: Thread) -> Decision | None:
    """A burst: several messages of one person within minutes are one trouble."""
    said = heard.understanding
    if heard.images and not said.appeal:
        return Decision("同一人紧接着发的照片", own.ticket_id, "photo")
    if said.appeal:
        fresh = tuple(issue for issue in said.issues if _other(issue, own))
        return Decision("同一人紧接着说的另一件事", open=fresh) if fresh else Decision("同一人接着说", own.ticket_id)
    if said.place or said.intent in (Intent.FOLLOW_UP, Intent.ME_TOO):
        return Decision("同一人补充", own.ticket_id)
    return None


def _appeal(said: Understanding, threads: Sequence[Thread]) -> Decision:
    """A trouble: the same as one the group has just spoken of, or a new one."""
    first = said.issues[0]
    for thread in threads:
        if thread.category == first.category and _same_place(said, thread):
            return Decision("群里刚说过的同一类问题", thread.ticket_id, "me_too")
    return Decision("新的诉求", open=said.issues)


def _same_place(said: Understanding, thread: Thread) -> bool:
    building = said.place.building
    return building is None or thread.building is None or building == thread.building


def _other_trouble(said: Understanding, thread: Thread | None) -> bool:
    return said.appeal and thread is not None and _other(said.issues[0], thread)


def _other(issue: Issue, thread: Thread) -> bool:
    return issue.category != thread.category and issue.confidence >= SURE


def _thread(threads: Sequence[Thread], ticket_id: int) -> Thread | None:
    return next((thread for thread in threads if thread.ticket_id == ticket_id), None)
