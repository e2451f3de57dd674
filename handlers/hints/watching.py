"""Every completion of an appeal is written down, to be looked at a little later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from handlers.work import Case, Work
from handlers.workflow import Status
from storage import hints
from storage.clocks import Clock
from storage.hints import Completion


def after(case: Case, person: str) -> None:
    """A deed was done: if it called the ticket done, somebody looks in a while whether anything is odd."""
    work, ticket, rule = case.work, case.ticket, case.work.policy.inspection
    if ticket.form != "appeal" or ticket.status != Status.RESOLVED or ticket.resolved_at != work.now or not rule.kinds:
        return
    row = Completion(
        work.district, work.new_id(), ticket.id, ticket.reopened + 1, person, ticket.resolution or "", work.now,
        _spare(case), 0, rule.first_look.after(work.now, work.policy.calendar),
    )  # fmt: skip
    hints.complete(work.batch, row)


def _spare(case: Case) -> int | None:
    """Seconds left of the promise to have it done."""
    clock = kept(case.work, case.clocks, case.work.now)
    return int((clock.due_at - case.work.now).total_seconds()) if clock else None


def kept(work: Work, clocks: Iterable[Clock], at: datetime) -> Clock | None:
    """The promise to have it done that was kept at that moment; a first word on it was due long before."""
    kinds = [kind for kind, promise in work.policy.promises.items() if "resolve" in promise.met_by]
    found = [clock for clock in clocks if clock.kind in kinds and clock.met_at == at]
    return max(found, key=lambda clock: clock.due_at, default=None)
