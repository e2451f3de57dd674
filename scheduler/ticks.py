"""Each tick: select what is due, call a handler. Any number of processes may tick at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers import digest, escalation, surveys
from handlers.durations import local_date, next_at
from handlers.policy import Policy
from handlers.table import ON_NO_ANSWER
from handlers.work import Work
from storage import clocks as clock_rows
from storage import meta, residents
from storage import surveys as survey_rows

log = logging.getLogger(__name__)

OpenWork = Callable[[str], AbstractContextManager[Work]]
Tick = Callable[[Work, int], int]

BATCH = 100
PUT_OFF = timedelta(minutes=10)


def clocks(work: Work, limit: int) -> int:
    """Reminders before a deadline, escalation after it."""
    due = clock_rows.due(work.conn, work.district, work.now, limit)
    told = escalation.Told(work)
    for row in due:
        case = work.case(row.ticket_id)
        if case is None:
            continue
        clock = case.adopt(row)
        if clock.next_at is not None and clock.next_at <= work.now:
            escalation.tick(case, clock, told)
    told.finish()
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


def daily_digest(work: Work, limit: int) -> int:
    """Once a day, at the policy's hour, even if that hour was missed."""
    today = local_date(work.now).isoformat()
    if work.now < _digest_today(work.policy, work.now) or meta.get(work.conn, _digest_key(work.district)) == today:
        return 0
    meta.put(work.conn, _digest_key(work.district), today)
    return digest.daily(work)


TICKS: dict[str, Tick] = {
    "clocks": clocks,
    "callbacks": callbacks,
    "unanswered": unanswered,
    "daily_digest": daily_digest,
}


def run(open_work: OpenWork) -> int:
    """Run every tick until nothing is due; returns how many things were done."""
    return sum(_run_one(open_work, name, tick) for name, tick in TICKS.items())


def _run_one(open_work: OpenWork, name: str, tick: Tick) -> int:
    done = 0
    while True:
        try:
            with open_work(f"tick:{name}") as work:
                count = tick(work, BATCH)
        except Exception:
            # One row that cannot be handled must not stop the others: go on one by one.
            log.exception("tick %s failed on a batch; going on one by one", name)
            return done + _one_by_one(open_work, name, tick)
        done += count
        if count < BATCH:
            return done


def _one_by_one(open_work: OpenWork, name: str, tick: Tick) -> int:
    done = 0
    for _ in range(BATCH):
        try:
            with open_work(f"tick:{name}") as work:
                if tick(work, 1) == 0:
                    return done
            done += 1
        except Exception:
            log.exception("tick %s failed on one row; put off by %s", name, PUT_OFF)
            with open_work(f"tick:{name}") as work:
                _put_off(work, name)
    return done


def _put_off(work: Work, name: str) -> None:
    """Look at the first due row of a tick later, so that it is out of the way of the others."""
    later = work.now + PUT_OFF
    if name == "clocks":
        for clock in clock_rows.due(work.conn, work.district, work.now, 1):
            clock.next_at = later
            clock_rows.save(work.batch, clock)
    elif name == "callbacks":
        for survey in survey_rows.due(work.conn, work.district, work.now, 1):
            survey.next_at = later
            survey_rows.save(work.batch, survey)
    else:
        for asked in residents.expired(work.conn, work.district, work.now, 1):
            residents.settle(work.conn, asked)


def next_due(conn: Connection, district: str, policy: Policy, now: datetime) -> datetime:
    """The next moment at which a tick has something to do; at the latest the next digest."""
    moments = [
        clock_rows.next_due(conn, district),
        survey_rows.next_due(conn, district),
        residents.next_expiry(conn, district),
        next_at(now, policy.reminders.digest_at),
    ]
    return min(moment for moment in moments if moment is not None)


def _digest_today(policy: Policy, now: datetime) -> datetime:
    return next_at(now - timedelta(days=1), policy.reminders.digest_at)


def _digest_key(district: str) -> str:
    return f"digest:{district}"
