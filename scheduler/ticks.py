"""Each tick: select what is due, call a handler. Any number of processes may tick at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from handlers import digest, escalation, missed, succession, surveys
from handlers.cadences import firing, households, planning
from handlers.commitments import asking as promises
from handlers.durations import day_at, local_date, next_at
from handlers.figures import prevention, themes
from handlers.hints import looking
from handlers.importing import keeping
from handlers.knowing import expiring
from handlers.listening import memory
from handlers.manners import consent, evening
from handlers.policy import Policy
from handlers.table import ON_NO_ANSWER
from handlers.told import Told
from handlers.unsure import gathering
from handlers.volunteering import services
from handlers.work import Work
from storage import asks, cadences, commitments, consents, evenings, hints, meta, notes, residents
from storage import clocks as clock_rows
from storage import surveys as survey_rows

log = logging.getLogger(__name__)

OpenWork = Callable[[str], AbstractContextManager[Work]]
Tick = Callable[[Work, int], int]

BATCH = 100
PUT_OFF = timedelta(minutes=10)
_PUT_OFF: dict[str, Callable[[Work, datetime], None]] = {
    "groups": consent.put_off,
    "evening": evening.put_off,
    "unsure": gathering.put_off,
    "promises": lambda work, _: promises.put_off(work, PUT_OFF),
    "hints": lambda work, _: looking.put_off(work, PUT_OFF),
}


def clocks(work: Work, limit: int, told: Told) -> int:
    """Reminders before a deadline, escalation after it."""
    due = clock_rows.due(work.conn, work.district, work.now, limit)
    told.begin()
    for row in due:
        case = work.case(row.ticket_id)
        if case is None:
            continue
        clock = case.adopt(row)
        if clock.next_at is not None and clock.next_at <= work.now:
            escalation.tick(case, clock, told)
    told.finish(work)
    return len(due)


def callbacks(work: Work, limit: int) -> int:
    """Surveys to send, to remind of, and to close without an answer."""
    due = survey_rows.due(work.conn, work.district, work.now, limit)
    for survey in due:
        if case := work.case(survey.ticket_id):
            surveys.tick(case, survey)
    return len(due)


def unanswered(work: Work, limit: int) -> int:
    """Questions nobody answered: the product goes on without."""
    due = residents.expired(work.conn, work.district, work.now, limit)
    for asked in due:
        residents.settle(work.conn, asked)
        if handler := ON_NO_ANSWER.get(asked.topic):
            handler(work, asked)
    return len(due)


def daily(work: Work, limit: int) -> int:
    """Once a day, at the policy's hour, even if that hour was missed: successors, what is too old, then the digests."""
    moment, today = _daily_due(work.conn, work.district, work.policy, work.now), local_date(work.now).isoformat()
    if moment is None or moment > work.now or not meta.claim(work.conn, _digest_key(work.district), today):
        return 0
    succession.daily(work)
    services.monthly(work)
    missed.forget_old(work)
    memory.forget_old(work)
    keeping.forget_old(work)
    households.forget_old(work)
    expiring.daily(work)
    looking.daily(work)
    notes.sweep(work.conn, work.district, work.now)
    prevention.check(work)
    prevention.plan(work)
    themes.warn(work)
    return digest.daily(work)


NAMES = ("groups", "evening", "clocks", "callbacks", "unanswered", "cadences", "promises", "hints", "unsure", "daily")


def _ticks() -> dict[str, Tick]:
    """The ticks of one round, in their order."""
    return {
        "groups": consent.tick,
        "evening": evening.tick,
        "clocks": partial(clocks, told=Told()),
        "callbacks": callbacks,
        "unanswered": unanswered,
        "cadences": firing.tick,
        "promises": promises.tick,
        "hints": looking.tick,
        "unsure": gathering.tick,
        "daily": daily,
    }


