"""What the phone pages show one official: his lists, and a ticket as he may see it. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.web import correspondence, evidence_view, views
from bot.web.correspondence import Attached
from bot.web.evidence_view import View
from bot.web.phone_deeds import Deed, asked, deeds
from bot.web.reading import joint
from bot.web.site import Site
from bot.web.views import ClockView, Involved, Step
from bot.web.words import Telling
from handlers import cards, policy, privacy, wording
from handlers.evidence.telling import gathered, line_for
from handlers.work import Case, Work
from storage import asks, caseload, events, files, inbox, tickets
from storage.clocks import Clock
from storage.events import Event
from storage.files import FileRow
from storage.inbox import InboxRow
from storage.types import CHINA, Ids

SHOWN, LOOKED_AT = 50, 500  # of what waits for somebody: shown, and looked at to find what runs out first
OTHERS = 30
UNSHOWN = "（内容不便显示）"
_FROM_RESIDENTS = {"joined", "placed", "message", "pattern"}  # events that may tell whose door it is, whoever did them


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in a list. `asked`: somebody waits for his word on more time."""

    number: str
    title: str
    place: str
    words: str
    status: str
    status_name: str
    urgency: str
    urgency_name: str
    reopened: int
    clock: ClockView | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that concerns somebody today.

    Attributes:
        more: how many wait that are not shown.
        unsure: how many messages of his groups he is asked about.
    """

    waiting: list[Row]
    more: int
    followed: list[Row]
    done: list[Row]
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A message, as far as this official may read it. `unshown`: pictures he may not see, or that are not kept."""

    who: str
    at: str
    text: str
    files: list[Attached]
    unshown: int


@dataclass(frozen=True, slots=True)
class Page:
    """A ticket for one official."""

    row: Row
    facts: list[tuple[str, str]]
    said: list[Said]
    people: list[Involved]
    steps: list[Step]
    deeds: list[Deed]
    evidence: View | None = None


def reading(conn: Connection, site: Site) -> Work:
    """What handlers read by, for a page: nothing is written through it."""
    org = site.product.org()
    return Work(conn, org, policy.load(org.tree.policy), site.product.now(), Ids(), "page")


def lists(conn: Connection, site: Site, person: str, telling: Telling) -> Lists:
    """What waits for him, what runs out first above; what he follows; what was done today."""
    work = reading(conn, site)
    held = [Case(work, ticket) for ticket in tickets.held_by(conn, site.district, person, LOOKED_AT)]
    midnight = work.now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    followed = [Case(work, ticket) for ticket in caseload.followed(conn, site.district, person, OTHERS)]
    held = sorted([*held, *(case for case in followed if asked(case, person))], key=_runs_out)
    done = caseload.done(conn, site.district, person, midnight, OTHERS)
    return Lists(
        waiting=[_row(case, person, telling) for case in held[:SHOWN]],
        more=max(0, len(held) - SHOWN),
        followed=[_row(case, person, telling) for case in followed if case not in held],
        done=[_row(Case(work, ticket), person, telling, running=False) for ticket in done],
        unsure=len(asks.waiting(conn, site.district, person)),
    )


def _runs_out(case: Case) -> tuple[bool, float, int]:
    due = [clock.due_at.timestamp() for clock in _promises(case)]
    return not due, min(due, default=0.0), case.ticket.id


def _promises(case: Case) -> list[Clock]:
    """What runs for whoever has the ticket, as on his card."""
    kinds = case.work.policy.promises
    return [clock for clock in case.running() if clock.kind in kinds and clock.kind != "dispatch"]


def find(conn: Connection, site: Site, person: str, number: str) -> Case | None:
    """The ticket, if he was given or told it."""
    ticket = tickets.by_number(conn, site.district, number) if number.isprintable() else None
    case = Case(reading(conn, site), ticket) if ticket else None
    return case if case and person in case.people else None


def page(case: Case, person: str, telling: Telling) -> Page:
    """Everything of a ticket that he may see."""
    conn, ticket = case.work.conn, case.ticket
    people = sorted(tickets.people_of(conn, ticket), key=lambda row: row.part != "assignee")
    return Page(
        row=_row(case, person, telling),
        facts=_facts(case, person, telling),
        said=_said(case, person, telling),
        people=[views.involved(row, telling) for row in people],
        steps=_steps(case, person, events.of_ticket(conn, ticket.district, ticket.id), telling),
        deeds=deeds(case, person, telling),
        evidence=_evidence(case, person, telling),
    )


