"""When a clock's moment comes: an incident that is over by itself ends, and what is beneath one waits quietly."""

from __future__ import annotations

from handlers.incidents import covering, leaving
from handlers.work import Case
from storage.clocks import Clock


def tick(case: Case, clock: Clock) -> bool:
    """Whether an incident decides about this clock, and nobody is reminded or called for it.

    An incident ends here when the last ticket beneath it has ended by itself. Beneath one that is under way a
    broken promise stays on record as broken; it is looked at again in an hour.
    """
    if leaving.over_by_itself(case):
        clock.next_at = None
        case.save_clock(clock)
        return True
    if covering.quiet(case):
        covering.wait_quietly(case, clock)
        return True
    return False