def due(conn: Connection, district: str, policy: Policy, now: datetime) -> set[str]:
    """The ticks that have something to do now: a look, so that an idle second costs no writing transaction."""
    moments = {
        "groups": consent.due(consents.looked(conn, district), policy, now),
        "evening": evening.due(evenings.last(conn, district), policy, now),
        "clocks": clock_rows.next_due(conn, district),
        "callbacks": survey_rows.next_due(conn, district),
        "unanswered": residents.next_expiry(conn, district),
        "cadences": _round_due(conn, district, policy, now),
        "promises": commitments.next_due(conn, district),
        "hints": hints.next_due(conn, district),
        "unsure": asks.next_due(conn, district),
        "daily": _daily_due(conn, district, policy, now),
    }
    return {name for name, moment in moments.items() if moment is not None and moment <= now}


def run(open_work: OpenWork, names: Collection[str]) -> int:
    """Run these ticks until nothing of theirs is due; returns how many things were done."""
    return sum(_run_one(open_work, name, tick) for name, tick in _ticks().items() if name in names)


def _run_one(open_work: OpenWork, name: str, tick: Tick) -> int:
    done = 0
    while (count := _attempt(open_work, name, tick, BATCH)) is not None:
        done += count
        if count < BATCH:
            return done
    # One row that cannot be handled must not stop the others: go on one by one.
    return done + _one_by_one(open_work, name, tick)


def _one_by_one(open_work: OpenWork, name: str, tick: Tick) -> int:
    done = 0
    for _ in range(BATCH):
        count = _attempt(open_work, name, tick, 1)
        if count == 0:
            return done
        if count is None:
            with open_work(f"tick:{name}") as work:
                _put_off(work, name)
        else:
            done += 1
    return done


def _attempt(open_work: OpenWork, name: str, tick: Tick, limit: int) -> int | None:
    """One transaction of a tick; None when it failed. That no transaction can be opened at all is for the caller."""
    opened = False
    try:
        with open_work(f"tick:{name}") as work:
            opened = True
            return tick(work, limit)
    except Exception:
        if not opened:
            raise
        log.exception("tick %s failed on %d rows at most", name, limit)
        return None


def _put_off(work: Work, name: str) -> None:
    """Look at the first due row of a tick later, so that it is out of the way of the others."""
    later = work.now + PUT_OFF
    if name in _PUT_OFF:
        _PUT_OFF[name](work, later)
    elif name == "clocks":
        for clock in clock_rows.due(work.conn, work.district, work.now, 1):
            clock.next_at = later
            clock_rows.save(work.batch, clock)
    elif name == "callbacks":
        for survey in survey_rows.due(work.conn, work.district, work.now, 1):
            survey.next_at = later
            survey_rows.save(work.batch, survey)
    elif name == "unanswered":
        for asked in residents.expired(work.conn, work.district, work.now, 1):
            residents.ask(work.conn, replace(asked, expires_at=later))
    elif name == "cadences":
        firing.put_off(work, later)
    else:
        meta.put(work.conn, _later_key(work.district), later.isoformat())


def next_due(conn: Connection, district: str, policy: Policy, now: datetime) -> datetime:
    """The next moment at which a tick has something to do; at the latest the next digest."""
    moments = [
        consent.due(consents.looked(conn, district), policy, now),
        evening.next_due(evenings.last(conn, district), policy, now),
        clock_rows.next_due(conn, district),
        survey_rows.next_due(conn, district),
        residents.next_expiry(conn, district),
        _round_due(conn, district, policy, now),
        commitments.next_due(conn, district),
        hints.next_due(conn, district),
        asks.next_due(conn, district),
        next_at(now, policy.reminders.digest_at),
    ]
    return min(moment for moment in moments if moment is not None)


def _daily_due(conn: Connection, district: str, policy: Policy, now: datetime) -> datetime | None:
    """When today's round is due, later if it failed; None when it is done."""
    if meta.get(conn, _digest_key(district)) == local_date(now).isoformat():
        return None
    hour, later = day_at(now, policy.reminders.digest_at), meta.get(conn, _later_key(district))
    return max(hour, datetime.fromisoformat(later)) if later else hour


def _round_due(conn: Connection, district: str, policy: Policy, now: datetime) -> datetime | None:
    """When something comes round next; now, where rules or tree have changed and all has to be planned anew."""
    state = cadences.state(conn, district)
    return now if planning.stale(policy, state) else state.next_at


def _digest_key(district: str) -> str:
    return f"digest:{district}"


def _later_key(district: str) -> str:
    return f"digest_later:{district}"
