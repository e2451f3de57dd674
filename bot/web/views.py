"""Rows of tickets as the pages show them. Pure: rows in, view-models out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.web import words
from bot.web.words import Telling
from handlers import wording
from handlers.cards import LABELS
from handlers.messages import Action
from handlers.workflow import Status, may
from nlu.taxonomy import CATEGORIES, KIND_NAMES
from storage.clocks import Clock
from storage.events import Event
from storage.files import FileRow
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.surveys import Rating, Survey
from storage.tickets import Ticket, TicketPerson

# What can be done at the desk, in the order of the buttons.
AT_THE_DESK = (
    Action.ACCEPT, Action.ON_SITE, Action.PROGRESS, Action.RESOLVE, Action.TRANSFER, Action.EXTEND, Action.WAIT,
    Action.RESUME, Action.RETURN, Action.REFUSE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockView:
    """One promise. `state`: running, soon, overdue, met, late or stopped."""

    name: str
    due: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in a list."""

    number: str
    category: str
    place: str
    summary: str
    status: str
    status_name: str
    urgency: str
    urgency_name: str
    people: str
    opened: str
    reopened: int
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. `tone`: good, bad or empty."""

    at: str
    who: str
    text: str
    quoted: str
    tone: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message.

    Attributes:
        look: `picture`, `file`, or `none` where nothing can be opened.
        words: what it is, or why it is not there.
    """

    id: int
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message that belongs to the ticket. `images`: how many pictures it has of which we keep no file."""

    who: str
    at: str
    part: str
    text: str
    images: int
    files: list[Attached]


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody who has to do with the ticket."""

    code: str
    label: str
    responsible: bool
    since: str
    phone: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message the resident or the group got."""

    to: str
    at: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with the ticket now."""

    action: str
    label: str
    sheet: words.Sheet | None


def clock(row: Clock, now: datetime) -> ClockView:
    """A promise and how it stands at `now`."""
    state, text = _standing(row, now)
    return ClockView(words.clock(row.kind), wording.moment(row.due_at, now), state, text)


def _standing(row: Clock, now: datetime) -> tuple[str, str]:
    if row.met_at is not None:
        late = row.met_at > row.due_at
        by = wording.span(row.met_at - row.due_at) if late else ""
        return ("late", f"超时{by}完成") if late else ("met", "按时完成")
    if row.stopped_at is not None:
        return ("stopped", "已超时，改由上级负责") if row.breached_at else ("stopped", "不再计时")
    if row.due_at <= now:
        return "overdue", f"超时{wording.span(now - row.due_at)}"
    left = row.due_at - now
    state = "soon" if left <= (row.due_at - row.started_at) / 4 else "running"
    return state, f"还剩{wording.span(left)}"


def next_clock(rows: Iterable[Clock], now: datetime) -> ClockView | None:
    """The running promise that ends first."""
    nearest = min((row for row in rows if row.running), key=lambda row: row.due_at, default=None)
    return clock(nearest, now) if nearest else None


def people(codes: Sequence[str], telling: Telling, limit: int = 2) -> str:
    """Who has it, e.g. 院长王秀英、网格员张伟民等4人."""
    named = "、".join(telling.names.person(code) for code in codes[:limit])
    return named + (f"等{len(codes)}人" if len(codes) > limit else "")


def line(ticket: Ticket, assignees: Sequence[str], clocks: Iterable[Clock], telling: Telling) -> TicketLine:
    """A ticket in a list."""
    under_way = ticket.status not in (Status.CLOSED, Status.MERGED, Status.OUT_OF_SCOPE)
    return TicketLine(
        number=ticket.number,
        category=CATEGORIES.get(ticket.category, ticket.category),
        place=telling.place(ticket),
        summary=wording.short(ticket.summary, 80),
        status=ticket.status,
        status_name=words.OUTCOMES["no_appeal"] if ticket.outcome == "no_appeal" else words.status(ticket.status),
        urgency=ticket.urgency,
        urgency_name=words.URGENCIES.get(ticket.urgency, ""),
        people=people(assignees, telling),
        opened=wording.moment(ticket.opened_at, telling.now),
        reopened=ticket.reopened,
        clock=next_clock(clocks, telling.now) if under_way else None,
    )


