"""When a clock's moment comes: a reminder before it runs out, the next level after."""

from __future__ import annotations

from datetime import datetime

from handlers import clocks, dispatching, notices, routing, wording
from handlers.durations import Duration
from handlers.messages import Kind
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from storage.clocks import Clock


class Told:
    """Who was sent how many cards by this tick: more than the policy's number come as one list."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._cards: dict[str, int] = {}
        self._lists: dict[str, list[str]] = {}

    def card(self, case: Case, person: str, kind: Kind, heading: str) -> None:
        """A card for one ticket, or one more line of the list."""
        self._cards[person] = self._cards.get(person, 0) + 1
        if self._cards[person] <= self._work.policy.reminders.cards_at_once or case.ticket.urgency == "emergency":
            dispatching.tell(case, person, kind, heading)
        else:
            self._lists.setdefault(person, []).append(f"{case.ticket.number} {heading}")

    def finish(self) -> None:
        """Send the lists."""
        for person, lines in self._lists.items():
            more = f"\n……等{len(lines)}件" if len(lines) > 20 else ""
            text = f"另有{len(lines)}件工单需要您处理：\n" + "\n".join(lines[:20]) + more
            notices.to_person(self._work, person, Kind.DIGEST, text)


def tick(case: Case, clock: Clock, told: Told) -> None:
    """Look at a clock whose next moment has come."""
    work = case.work
    if not clock.running or Status(case.ticket.status) not in UNDER_WAY:
        _leave(case, clock)
    elif clock.remind_at is not None and work.now < clock.due_at:
        _remind(case, clock, told)
    elif _asleep(case):
        # The promise is broken now, but nobody up the tree would read it: carry on in the morning.
        clock.breached_at = clock.breached_at or clock.due_at
        clock.next_at = work.policy.quiet.end_after(work.now)
        case.save_clock(clock)
    else:
        _breach(case, clock, told)


def _asleep(case: Case) -> bool:
    return case.ticket.urgency != "emergency" and case.work.policy.quiet.contain(case.work.now)


def _leave(case: Case, clock: Clock) -> None:
    clock.next_at = None
    case.save_clock(clock)


def _remind(case: Case, clock: Clock, told: Told) -> None:
    clock.remind_at, clock.next_at = None, clock.due_at
    case.save_clock(clock)
    left = wording.span(clock.due_at - case.work.now)
    case.record("reminded", "system", clock=clock.kind, to=case.assignees)
    for person in case.assignees:
        told.card(case, person, Kind.REMIND, f"还有{left}要{clocks.NAMES[clock.kind]}")


def _breach(case: Case, clock: Clock, told: Told) -> None:
    clock.breached_at = clock.breached_at or clock.due_at
    clock.remind_at = None
    if case.ticket.urgency == "emergency" and clock.kind == "accept":
        _sound_again(case, clock)
    elif clock.kind in ("accept", "dispatch"):
        _move_up(case, clock, told)
    else:
        _supervise(case, clock, told)
    case.save_clock(clock)


def _sound_again(case: Case, clock: Clock) -> None:
    """Nobody has answered an emergency: tell the whole chain again, until somebody does."""
    rule = case.work.policy.reminders
    clock.repeats += 1
    again = clock.repeats < rule.emergency_times
    clock.next_at = _after(case, rule.emergency_every) if again else None
    people = list(case.people)
    case.record("escalated", "system", clock=clock.kind, level=case.ticket.level, to=people)
    for person in people:
        dispatching.tell(case, person, Kind.ESCALATE, f"紧急·第{clock.repeats}次催促，无人接单")


def _move_up(case: Case, clock: Clock, told: Told) -> None:
    """Silence: one level up has it now, and the time to accept starts anew."""
    before = case.assignees
    rung = routing.next_rung(dispatching.rungs_of(case), case.ticket.level + 1, without=set(before))
    clock.next_at = None
    if rung is None or (clock.kind == "dispatch" and not before):
        return
    # The broken clock stays in the record as broken; the next level gets one of its own.
    clock.stopped_at = case.work.now
    case.ticket.level = rung.level
    case.assign(list(rung.people))
    case.record("escalated", "system", Status(case.ticket.status), clock=clock.kind, level=rung.level,
                to=list(rung.people))  # fmt: skip
    clocks.start(case, "accept")
    for person in rung.people:
        told.card(case, person, Kind.ESCALATE, "下级超时未接单，请您接单")


def _supervise(case: Case, clock: Clock, told: Told) -> None:
    """Overdue: the next level above is told, one more each day; who has it keeps it."""
    clock.repeats += 1
    rungs = dispatching.rungs_of(case)
    rung = routing.next_rung(rungs, case.ticket.level + clock.repeats, without=set(case.assignees))
    clock.next_at = _after(case, Duration(24, "h")) if rung else None
    if rung is None:
        return
    # A vacant rung was passed over: the next day starts above the one that was told.
    clock.repeats = rung.level - case.ticket.level
    case.tell(list(rung.people))
    case.record("escalated", "system", clock=clock.kind, level=rung.level, to=list(rung.people))
    heading = f"督办：超时未{clocks.NAMES[clock.kind]}"
    for person in [*rung.people, *case.assignees]:
        told.card(case, person, Kind.ESCALATE, heading)


def _after(case: Case, length: Duration) -> datetime:
    return length.after(case.work.now, case.work.policy.calendar)
