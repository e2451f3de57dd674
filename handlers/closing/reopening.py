"""重办: back to work, one level up, and everybody who waits for it knows."""

from __future__ import annotations

from handlers import clocks, dispatching, privacy, routing, wording
from handlers.closing import behind, settling, telling
from handlers.closing.voices import Voice
from handlers.incidents import leaving
from handlers.messages import Kind
from handlers.volunteering import offering
from handlers.work import Case
from handlers.workflow import Status

_SHOWN = 120  # characters of what a resident says


def may(case: Case) -> bool:
    """Whether the window is open; what nobody has judged yet may always be reopened."""
    window = case.work.policy.survey.reopen_window
    end = window.after(case.ticket.resolved_at or case.work.now, case.work.policy.calendar)
    return case.ticket.status == Status.RESOLVED or case.work.now <= end


def too_late(case: Case) -> str:
    """To whoever says no after the window: how to report again."""
    return f"{case.ticket.number}已过重开期限，请把现在的情况再说一遍，我重新登记。"


def reopen(case: Case, by: Voice, result: str, reason: str, words: str = "") -> None:
    """Back to work; who had it hears of it, and the whole chain stays visible.

    Args:
        result: what was said: `partly` or `not`.
        words: the resident's own; shown only to those who may know who he is.
    """
    ticket, before = case.ticket, case.assignees
    for survey in settling.asked(case):
        if survey.state in settling.OPEN:
            settling.end(case, survey, "dropped")
    ticket.reopened += 1
    ticket.closed_at = ticket.outcome = ticket.resolved_at = None
    # Who did it himself and sends it back is no resident.
    actor = case.work.org.person_of(by.channel, by.account) if by.handles else None
    case.record("reopened", actor or "resident", Status.DISPATCHED, reason=_with(reason, words), result=result)
    clocks.stop(case)
    clocks.begin(case)
    level, people = above(case, before)
    # In quiet hours the cards wait for the morning, and so does the time to accept.
    at = case.work.now if ticket.urgency == "emergency" else case.work.policy.quiet.end_after(case.work.now)
    dispatching.hand_over(case, people, dispatching.SYSTEM, level=level, at=at, rule="重开：上一级负责")
    for person in dict.fromkeys([*people, *before]):
        heading = f"重开：{wording.short(reason, 18)}"
        dispatching.tell(case, person, Kind.ESCALATE, heading, rows=_said(case, by, person, words))
    if ticket.form == "wish":
        ticket.accepted_at = None
        offering.ask_again(case, frozenset(before))
    telling.reopened(case, by, "只解决了一部分" if result == "partly" else "还没解决")
    leaving.reopened(case)


def above(case: Case, before: list[str]) -> tuple[int, list[str]]:
    """One rung up; at the top the same rung again; with nobody there whoever had it."""
    level, rungs = case.ticket.level, dispatching.rungs_of(case)
    if case.ticket.form == "part":
        return level, before  # its department has not done it yet
    rung = routing.next_rung(rungs, level + 1, without=set(before)) or routing.next_rung(rungs, level)
    return (rung.level, list(rung.people)) if rung else (level, before)


def _said(case: Case, by: Voice, person: str, words: str) -> tuple[tuple[str, str], ...]:
    """What is not well, in the words of whoever says so, and at which door: a neighbour's is not the ticket's."""
    if not words or privacy.hides_author(case, person, words):
        return ()
    door = "" if by.own else behind.door_told(case, (by.channel, by.account)).said()
    who = f"{door}的邻居：" if door else "" if by.own else "一户邻居："
    return (("居民说", f"{who}{wording.short(words, _SHOWN)}"),)


def _with(reason: str, words: str) -> str:
    return f"{reason}：{words}" if words else reason
