"""Starting, keeping and stopping a ticket's promises."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.durations import Duration
from handlers.policy import Policy, Track
from handlers.work import Case
from storage.clocks import Clock
from storage.tickets import Ticket

# Clocks that are no promise of a pack.
OWN = {"callback": "回访", "wait": "恢复办理", "judicial": "申请司法确认", "offer": "再请志愿者"}
# What goes on after a ticket is archived, unless it is named.
OUTLASTING = {"judicial"}
# Forms of order whose track is given to them.
_NAMED = ("part", "wish", "incident")
# When to look at a promise again that was broken before a ticket was put off.
AFTER_WAIT = timedelta(hours=1)


def facts_of(ticket: Ticket) -> dict[str, str]:
    """What a pack's rules may ask of a ticket."""
    return {
        "category": ticket.category, "kind": ticket.kind, "urgency": ticket.urgency, "form": ticket.form,
        "source": ticket.source, "grade": ticket.grade,
    }  # fmt: skip


def track_of(policy: Policy, ticket: Ticket) -> Track:
    """The track a ticket is on by its present facts."""
    route = policy.routing.route(ticket.route)
    # A part stays on the track of the whistle it came with, a wish on that of wishes, an incident on its own.
    named = ticket.track if ticket.form in _NAMED else route.track if route else None
    return policy.track(facts_of(ticket), named)


def wakes(policy: Policy, ticket: Ticket) -> bool:
    """Whether officials hear of what is due in quiet hours too: an emergency, or a track that never sleeps."""
    return ticket.urgency == "emergency" or track_of(policy, ticket).at_night


def name(policy: Policy, kind: str) -> str:
    """What has to happen when a clock of this kind runs out."""
    promise = policy.promises.get(kind)
    # What was promised by rules that have changed since is still to be kept.
    return promise.title if promise else OWN.get(kind, "办理")


def still(policy: Policy) -> tuple[str, ...]:
    """The promises that stand still while a ticket waits."""
    return tuple(kind for kind, promise in policy.promises.items() if promise.stands_still)


def lengths(case: Case) -> dict[str, Duration]:
    """What is promised for a ticket with the present facts, by the present rules."""
    return track_of(case.work.policy, case.ticket).clocks


def _standing(case: Case) -> list[Clock]:
    """The clocks that stand still while the ticket waits, those of promises the rules no longer know included."""
    promises = case.work.policy.promises
    running = [clock for clock in case.running() if clock.kind not in OWN]
    return [clock for clock in running if clock.kind not in promises or promises[clock.kind].stands_still]


def begin(case: Case, moment: str = "opened", *, at: datetime | None = None) -> None:
    """Start what is counted from this moment of a ticket's life: `opened` or `accepted`."""
    kinds = [kind for kind, promise in case.work.policy.promises.items() if promise.starts == moment]
    start(case, *(kind for kind in kinds if kind != "accept"), at=at)


def start(case: Case, *kinds: str, at: datetime | None = None) -> None:
    """Start the clocks of these kinds that the ticket's track has; one that runs already goes on."""
    lengths = track_of(case.work.policy, case.ticket).clocks
    for kind in kinds:
        if kind in lengths and not case.running(kind):
            start_one(case, kind, lengths[kind], at or case.work.now)


def start_one(case: Case, kind: str, length: Duration, at: datetime) -> Clock:
    """Start one clock of this length."""
    return start_clock(case, kind, length.after(at, case.work.policy.calendar), at)


def start_clock(case: Case, kind: str, due: datetime, start_at: datetime | None = None) -> Clock:
    """Start one clock that runs out at a moment."""
    at = start_at or case.work.now
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


def done(case: Case, deed: str) -> None:
    """Keep every promise that this deed keeps; a resolution also ends what is no longer needed."""
    promises = case.work.policy.promises
    if kept := [kind for kind, promise in promises.items() if deed in promise.met_by]:
        meet(case, *kept)
    if deed == "resolve":
        stop(case, *promises, *(clock.kind for clock in case.running() if clock.kind not in OWN))


def stop(case: Case, *kinds: str) -> None:
    """These promises no longer apply (all of the ticket's own when none is named)."""
    for clock in case.running(*kinds):
        if not kinds and clock.kind in OUTLASTING:
            continue
        clock.stopped_at = case.work.now
        _settle(case, clock)


def move(case: Case, clock: Clock, due: datetime) -> None:
    """Give a running clock another deadline."""
    clock.due_at = due
    clock.remind_at = reminder(case.work.policy, case.work.now, due)
    clock.next_at = clock.remind_at or due
    case.save_clock(clock)


