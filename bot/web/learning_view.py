"""What people put right and what they should look at, as the pages show it. Pure: rows in, view-models out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.web.words import Telling
from handlers import wording
from handlers.messages import Action
from handlers.workflow import may
from nlu.model_card import TALK, meaning
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES
from nlu.understanding import Kind
from storage.asks import Ask
from storage.doubts import Doubt
from storage.inbox import InboxRow
from storage.lessons import ACCEPTED, LEARNED, PROPOSED, REJECTED, Lesson
from storage.tickets import Ticket

STATES = {PROPOSED: "待审核", ACCEPTED: "已采纳，等训练", LEARNED: "已学会", REJECTED: "不采纳"}
SOURCES = {
    "recategorised": "坐席改了类别",
    "no_appeal": "坐席说不是诉求",
    "registered": "坐席补登记",
    "dismissed": "坐席看过，不是诉求",
    "merged": "并案时改了类别",
    "split": "从别的工单拆出来",
    "moved": "移到了别的工单",
    "set_aside": "不算工单的消息",
}
# What a lesson may mean, and what an appeal may be.
MEANINGS = {key: meaning(key) for key in (*CATEGORIES, *TALK)}
KINDS = {key: name for key, name in KIND_NAMES.items() if key != Kind.PRAISE}


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that may be an appeal.

    Attributes:
        chance: probability that it is one, in percent.
        asked: who near the group is being asked about it, and until when.
    """

    id: int
    text: str
    who: str
    where: str
    at: str
    category: str
    urgency: str
    chance: int
    asked: str = ""


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One lesson; `note` says where it comes from, `reviewed` who decided."""

    id: int
    text: str
    meant: str
    understood: str
    besides: str
    note: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class LessonGroup:
    """The lessons that mean the same."""

    name: str
    lines: list[LessonLine]


@dataclass(frozen=True, slots=True)
class Correction:
    """What can be put right on a ticket now.

    Attributes:
        may_change: its category; may_end: it is no appeal; ended: it was said to be none.
    """

    category: str
    kind: str
    urgency: str
    may_change: bool
    may_end: bool
    ended: bool


def missed(doubt: Doubt, row: InboxRow, telling: Telling, asked_of: Mapping[int, Ask] = MappingProxyType({})) -> Missed:
    """A message that may be an appeal; `asked_of`: who is being asked, by message."""
    chat = telling.names.org.chat(row.channel, row.chat or "")
    return Missed(
        id=doubt.inbox_id,
        text=str(row.payload.get("text") or ""),
        who=str(row.payload.get("sender_name") or row.sender),
        where=f"{telling.names.unit(chat.unit)}群" if chat else "没有绑定的群",
        at=wording.moment(row.at, telling.now),
        category=doubt.category,
        urgency=doubt.urgency,
        chance=round(doubt.score * 100),
        asked=_asked(asked_of.get(doubt.inbox_id), telling),
    )


def _asked(ask: Ask | None, telling: Telling) -> str:
    if ask is None:
        return ""
    who = telling.names.person(ask.person)
    if ask.asked_at is None or ask.next_at is None:
        return f"等一会儿请{who}看"
    return f"已请{who}看，{wording.moment(ask.next_at, telling.now)}前没有回答就由值班台看"


def groups(lessons: Iterable[Lesson], telling: Telling) -> list[LessonGroup]:
    """Lessons grouped by what was meant, in the order of the taxonomy."""
    found: defaultdict[str, list[LessonLine]] = defaultdict(list)
    for lesson in lessons:
        found[lesson.meant].append(_line(lesson, telling))
    order = [*(key for key in MEANINGS if key in found), *(key for key in found if key not in MEANINGS)]
    return [LessonGroup(meaning(key), found[key]) for key in order]


def _line(lesson: Lesson, telling: Telling) -> LessonLine:
    besides = [KIND_NAMES.get(lesson.kind or "", ""), URGENCY_NAMES.get(lesson.urgency or "", "")]
    by = f"{SOURCES.get(lesson.source, lesson.source)} · {telling.names.person(lesson.author)}"
    reviewed = ""
    if lesson.reviewer and lesson.reviewed_at:
        reviewed = f"{telling.names.person(lesson.reviewer)} {wording.moment(lesson.reviewed_at, telling.now)}审核"
    return LessonLine(
        id=lesson.inbox_id,
        text=lesson.text,
        meant=lesson.meant,
        understood=meaning(lesson.understood),
        besides="、".join(filter(None, besides)),
        note=f"{by} · {wording.moment(lesson.at, telling.now)}",
        reviewed=reviewed,
    )


def correction(ticket: Ticket) -> Correction:
    """What can be put right on a ticket now."""
    return Correction(
        ticket.category,
        ticket.kind,
        ticket.urgency,
        may_change=may(Action.RECATEGORISE, ticket.status, ticket.form),
        may_end=may(Action.NO_APPEAL, ticket.status, ticket.form),
        ended=ticket.outcome == "no_appeal",
    )
