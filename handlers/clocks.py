"""Starting, keeping and stopping a ticket's promises."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.durations import Duration
from handlers.policy import Policy, Track
from handlers.work import Case
from storage.clocks import Clock
from storage.tickets import Ticket

AT_OPENING = ("dispatch", "first_action", "feedback", "resolve")
NAMES = {
    "dispatch": "派单",
    "accept": "接单",
    "first_action": "首次处置",
    "feedback": "反馈",
    "resolve": "办结",
    "callback": "回访",
}


def track_of(policy: Policy, ticket: Ticket) -> Track:
    """The track a ticket is on by its present facts."""
    return policy.track({"category": ticket.category, "kind": ticket.kind, "urgency": ticket.urgency})


def start(case: Case, *kinds: str, at: datetime | None = None) -> None:
    """Start the clocks of these kinds that the ticket's track has; one that runs already goes on."""
    lengths = track_of(case.work.policy, case.ticket).clocks
    for kind in kinds:
        if kind in lengths and not case.running(kind):
            start_one(case, kind, lengths[kind], at or case.work.now)


def start_one(case: Case, kind: str, length: Duration, at: datetime) -> Clock:
    """Start one clock of this length."""
    due = length.after(at, case.work.policy.calendar)
    remind = None if kind == "callback" else reminder(case.work.policy, at, due)
    ticket = case.ticket
    clock = Clock(ticket.district, case.work.new_id(), ticket.id, kind, at, due, remind, remind or due)
    case.add_clock(clock)
    return clock


def reminder(policy: Policy, start_at: datetime, due: datetime) -> datetime | None:
    """When to remind before `due`; None for a clock too short for it."""
    ahead = (due - start_at) * policy.reminders.before
    shortest = policy.reminders.at_least.after(start_at, policy.calendar) - start_at
    return due - ahead if ahead >= shortest > timedelta() else None


def meet(case: Case, *kinds: str) -> None:
    """These promises are kept now, perhaps late."""
    for clock in case.running(*kinds):
        clock.met_at = case.work.now
        _settle(case, clock)


def stop(case: Case, *kinds: str) -> None:
    """These promises no longer apply (all of them when none is named)."""
    for clock in case.running(*kinds):
        clock.stopped_at = case.work.now
        _settle(case, clock)


def move(case: Case, clock: Clock, due: datetime) -> None:
    """Give a running clock another deadline."""
    clock.due_at = due
    clock.remind_at = reminder(case.work.policy, case.work.now, due)
    clock.next_at = clock.remind_at or due
    case.save_clock(clock)


def _settle(case: Case, clock: Clock) -> None:
    if clock.breached_at is None and case.work.now > clock.due_at:
        clock.breached_at = clock.due_at
    clock.next_at = None
    case.save_clock(clock)


def promised(case: Case) -> datetime | None:
    """By when the resident hears something: the nearest of feedback and resolution."""
    running = case.running("feedback", "resolve", "first_action")
    return min((clock.due_at for clock in running), default=None)
