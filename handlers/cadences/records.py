"""走访记录: what somebody found where he was; a trouble he tells of becomes an appeal of that place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers import notices, opening, remembering, wording
from handlers.cadences import reach
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.placing import Where
from handlers.work import Case, Work
from nlu import guessing
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Place, Understanding
from nlu.understanding import Kind as IssueKind
from storage import visits
from storage.inbox import InboxRow
from storage.visits import Visit

# A list somebody has not walked by then is an old one.
STILL = timedelta(days=60)


def guessed(work: Work, text: str) -> Understanding:
    """Words that came with a press: nobody read them before."""
    trouble = guessing.trouble(text)
    place = find_place(text, work.org.estates)
    issues = (trouble,) if trouble else ()
    return Understanding(text, Intent.APPEAL if issues else Intent.CHATTER, 0.0, issues, place)


def record(work: Work, row: InboxRow, message: Inbound, said: Understanding, person: str, words: str) -> Outcome:
    """Keep what was found; returns what became of it."""
    waiting = visits.waiting(work.conn, work.district, person, work.now - STILL)
    visit = _meant(waiting, said.place)
    where = _where(work, person, visit, said.place)
    told = replace(message, text=words)
    cases = [_open(work, row, told, issue, where) for issue in said.issues if issue.kind is not IssueKind.PRAISE]
    opened = [case.ticket.id for case in cases]
    if visit is not None:
        visits.done(work.conn, visit, work.now, words, opened)
    else:
        unit = where.unit or work.district
        unasked = Visit(
            work.district, work.new_id(), None, unit, where.building, person, "自行走访", work.now, work.now, words,
            opened,
        )  # fmt: skip
        visits.add(work.batch, unasked)
    left = len(waiting) - (visit is not None)
    text = _answer(work, where, cases, left)
    case = cases[0] if cases else None
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text, ticket=case.ticket if case else None)
    return Outcome("走访记录", case.ticket.id if case else None)


def _meant(waiting: list[Visit], place: Place) -> Visit | None:
    """The place on his list that the words name; where they name none, the only one that is left."""
    found = [visit for visit in waiting if place.estate in (None, visit.unit)]
    if place.building is not None:
        return next((visit for visit in found if visit.building == place.building), None)
    if place.estate is not None:
        return next((visit for visit in found if visit.building is None), None)
    return found[0] if len(found) == 1 else None


def _where(work: Work, person: str, visit: Visit | None, place: Place) -> Where:
    if visit is not None:
        return Where(visit.unit, visit.building, place.entrance, place.room)
    duties = work.org.duties_of(person, work.today)
    own = next((unit for duty in duties if (unit := remembering.home(work.org, duty.unit))), None)
    return Where(place.estate or own, place.building, place.entrance, place.room)


def _open(work: Work, row: InboxRow, message: Inbound, issue: Issue, where: Where) -> Case:
    case = opening.open_ticket(work, row, message, issue, where, source="visit")
    opening.begin(case)
    return case


def _answer(work: Work, where: Where, cases: list[Case], left: int) -> str:
    told = [f"走访记下了：{reach.name(work.org, where.unit or work.district, where.building)}。"]
    told += [f"登记了{case.ticket.number}（{wording.category(case.ticket.category)}）。" for case in cases]
    told += [f"还有{left}处没有走访。"] if left else []
    return "".join(told)
