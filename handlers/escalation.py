"""When a clock's moment comes: a reminder before it runs out, the next level after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers import clocks, dispatching, notices, routing, waiting, wording
from handlers.incidents import ticking
from handlers.joint import mediation
from handlers.messages import Kind
from handlers.told import Told
from handlers.volunteering import offering
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from storage.clocks import Clock

_UNTAKEN = (Status.OPEN, Status.RETURNED)


def tick(case: Case, clock: Clock, told: Told) -> None:
    """Look at a clock whose next moment has come."""
    if not clock.running:
        _later(case, clock, None)
    elif own := _OWN.get(clock.kind):
        own(case, clock)
    elif Status(case.ticket.status) not in UNDER_WAY:
        _later(case, clock, None)
    elif clock.kind == "wait":
        _wait_is_over(case, clock, told)
    elif clock.kind == "dispatch":
        _dispatch_again(case, clock)
    elif ticking.tick(case, clock):
        return
    elif case.ticket.status == Status.WAITING:
        # Promises stand still meanwhile; this one was broken before.
        _later(case, clock, case.work.now + clocks.AFTER_WAIT)
    elif case.work.now < clock.due_at:
        _remind(case, clock, told)
    elif _asleep(case):
        # The promise is broken now, but nobody up the tree would read it: carry on in the morning.
        clock.breached_at = clock.breached_at or clock.due_at
        _later(case, clock, case.work.policy.quiet.end_after(case.work.now))
    else:
        _breach(case, clock, told)


def _asleep(case: Case) -> bool:
    return not clocks.wakes(case.work.policy, case.ticket) and case.work.policy.quiet.contain(case.work.now)


def _later(case: Case, clock: Clock, at: datetime | None) -> None:
    clock.next_at = at
    case.save_clock(clock)


def _callback_missed(case: Case, clock: Clock) -> None:
    """The resident was not asked in time: it stays on record, and the survey still comes."""
    if case.work.now >= clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
    _later(case, clock, None)


# Clocks that are no promise, whatever state the ticket is in.
_OWN: dict[str, Callable[[Case, Clock], None]] = {
    "callback": _callback_missed,
    "judicial": mediation.tick,
    offering.OFFER: offering.tick,
}


def _wait_is_over(case: Case, clock: Clock, told: Told) -> None:
    if case.work.now < clock.due_at:
        _remind(case, clock, told)
        return
    waiting.end(case, dispatching.SYSTEM)
    for person in case.assignees:
        told.card(case, person, Kind.REMIND, "挂起到期，请继续办理")


def _dispatch_again(case: Case, clock: Clock) -> None:
    """Nobody has it, or nobody said where it is in time: try again, whoever is there now."""
    if Status(case.ticket.status) not in _UNTAKEN:
        clocks.meet(case, "dispatch")
        return
    if case.work.now < clock.due_at and clock.remind_at is not None:
        # Nobody to remind: the question of the place is still open.
        clock.remind_at = None
        _later(case, clock, clock.due_at)
        return
    if case.work.now >= clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
        case.save_clock(clock)
    if case.ticket.urgency == "emergency":
        dispatching.alarm(case)
    else:
        dispatching.dispatch(case, 0)
    if case.assignees:
        who = wording.names_of(case.work, case.assignees)
        text = f"{wording.asked(case.ticket)}问题（{case.ticket.number}）现在由{who}负责，有进展会告诉您。"
        notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)


def _remind(case: Case, clock: Clock, told: Told) -> None:
    """Once, ahead of the deadline; in quiet hours it waits for their end, if that is still ahead."""
    if clock.remind_at is None:
        _later(case, clock, clock.due_at)
        return
    morning = case.work.policy.quiet.end_after(case.work.now)
    if _asleep(case) and morning < clock.due_at:
        _later(case, clock, morning)
        return
    clock.remind_at = None
    _later(case, clock, clock.due_at)
    if _asleep(case) or not case.assignees:
        return
    left = wording.span(clock.due_at - case.work.now)
    case.record("reminded", "system", clock=clock.kind, to=case.assignees)
    for person in case.assignees:
        told.card(case, person, Kind.REMIND, f"还有{left}要{clocks.name(case.work.policy, clock.kind)}")


def _breach(case: Case, clock: Clock, told: Told) -> None:
    clock.breached_at = clock.breached_at or clock.due_at
    clock.remind_at = None
    if case.ticket.urgency == "emergency" and clock.kind == "accept":
        _sound_again(case, clock)
    elif clock.kind == "accept" and case.ticket.form == "wish":
        offering.unclaimed(case, clock)
    elif clock.kind == "accept":
        _move_up(case, clock, told)
    elif told.escalated(case):
        # Ticks were missed and several promises broke meanwhile: one level at a time.
        clock.next_at = _supervise_again(case)
    else:
        _supervise(case, clock, told)
    case.save_clock(clock)


def _sound_again(case: Case, clock: Clock) -> None:
    """Nobody has answered an emergency: tell the whole chain again, until somebody does."""
    rule = case.work.policy.reminders
    if clock.repeats >= rule.emergency_times:
        clock.next_at = None
        return
    clock.repeats += 1
    again = clock.repeats < rule.emergency_times
    clock.next_at = rule.emergency_every.after(case.work.now, case.work.policy.calendar) if again else None
    dispatching.gather(case)
    people = list(case.people)
    case.record("escalated", "system", clock=clock.kind, level=case.ticket.level, to=people)
    for person in people:
        dispatching.tell(case, person, Kind.ESCALATE, f"紧急·第{clock.repeats}次催促，无人接单")


def _move_up(case: Case, clock: Clock, told: Told) -> None:
    """Silence: one level up has it now, and the time to accept starts anew."""
    before, rungs = case.assignees, dispatching.rungs_of(case)
    above = routing.level_above(rungs, case.ticket.level, before)
    rung = routing.next_rung(rungs, above, without=set(before))
    clock.next_at = None
    if rung is None:
        return
    # The broken clock stays in the record as broken; the next level gets one of its own.
    clock.stopped_at = case.work.now
    case.ticket.level = rung.level
    case.assign(list(rung.people))
    case.record("escalated", "system", Status(case.ticket.status), clock=clock.kind, level=rung.level,
                to=list(rung.people))  # fmt: skip
    told.mark(case)
    clocks.start(case, "accept")
    for person in rung.people:
        told.card(case, person, Kind.ESCALATE, "下级超时未接单，请您接单")


def _supervise(case: Case, clock: Clock, told: Told) -> None:
    """Overdue: the next level above is told, one more each time; who has it keeps it."""
    first = clock.repeats == 0
    rungs = dispatching.rungs_of(case)
    rung = routing.next_rung(rungs, case.ticket.level + clock.repeats + 1, without=set(case.assignees))
    clock.next_at = _supervise_again(case) if rung else None
    if rung is None:
        return
    # A vacant rung was passed over: the next time starts above the one that was told.
    clock.repeats = rung.level - case.ticket.level
    case.tell(list(rung.people))
    case.record("escalated", "system", clock=clock.kind, level=rung.level, to=list(rung.people))
    told.mark(case)
    heading = f"督办：超时未{clocks.name(case.work.policy, clock.kind)}"
    # Who has it hears it once here, and every morning in the list of overdue tickets.
    for person in dict.fromkeys([*rung.people, *(case.assignees if first else [])]):
        told.card(case, person, Kind.ESCALATE, heading)


def _supervise_again(case: Case) -> datetime:
    rule, calendar = case.work.policy.reminders, case.work.policy.calendar
    every = rule.emergency_every if case.ticket.urgency == "emergency" else rule.supervise_every
    return every.after(case.work.now, calendar)