def _evidence(case: Case, person: str, telling: Telling) -> View | None:
    """Nothing of single households for those whom the appeal may be about, and nobody's door for their like."""
    if privacy.about(case, person):
        return None
    line, doors = line_for(case, person), not privacy.hides_author(case, person)
    return evidence_view.view(gathered(case), line, case.ticket, telling.now, doors=doors)


def _row(case: Case, person: str, telling: Telling, *, running: bool = True) -> Row:
    ticket, card = case.ticket, cards.for_official(case, person, "")
    clocks = _promises(case) if running else []
    line = views.line(ticket, case.assignees, clocks, telling)
    return Row(
        ticket.number, line.category, dict(card.rows)["地点"], card.note or UNSHOWN, ticket.status, line.status_name,
        ticket.urgency, line.urgency_name, ticket.reopened, line.clock, asked(case, person),
    )  # fmt: skip


def _facts(case: Case, person: str, telling: Telling) -> list[tuple[str, str]]:
    """As the desk has them, without who it was."""
    about_reporter = {"诉求人", "来电号码"}
    neighbours = gathered(case).beside((case.ticket.channel, case.ticket.reporter))
    together = joint(case.work.conn, case.ticket, telling)
    found = [pair for pair in views.facts(case.ticket, neighbours, telling) if pair[0] not in about_reporter]
    shown = [(name, privacy.words_for(case, person, value) if name == "办理结果" else value) for name, value in found]
    return [(name, value) for name, value in [*shown, *together] if value]


def _said(case: Case, person: str, telling: Telling) -> list[Said]:
    conn, ticket = case.work.conn, case.ticket
    parts = {row.inbox_id: row.part for row in tickets.messages_of(conn, ticket)}
    kept = files.by_inbox(conn, ticket.district, parts)
    rows = inbox.get_many(conn, ticket.district, list(parts))
    return [_one(case, person, row, parts[row.id], kept.get(row.id, []), telling) for row in rows]


def _one(case: Case, person: str, row: InboxRow, part: str, kept: list[FileRow], telling: Telling) -> Said:
    text = str(row.payload.get("text") or "")
    told = privacy.words_for(case, person, text)
    pictures = max(len(kept), len(row.payload.get("images") or ()))
    shown = [correspondence.attached(file, telling) for file in kept] if pictures_for(case, person) else []
    at = wording.moment(row.at, telling.now)
    return Said(
        _who(case, person, row, part, telling), at, told or (UNSHOWN if text else ""), shown, pictures - len(shown)
    )


def _who(case: Case, person: str, row: InboxRow, part: str, telling: Telling) -> str:
    official = case.work.org.person_of(row.channel, row.sender)
    if official is not None and row.sender != case.ticket.reporter:
        return telling.names.person(official)
    somebody = "邻居" if part == "me_too" else "居民"
    name = str(row.payload.get("sender_name") or "")
    hidden = privacy.hides_author(case, person, str(row.payload.get("text") or ""))
    return somebody if hidden or not name else f"{somebody} {name}"


def pictures_for(case: Case, person: str) -> bool:
    """Whether he may see what residents sent: a picture tells whose home it is."""
    return not privacy.hides_author(case, person)


def _steps(case: Case, person: str, history: Iterable[Event], telling: Telling) -> list[Step]:
    """The history, newest first, in words that he may read."""
    rows = list(history)
    steps = views.timeline(rows, telling)
    return [_guarded(case, person, event, step) for event, step in zip(rows[::-1], steps, strict=True)]


def _guarded(case: Case, person: str, event: Event, step: Step) -> Step:
    """A step as he may read it: a word said to reopen the ticket may be the first that is about him."""
    if not privacy.hides_author(case, person, f"{step.text}\n{step.quoted}"):
        return step
    theirs = event.actor == "resident" or event.kind in _FROM_RESIDENTS
    text = privacy.place_line(case, person, step.text) or "有新情况" if theirs else privacy.masked(step.text)
    return replace(step, text=text, quoted=privacy.words_for(case, person, step.quoted))


def picture(conn: Connection, site: Site, person: str, number: str, file_id: int) -> FileRow | None:
    """A picture of a ticket he may see, if he may see its pictures."""
    case = find(conn, site, person, number)
    if case is None or not pictures_for(case, person):
        return None
    return next((row for row in files.of_ticket(conn, site.district, case.ticket.id) if row.id == file_id), None)
