"""挂起 and 恢复: a ticket waits for something, with a reason and a cap; then work goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import clocks
from handlers.work import Case
from handlers.workflow import Status

# What is left of the cap must be worth a wait.
_SHORTEST = timedelta(hours=1)


def until(case: Case) -> datetime | None:
    """How long the ticket may wait from now; None when its waits together have used up the cap."""
    work = case.work
    end = work.policy.wait.at_most.after(work.now, work.policy.calendar) - clocks.waited(case)
    return end if end - work.now >= _SHORTEST else None


def begin(case: Case, person: str, reason: str, end: datetime) -> None:
    """Put the ticket off until `end` at the latest; its promises stand still."""
    case.record("waiting", person, Status.WAITING, reason=reason, until=end.isoformat())
    clocks.pause(case, end)


def end(case: Case, actor: str) -> None:
    """Work goes on, by a press or because the cap has passed."""
    clocks.go_on(case)
    case.record("resumed", actor, Status.ACCEPTED)
