"""Looking at a completion: after minutes, when its photos are there, after a day, and once residents had their say."""

from __future__ import annotations

from datetime import timedelta

from handlers import asking
from handlers.hints import finding, gathering
from handlers.work import Case, Work
from storage import hints
from storage.hints import Completion, Hint


def tick(work: Work, limit: int) -> int:
    """Every completion whose moment has come."""
    due = hints.due(work.conn, work.district, work.now, limit)
    for done in due:
        if case := work.case(done.ticket_id):
            _look(case, done)
    return len(due)


def put_off(work: Work, by: timedelta) -> None:
    """Look at the first one later: it could not be handled now."""
    for done in hints.due(work.conn, work.district, work.now, 1):
        done.next_at = work.now + by
        hints.save(work.batch, done)


def daily(work: Work) -> None:
    """What nobody compares with any more goes, and hints of long ago."""
    rule = work.policy.inspection
    hints.forget(work.conn, work.district, asking.ago(work, rule.compare), asking.ago(work, rule.keep))


def _look(case: Case, done: Completion) -> None:
    work = case.work
    known, waiting = gathering.facts(case, done)
    for kind, evidence in finding.found(known, gathering.bounds(work), work.policy.inspection.kinds):
        hints.add(
            work.conn,
            Hint(work.district, work.new_id(), case.ticket.id, kind, done.person, evidence, work.now),
        )
    _look_again(work, done, waiting=waiting)


def _look_again(work: Work, done: Completion, *, waiting: bool) -> None:
    """A photo on its way is waited for, a day at most; at the end residents have been asked."""
    rule, calendar = work.policy.inspection, work.policy.calendar
    last, asked = rule.last_look.after(done.at, calendar), work.policy.survey.close_after.after(done.at, calendar)
    soon = rule.first_look.after(work.now, calendar)
    times = [*([soon] if waiting and soon < last else []), last, asked]
    done.looked += 1
    done.next_at = next((at for at in times if at > work.now), None)
    hints.save(work.batch, done)
