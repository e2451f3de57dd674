"""Who near a group is asked about what nobody is sure of, and how often."""

from __future__ import annotations

from pydantic import Field

from handlers.rules.base import Length, Part

MOST = 3  # cards at once: with three buttons each, as many as there are digits to answer with


class UnsureRule(Part):
    """The one-tap queue.

    Attributes:
        roles: who is asked: the first of these that somebody holds nearest to the group.
        after: so long it is left open, since the next words often say what was meant.
        every: he is asked at most so often.
        most: cards at once; of the others he is told how many there are.
        wait: what he has not answered by then goes to the desk.
    """

    roles: tuple[str, ...] = Field(min_length=1)
    after: Length
    every: Length
    most: int = Field(default=MOST, ge=1, le=MOST)
    wait: Length
