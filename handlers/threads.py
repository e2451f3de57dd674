"""Which ticket a group message belongs to, decided from what the group spoke of lately. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nlu import guessing
from nlu.facts import too_cold
from nlu.guessing import SURE
from nlu.understanding import Intent, Issue, Understanding, Urgency
from nlu.understanding import Kind as IssueKind

_SMALL_TALK = 5  # a shorter remark on a message says nothing of its trouble


@dataclass(frozen=True, slots=True)
class Thread:
    """A trouble the group spoke of lately.

    Attributes:
        own: whether the sender of the message in question reported it.
        own_at: when he last spoke in it, if he did lately.
        last_at: when somebody last spoke of it.
        done: whether officials say that it is done.
        earlier: whether it is known only because the sender told it himself hours ago; who means it names it.
    """

    ticket_id: int
    category: str
    urgency: str
    estate: str | None
    building: str | None
    own: bool
    own_at: datetime | None
    last_at: datetime
    done: bool = False
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A group message as far as threading needs it; `follows` is the ticket of what another said just before."""

    understanding: Understanding
    images: bool
    replied_to: int | None
    at: datetime
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message.

    Attributes:
        join: the tickets it belongs to, with what it is there: `more`, `photo`, `me_too` or `restored`.
        open: the issues that open tickets of their own.
        reason: why, for people who check.
        begun_before: place among what was just said of the message that begins the ticket, where this one only shows
            that it was a trouble; what this one is to it stands in `join`.
        alarming: those of the tickets joined that only this message shows to be emergencies.
        again: those of them that are emergencies, of which the danger is told once more after a while.
    """

    reason: str
    join: tuple[tuple[int, str], ...] = ()
    open: tuple[Issue, ...] = ()
    begun_before: int | None = None
    alarming: tuple[int, ...] = ()
    again: tuple[int, ...] = ()


def decide(heard: Heard, threads: Sequence[Thread], burst_since: datetime) -> Decision:
    """Where a message goes. `threads` are latest first; own ones count from `burst_since` on."""
    said = heard.understanding
    issues = tuple(issue for issue in said.issues if issue.kind is not IssueKind.PRAISE)
    own = [thread for thread in threads if thread.own_at is not None and thread.own_at >= burst_since]
    replied = next((thread for thread in threads if thread.ticket_id == heard.replied_to), None)
    if issues:
        return _troubles(issues, said, threads, own, replied)
    if replied is not None and (found := _reply(heard, replied)):
        return found
    if own and (found := _own(heard, own[0])):
        return found
    return _others(heard, threads, burst_since)


def _troubles(
    issues: tuple[Issue, ...],
    said: Understanding,
    threads: Sequence[Thread],
    own: Sequence[Thread],
    replied: Thread | None,
) -> Decision:
    """Each trouble told joins the ticket it is already, or opens one."""
    join: dict[int, str] = {}
    fresh: list[Issue] = []
    for issue in issues:
        thread = _same(issue, said, threads, own, replied)
        if thread is None:
            fresh.append(issue)
        else:
            join[thread.ticket_id] = "more" if thread.own or thread in own else "me_too"
    reason = "新的诉求" if fresh else "群里刚说过的同一个问题"
    if any(issue.urgency is Urgency.EMERGENCY for issue in fresh):
        reason = "紧急情况"
    return Decision(reason, tuple(join.items()), tuple(fresh))


def _same(
    issue: Issue, said: Understanding, threads: Sequence[Thread], own: Sequence[Thread], replied: Thread | None
) -> Thread | None:
    """The thread that tells this very trouble already."""
    if issue.urgency is Urgency.EMERGENCY:
        known = (t for t in threads if t.urgency == Urgency.EMERGENCY and t.category == issue.category)
        return next((t for t in known if _same_place(said, t)), None)
    if replied is not None and not replied.done and (issue.category == replied.category or issue.confidence < SURE):
        return replied
    mine = [thread for thread in own if _same_estate(said, thread) and not thread.done]
    if thread := next((t for t in mine if t.category == issue.category), None):
        return thread
    if mine and issue.confidence < SURE:
        return mine[0]
    near = (t for t in threads if t.category == issue.category and not t.done)
    return next((t for t in near if _same_place(said, t)), None)


def _reply(heard: Heard, replied: Thread) -> Decision | None:
    """An answer to a message of a ticket is about that ticket, small talk excepted."""
    said = heard.understanding
    if heard.images:
        return Decision("回复了这张工单里的消息", ((replied.ticket_id, "photo"),))
    if said.intent is Intent.ME_TOO and not replied.own:
        return Decision("同样的情况", ((replied.ticket_id, "me_too"),))
    if said.intent in (Intent.GREETING, Intent.THANKS):
        return None
    small = said.intent is Intent.CHATTER and not said.place and len(said.text.strip()) < _SMALL_TALK
    return None if small and not replied.own else Decision("回复了这张工单里的消息", ((replied.ticket_id, "more"),))


def _own(heard: Heard, own: Thread) -> Decision | None:
    """A burst: several messages of one person within minutes are one trouble."""
    said = heard.understanding
    if heard.images:
        return Decision("同一人紧接着发的照片", ((own.ticket_id, "photo"),))
    if said.intent is Intent.RESTORED and own.own:
        return Decision("反映人说已恢复", ((own.ticket_id, "restored"),))
    if said.place or said.intent in (Intent.FOLLOW_UP, Intent.ME_TOO):
        return Decision("同一人补充", ((own.ticket_id, "more"),))
    return None


def _others(heard: Heard, threads: Sequence[Thread], burst_since: datetime) -> Decision:
    """Words that only add or join: to the trouble they name, else to the one spoken of last."""
    said = heard.understanding
    if said.intent is Intent.ME_TOO:
        near = [thread for thread in threads if _same_estate(said, thread) and not thread.own]
        if found := _named(said, near):
            return Decision("同样的情况", ((found.ticket_id, "me_too"),))
        if said.topic is not None and _sure(said) and _troubled(said):
            # "我家也没水", but nobody spoke of water: his own trouble.
            return Decision("新的诉求", open=(said.topic,))
    lately = [thread for thread in threads if thread.last_at >= burst_since]
    if not _sure(said):
        # Who names nothing goes on about what was said just before, and not about what the group spoke of earlier.
        lately = [thread for thread in lately if thread.ticket_id == heard.follows]
    if said.intent is Intent.FOLLOW_UP and (found := _named(said, lately)):
        return Decision("补充刚才的问题", ((found.ticket_id, "more"),))
    if said.intent is Intent.FOLLOW_UP and said.unsure and said.topic is not None and _sure(said):
        # It reads like more about a trouble, but nobody told one: "不是说好来电吗，还黑着".
        return Decision("新的诉求", open=(said.topic,))
    if said.intent is Intent.RESTORED and (found := _named(said, [thread for thread in threads if thread.own])):
        return Decision("反映人说已恢复", ((found.ticket_id, "restored"),))
    return Decision(f"群聊：{said.intent.value}，不登记")


def _troubled(said: Understanding) -> bool:
    """Whether something is wrong at the sender's: in words, or by a room too cold for the heating contract."""
    return guessing.trouble(said.text) is not None or too_cold(said.readings)


def _named(said: Understanding, threads: Sequence[Thread]) -> Thread | None:
    """The latest of these that the words are about; the latest of all when they name nothing for sure."""
    if said.topic is None or not _sure(said):
        return next((thread for thread in threads if not thread.earlier), None)
    return next((thread for thread in threads if thread.category == said.topic.category), None)


def _sure(said: Understanding) -> bool:
    return said.topic is not None and said.topic.confidence >= SURE


def _same_estate(said: Understanding, thread: Thread) -> bool:
    return said.place.estate is None or thread.estate is None or said.place.estate == thread.estate


def _same_place(said: Understanding, thread: Thread) -> bool:
    building = said.place.building
    return _same_estate(said, thread) and (building is None or thread.building is None or building == thread.building)