def facts(ticket: Ticket, neighbours: int, telling: Telling) -> list[tuple[str, str]]:
    """What the ticket is about, name and value."""
    pairs = [
        ("诉求人", words.account(ticket.channel, ticket.reporter)),
        ("来电号码", ticket.reporter if ticket.channel == "hotline" else ""),
        ("类型", KIND_NAMES.get(ticket.kind, ticket.kind)),
        ("办理方式", ticket.track),
        ("提出", wording.moment(ticket.opened_at, telling.now)),
        ("同样问题", f"另有{neighbours}户邻居" if neighbours else ""),
        ("重新办理", f"{ticket.reopened}次" if ticket.reopened else ""),
        ("退单", f"{ticket.returned}次" if ticket.returned else ""),
        ("办理结果", ticket.resolution or ""),
        ("结局", words.OUTCOMES.get(ticket.outcome or "", ticket.outcome or "")),
    ]
    return [(name, value) for name, value in pairs if value]


def timeline(events: Iterable[Event], telling: Telling) -> list[Step]:
    """The history, newest first: what an official wants to know is what happened last."""
    return [_step(event, telling) for event in events][::-1]


def _step(event: Event, telling: Telling) -> Step:
    tone = "good" if event.kind in words.GOOD else "bad" if event.kind in words.BAD else ""
    who = words.actor(event.actor, telling.names)
    told = words.event(event.kind, event.data, telling)
    return Step(wording.moment(event.at, telling.now), who, told, words.quoted(event.data), tone)


def attached(row: FileRow, telling: Telling) -> Attached:
    """A file of a message, as far as it is here."""
    if row.state == "wanted":
        return Attached(row.id, "none", f"文件正在取回{f'（{row.reason}）' if row.reason else ''}")
    if row.state != "kept" or row.type is None:
        return Attached(row.id, "none", f"文件没有保存：{row.reason or '原因不明'}")
    if not row.type.startswith("image/"):
        return Attached(row.id, "file", f"{words.FILES.get(row.type, '文件')}（{max(1, (row.size or 0) // 1000)} KB）")
    taken = f"拍摄于{wording.moment(row.taken_at, telling.now)}" if row.taken_at else "照片"
    return Attached(row.id, "picture", taken)


def said(row: InboxRow, part: str, telling: Telling, files: Sequence[FileRow] = ()) -> Said:
    """A message that belongs to the ticket."""
    payload = row.payload
    who = str(payload.get("sender_name") or words.account(row.channel, row.sender))
    label = words.MESSAGE_PARTS.get(part, "")
    images = 0 if files else len(payload.get("images") or ())
    shown = [attached(file, telling) for file in files]
    return Said(who, wording.moment(row.at, telling.now), label, str(payload.get("text") or ""), images, shown)


def involved(row: TicketPerson, telling: Telling) -> Involved:
    """Somebody who has to do with the ticket."""
    since = wording.moment(row.since, telling.now)
    label = telling.names.official(row.person).label
    return Involved(row.person, label, row.part == "assignee", since, telling.names.phone(row.person))


def delivery(row: OutboxRow, to: str, telling: Telling) -> Delivery:
    """A message somebody got, or did not get."""
    state = {"sent": "已送达", "pending": "等待发送"}.get(row.state, f"没有送到：{row.reason or '原因不明'}")
    return Delivery(to, wording.moment(row.sent_at or row.created_at, telling.now), row.text, state)


def rating(row: Rating, telling: Telling) -> Step:
    """What a resident answered."""
    verdict = f"{row.score}分" if row.score is not None else "已解决" if row.solved else "没解决"
    tone = "bad" if row.solved is False or (row.score or 5) <= 2 else "good"
    return Step(
        wording.moment(row.at, telling.now), words.account(row.channel, row.account), verdict, row.comment or "", tone
    )


def survey(row: Survey, telling: Telling) -> Step:
    """A question to a resident and how it stands."""
    at = row.reminded_at or row.sent_at or row.next_at
    state = words.SURVEY_STATES.get(row.state, row.state)
    when = wording.moment(at, telling.now) if at else ""
    return Step(when, words.account(row.channel, row.recipient), f"第{row.round}次回访：{state}", "", "")


def offers(status: str) -> list[Offer]:
    """What can be done with a ticket in this state at the desk."""
    allowed = [action for action in AT_THE_DESK if may(action, status)]
    return [Offer(action.value, LABELS[action], words.SHEETS.get(action)) for action in allowed]