def retime(case: Case, was: dict[str, Duration], *, without: tuple[str, ...] = ()) -> None:
    """Other facts, another track: what is promised now is counted anew from the same start.

    A deadline that was put off with a reason stays put off, and a kept promise stays kept. What would be promised
    for the facts before and after alike stays as it was promised, by whatever rules that was.

    Args:
        was: the `lengths` before the facts were changed.
        without: kinds whose clocks are looked after elsewhere.
    """
    new, calendar = lengths(case), case.work.policy.calendar
    same = {kind for kind in {*was, *new} if was.get(kind) == new.get(kind)}
    pausing = still(case.work.policy)
    begun = min((clock.started_at for clock in case.running(*pausing)), default=case.ticket.opened_at)
    for clock in case.running("dispatch", "accept", *pausing):
        if clock.kind in (*without, *same) or (clock.kind == "resolve" and case.ticket.extended):
            continue
        if clock.kind in new:
            _count_anew(case, clock, new[clock.kind].after(clock.started_at, calendar))
        else:
            stop(case, clock.kind)
    for kind in pausing:
        if kind in new and kind not in same and not _promised_since(case, kind, begun):
            fresh = start_one(case, kind, new[kind], begun)
            _count_anew(case, fresh, fresh.due_at)


def _promised_since(case: Case, kind: str, begun: datetime) -> bool:
    """Whether this was promised since then, or is done without a promise."""
    here = [clock for clock in case.clocks if clock.kind == kind and clock.started_at >= begun]
    if any(clock.stopped_at is None for clock in here):
        return True
    return case.saw(*case.work.policy.promises[kind].met_by, since=begun)


def _count_anew(case: Case, clock: Clock, due: datetime) -> None:
    """Another deadline by the rules, and what the ticket waited meanwhile; a breach that never was is none."""
    if clock.kind in still(case.work.policy):
        due += _waits_since(case, clock.started_at)
    if due == clock.due_at:
        return
    if due > case.work.now:
        clock.breached_at, clock.repeats = None, 0
    elif clock.breached_at is not None:
        clock.due_at = due
        case.save_clock(clock)
        return
    move(case, clock, due)


def _waits_since(case: Case, begun: datetime) -> timedelta:
    """How long promises stood still since then, the whole of a wait under way included."""
    waits = [clock for clock in case.clocks if clock.kind == "wait" and clock.started_at >= begun]
    ends = [(clock.met_at or clock.stopped_at or clock.due_at) - clock.started_at for clock in waits]
    return sum(ends, timedelta())


def _settle(case: Case, clock: Clock) -> None:
    if clock.breached_at is None and case.work.now > clock.due_at:
        clock.breached_at = clock.due_at
    clock.next_at = None
    case.save_clock(clock)


def pause(case: Case, until: datetime) -> None:
    """The ticket waits: what is promised moves by the whole wait; what is broken already stays broken, quietly."""
    length = until - case.work.now
    start_clock(case, "wait", until)
    for clock in _standing(case):
        if clock.due_at > case.work.now:
            move(case, clock, clock.due_at + length)
        elif clock.next_at is not None:
            clock.next_at = until + AFTER_WAIT
            case.save_clock(clock)


def go_on(case: Case) -> None:
    """The wait is over: what was not used of it is taken back."""
    for waiting in case.running("wait"):
        unused = max(waiting.due_at - case.work.now, timedelta())
        meet(case, "wait")
        for clock in _standing(case):
            if clock.due_at > case.work.now:
                move(case, clock, clock.due_at - unused)
            elif clock.next_at is not None:
                clock.next_at -= unused
                case.save_clock(clock)


def waited(case: Case) -> timedelta:
    """How long the ticket has waited so far, all its waits together."""
    ended = [(clock, clock.met_at or clock.stopped_at) for clock in case.clocks if clock.kind == "wait"]
    return sum((end - clock.started_at for clock, end in ended if end), timedelta())


def told_to_residents(case: Case) -> dict[str, str]:
    """The promises residents are told of, and how each is said."""
    return {kind: promise.said for kind, promise in case.work.policy.promises.items() if promise.said}


def ahead(case: Case) -> Clock | None:
    """The nearest promise still ahead that residents are told of."""
    running = case.running(*told_to_residents(case))
    return min((clock for clock in running if clock.due_at > case.work.now), key=lambda row: row.due_at, default=None)
