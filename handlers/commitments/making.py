"""A promise becomes a commitment: who made it, by when, and on which ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from handlers import wording
from handlers.work import Case, Work
from handlers.workflow import Status
from nlu.promising import Promise, promises
from storage import commitments as rows
from storage.commitments import Commitment
from storage.types import CHINA

MOST = 3  # of one message; who names more dates tells a plan
_LONGEST = 200
_CALLED = re.compile(r"[@＠]\S{1,20}\s?")
# An appeal, or the umbrella over several: nobody waits for a wish or a task of our own at a certain hour.
_FORMS = {"appeal", "incident"}
# Nobody does anything any more on a ticket that ended so.
_OVER = {Status.MERGED, Status.OUT_OF_SCOPE}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who promises.

    Attributes:
        person: his code; None for somebody in a group whose account no file knows.
        name: what he is called, with his title.
        role, unit: for whom he speaks.
    """

    person: str | None
    name: str
    role: str | None
    unit: str


def speaker(case: Case, person: str) -> Speaker:
    """Somebody with a duty, as he stands to this ticket: his duty nearest to its place, else his first."""
    work = case.work
    near = [unit.code for unit in work.org.path(case.ticket.unit)]
    duties = work.org.duties_of(person, work.today)
    duty = next((duty for duty in duties if duty.unit in near), duties[0] if duties else None)
    name = wording.name_of(work, person)[:64]
    return Speaker(person, name, duty.role if duty else None, duty.unit if duty else case.ticket.unit)


def counts(case: Case) -> bool:
    """Whether promises about this order are kept: not about what is confidential, a wish or a task of our own."""
    ticket = case.ticket
    return ticket.form in _FORMS and not ticket.confidential and Status(ticket.status) not in _OVER


def made(
    case: Case, who: Speaker, words: str, standing: list[Commitment], inbox_id: int | None = None
) -> list[Commitment]:
    """Write down what these words promise; what was promised before and is put off by it is marked so.

    Args:
        standing: the commitments of the ticket, as they are now.
    """
    work, found = case.work, []
    told = promises(words, work.now.astimezone(CHINA), work.policy.calendar.add_workdays)
    for promise in told[:MOST]:
        earlier = [one for one in standing if one.due_at > work.now and _same(one, who, promise)]
        if any(one.due_at == promise.due for one in earlier):
            continue
        for one in earlier:
            one.state, one.next_at, one.settled_at = "moved", None, work.now
            rows.save(work.batch, one)
        found.append(_write(case, who, promise, inbox_id))
    return found


def _same(one: Commitment, who: Speaker, promise: Promise) -> bool:
    """Whether an earlier promise, whose time has not come, is about the same as this one."""
    mine = one.person == who.person and (who.person is not None or one.unit == who.unit)
    return mine and one.state == "open" and one.what == promise.what


def _write(case: Case, who: Speaker, promise: Promise, inbox_id: int | None) -> Commitment:
    work, rule = case.work, case.work.policy.commitments
    remind = _remind_at(work, promise)
    said = wording.short(_CALLED.sub("", promise.words).strip(), _LONGEST)
    asked = work.policy.quiet.end_after(rule.grace.after(promise.due, work.policy.calendar))
    row = Commitment(
        work.district, work.new_id(), case.ticket.id, inbox_id, who.person, who.name, who.role, who.unit,
        promise.what.value, said, work.now, promise.due, remind, remind or asked,
    )  # fmt: skip
    rows.add(work.batch, row)
    case.record("promised", who.person or "system", name=who.name, text=said, until=promise.due.isoformat())
    return row


def _remind_at(work: Work, promise: Promise) -> datetime | None:
    """Ahead of its time, by day; None where that is over, or no longer ahead."""
    rule, calendar = work.policy.commitments, work.policy.calendar
    ahead = rule.remind_before.after(promise.due, calendar) - promise.due
    at = work.policy.quiet.end_after(promise.due - ahead)
    return at if work.now + ahead / 2 < at < promise.due else None
