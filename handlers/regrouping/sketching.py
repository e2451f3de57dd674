"""After messages moved, what is remembered of a trouble follows, so that the group's next words find it."""

from __future__ import annotations

from handlers.listening import following
from handlers.work import Case


def redraw(*cases: Case) -> None:
    """Draw anew what is remembered of these tickets from the messages they have now."""
    for case in cases:
        case.work.finish()  # what moved in this transaction counts
        following.redraw(case.work, case)
