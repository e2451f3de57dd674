"""延期: a deadline is moved once, for a reason, when the level above agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers import cards, clocks, dispatching, entitled, notices, routing, wording
from handlers.closing import telling
from handlers.entitled import RefusedError
from handlers.messages import Action, Button, Kind
from handlers.rules.promises import Track
from handlers.work import Case
from storage.clocks import Clock
from storage.events import Event

ASKED, GRANTED, DECLINED = "extension_asked", "extended", "extension_declined"
_ANSWERS = (Button(Action.APPROVE.value, "同意"), Button(Action.DECLINE.value, "不同意"))


def extend(case: Case, person: str, words: str) -> str:
    """Ask for more time, or, for somebody above or where the policy asks nobody, take it at once.

    Until the answer comes the promise stays as it is.
    """
    entitled.only_responsible(case, person)
    _check(case)
    above = _above(case)
    if case.work.policy.extend.approval == "none" or not above or entitled.stands_above(case, person):
        return _grant(case, person, words)
    if _pending(case):
        raise RefusedError("延期申请已经交上去了，请等上级答复；时限暂时不变。")
    case.record(ASKED, person, reason=words, to=above)
    case.tell(above)
    for superior in above:
        card = cards.for_official(case, superior, f"申请延期：{wording.short(words, 16)}", acting=False)
        card = replace(card, note=f"{wording.name_of(case.work, person)}申请延期，原因：{words}", buttons=_ANSWERS)
        notices.to_person(case.work, superior, Kind.NOTIFY, cards.with_text(card), card=card, ticket=case.ticket)
    return f"延期申请已交给{wording.names_of(case.work, above)}，同意之前时限不变"


def approve(case: Case, person: str, words: str) -> str:
    """同意延期: the deadline moves, and who asked and the resident hear it."""
    asked = _asked_of(case, person)
    _check(case)
    said = _grant(case, asked.actor, str(asked.data["reason"]), by=person)
    text = f"{case.ticket.number}的延期申请已同意，{said}。"
    notices.to_person(case.work, asked.actor, Kind.NOTICE, text, ticket=case.ticket)
    return f"已同意，{said}"


def decline(case: Case, person: str, words: str) -> str:
    """不同意延期: with a reason; the promise stays."""
    asked = _asked_of(case, person)
    case.record(DECLINED, person, reason=words)
    text = f"{case.ticket.number}的延期申请没有同意：{words}。时限不变，请抓紧办理。"
    notices.to_person(case.work, asked.actor, Kind.NOTICE, text, ticket=case.ticket)
    return "已答复，时限不变"


def _check(case: Case) -> Clock:
    rule = case.work.policy.extend
    if case.ticket.extended >= rule.times:
        raise RefusedError(f"最多延期{rule.times}次，这张工单不能再延了。")
    running = case.running("resolve")
    if not running:
        raise RefusedError("这张工单没有办结时限，不需要延期。")
    return running[0]


def _above(case: Case) -> list[str]:
    rung = routing.next_rung(dispatching.rungs_of(case), case.ticket.level + 1, without=set(case.assignees))
    return list(rung.people) if rung else []


def _pending(case: Case) -> Event | None:
    """The request that nobody has answered yet."""
    told = [event for event in case.history() if event.kind in (ASKED, GRANTED, DECLINED)]
    return told[-1] if told and told[-1].kind == ASKED else None


def _asked_of(case: Case, person: str) -> Event:
    asked = _pending(case)
    if asked is None:
        raise RefusedError("这张工单没有等答复的延期申请。")
    if person == asked.actor or not entitled.stands_above(case, person):
        raise RefusedError("延期要由上一级答复。")
    return asked


def _grant(case: Case, person: str, reason: str, by: str | None = None) -> str:
    work, ticket, clock = case.work, case.ticket, _check(case)
    ticket.extended += 1
    ticket.grade = work.policy.extend.grade
    track = clocks.track_of(work.policy, ticket)
    ticket.track = track.name
    due = _deadline(case, track, clock)
    case.record(GRANTED, by or person, reason=reason, until=due.isoformat())
    clocks.move(case, clock, due)
    clocks.start(case, *track.repeat)
    _name_a_leader(case)
    moment = wording.moment(due, work.now)
    notices.to_reporter(work, ticket, Kind.PROGRESS, f"{ticket.number}需要延期到{moment}，原因：{reason}")
    telling.promised(case, f"需要延期到{moment}", reason)
    return f"已延期到{moment}"


def _deadline(case: Case, track: Track, clock: Clock) -> datetime:
    """That of the grade's track, counted from the start; where that is no later, the policy's `at_most` more."""
    rule, calendar = case.work.policy.extend, case.work.policy.calendar
    latest = max(clock.due_at, case.work.now)
    due = track.clocks["resolve"].after(clock.started_at, calendar) if "resolve" in track.clocks else latest
    return due if due > latest else rule.at_most.after(latest, calendar)


def _name_a_leader(case: Case) -> None:
    for person in case.tell(_above(case)):
        dispatching.tell(case, person, Kind.NOTICE, "延期工单，请跟踪督促")
