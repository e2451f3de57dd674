"""A ticket as the pages show it. Pure: rows in, view-models out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.web import happenings, words
from bot.web.words import Telling
from handlers import wording
from handlers.cards import LABELS
from handlers.messages import Action
from handlers.scoping import listed_elsewhere
from handlers.workflow import Status, may
from nlu.taxonomy import CATEGORIES, KIND_NAMES
from storage.clocks import Clock
from storage.events import Event
from storage.tickets import Ticket, TicketPerson

# What can be done at the desk, in the order of the buttons.
AT_THE_DESK = (
    Action.ACCEPT, Action.ON_SITE, Action.PROGRESS, Action.RESOLVE, Action.TRANSFER, Action.EXTEND, Action.WAIT,
    Action.RESUME, Action.RETURN, Action.REFUSE, Action.WHISTLE, Action.SIGN_IN, Action.CONTACT, Action.REPORT,
    Action.APPEAL_ANYWAY, Action.CLAIM, Action.RELEASE, Action.EXCLUDE,
    Action.DETACH, Action.DISSOLVE,
)  # fmt: skip
_MEDIATED = (Action.SETTLED, Action.NOT_SETTLED, Action.JUDICIAL)


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
class Involved:
    """Somebody who has to do with the ticket."""

    code: str
    label: str
    responsible: bool
    since: str
    phone: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with the ticket now."""

    action: str
    label: str
    sheet: words.Sheet | None


def clock(row: Clock, telling: Telling) -> ClockView:
    """A promise and how it stands now."""
    state, text = _standing(row, telling.now)
    return ClockView(telling.clock(row.kind), wording.moment(row.due_at, telling.now), state, text)


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


def next_clock(rows: Iterable[Clock], telling: Telling) -> ClockView | None:
    """The running promise that ends first."""
    nearest = min((row for row in rows if row.running), key=lambda row: row.due_at, default=None)
    return clock(nearest, telling) if nearest else None


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
        summary=words.HIDDEN if ticket.confidential else wording.short(ticket.summary, 80),
        status=ticket.status,
        status_name=words.OUTCOMES["no_appeal"] if ticket.outcome == "no_appeal" else words.status(ticket.status),
        urgency=ticket.urgency,
        urgency_name=words.URGENCIES.get(ticket.urgency, ""),
        people=people(assignees, telling),
        opened=wording.moment(ticket.opened_at, telling.now),
        reopened=ticket.reopened,
        clock=next_clock(clocks, telling) if under_way else None,
    )


def facts(ticket: Ticket, neighbours: int, telling: Telling) -> list[tuple[str, str]]:
    """What the ticket is about, name and value."""
    pairs = [
        ("诉求人", words.account(ticket.channel, ticket.reporter) if ticket.form != "incident" else ""),
        ("来电号码", telling.numbers.number(ticket.reporter) if ticket.channel == "hotline" else ""),
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
    tone = "good" if event.kind in happenings.GOOD else "bad" if event.kind in happenings.BAD else ""
    who = words.actor(event.actor, telling.names)
    told = happenings.event(event.kind, event.data, telling)
    return Step(wording.moment(event.at, telling.now), who, told, words.quoted(event.data), tone)


def involved(row: TicketPerson, telling: Telling) -> Involved:
    """Somebody who has to do with the ticket."""
    since = wording.moment(row.since, telling.now)
    label = telling.names.official(row.person).label
    return Involved(row.person, label, row.part == "assignee", since, telling.names.phone(row.person))


def offers(ticket: Ticket, telling: Telling) -> list[Offer]:
    """What can be done with a ticket in this state at the desk."""
    mediated = telling.names.mediated(ticket)
    every = (*_MEDIATED, *AT_THE_DESK) if mediated else AT_THE_DESK
    allowed = [action for action in every if may(action, ticket.status, ticket.form)]
    if telling.names.locked(ticket):
        allowed = [action for action in allowed if action is not Action.RETURN]
    if ticket.form == "appeal" and ticket.parent is None:
        allowed = [action for action in allowed if action is not Action.DETACH]
    if not listed_elsewhere(ticket):
        allowed = [action for action in allowed if action is not Action.APPEAL_ANYWAY]
    found = [Offer(action.value, LABELS[action], words.SHEETS.get(action)) for action in allowed]
    return [*found, *_scores(ticket, telling)]


def _scores(ticket: Ticket, telling: Telling) -> list[Offer]:
    """Whoever called a department scores it here as well as on his card."""
    if ticket.form != "part" or not may(Action.RATE, ticket.status, ticket.form):
        return []
    texts = telling.names.policy.survey.texts
    scores = [Offer(f"{Action.RATE.value}:{score}", f"{score} {texts[score]}", None) for score in sorted(texts)]
    return [*scores, Offer(Action.REJECT.value, "没办成", words.SHEETS.get(Action.REJECT))]
