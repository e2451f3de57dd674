"""What the answers of a round come to. Pure.

办结 is what officials say and stands nowhere here: an outcome is made of residents' words alone.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

SOLVED, PARTLY, NOT = "solved", "partly", "not"
_FROM_GOOD = (SOLVED, PARTLY, NOT)
OWN = ("", "")  # whoever reported it, on whatever account of his
# With fewer households nobody but the reporter ends a ticket at once.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Vote:
    """What one household said last: `solved`, `partly` or `not`. `own`: whether it is the reporter's."""

    result: str
    own: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """One answer as it is kept; `who` gave it, `household` is the first answer of those behind his door."""

    id: int
    household: int | None
    who: tuple[str, str]
    result: str | None
    solved: bool | None
    score: int | None
    own: bool


def verdict(result: str | None, solved: bool | None, score: int | None, low_score: int) -> str | None:
    """What one answer says; None where it says nothing of it."""
    if result in (SOLVED, PARTLY, NOT):
        return result
    said = solved if score is None or solved is not None else score > low_score
    return None if said is None else SOLVED if said else NOT


def votes(answers: Iterable[Spoken], low_score: int) -> list[Vote]:
    """One vote for each household. Answers come first to last.

    Of each account the last word counts; of a household the reporter's own, else the least good: nobody can say for
    those he lives with that all is well.
    """
    last: dict[int, dict[tuple[str, str], Vote]] = {}
    for door, one in by_household(answers):
        if said := verdict(one.result, one.solved, one.score, low_score):
            last.setdefault(door, {})[OWN if one.own else one.who] = Vote(said, one.own)
    return [
        here.get(OWN) or max(here.values(), key=lambda vote: _FROM_GOOD.index(vote.result)) for here in last.values()
    ]


def by_household(answers: Iterable[Spoken]) -> list[tuple[int, Spoken]]:
    """Each answer with its household: the id of one of them. The reporter may speak on any account of his."""
    leads: dict[int, int] = {}

    def first(answer: int) -> int:
        while leads.setdefault(answer, answer) != answer:
            answer = leads[answer]
        return answer

    given, accounts = list(answers), dict[tuple[str, str], int]()
    for one in given:
        before = accounts.setdefault(OWN if one.own else one.who, one.id)
        for other in (before, one.household or one.id):
            leads[first(one.id)] = first(other)
    return [(first(one.id), one) for one in given]


def outcome(said: Collection[Vote], quorum: float) -> str:
    """`solved`, `partly`, `unsolved` or `unanswered`.

    Solved needs a quorum of those who answered, and never goes against the reporter's own word. Silence is no answer.
    """
    if not said:
        return "unanswered"
    own = next((vote.result for vote in said if vote.own), None)
    if own == NOT:
        return "unsolved"
    if own == PARTLY:
        return PARTLY
    if count(said, SOLVED) >= quorum * len(said):
        return SOLVED
    return "unsolved" if count(said, NOT) > count(said, PARTLY) else PARTLY


def agreed(said: Collection[Vote], asked: int, quorum: float) -> bool:
    """Whether the neighbours end it without waiting for the others: a quorum of all who were asked says solved."""
    enough = max(_LEAST, math.ceil(quorum * asked))
    return count(said, SOLVED) >= enough and outcome(said, quorum) == SOLVED


def count(said: Iterable[Vote], result: str) -> int:
    """How many households say this."""
    return sum(vote.result == result for vote in said)
