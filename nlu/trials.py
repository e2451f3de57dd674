"""Asking an engine about labelled messages with a clock beside it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nlu.evaluation import Report, compare
from nlu.judging import Judge, Tally
from nlu.labelled import Labelled
from nlu.understanding import Engine, Understanding

FIRST_MIND = "embedded"  # the one that is asked about every message
_WARMING = "你好"  # loads what the first answer of a process needs; nobody is asked for a second opinion about it


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds one answer took: of this process's processor, and until it was there."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds a message took, over many messages."""

    mean: float
    median: float
    p99: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What messages cost, asked one at a time.

    Attributes:
        counted: messages the figures are of. The first answer of each mind is left out: it loads models.
        cpu: of this process; what a server spends elsewhere is not in it.
        minds: whose word decided -> messages.
    """

    counted: int
    cpu: Spread
    wall: Spread
    minds: dict[str, int]

    @property
    def second(self) -> int:
        """Messages a second mind decided."""
        return sum(count for mind, count in self.minds.items() if mind != FIRST_MIND)


@dataclass(frozen=True)
class Trial:
    """Labelled messages with the answers to them and what each took, in the same order.

    Attributes:
        name: whose messages these are, for people: a file, or several together.
    """

    name: str
    rows: list[Labelled]
    answers: list[Understanding]
    spent: list[Spent]

    @cached_property
    def report(self) -> Report:
        """How good the answers are."""
        return compare(self.rows, self.answers)

    @cached_property
    def cost(self) -> Cost:
        """What the answers cost."""
        minds = [answer.engine for answer in self.answers]
        seen = Counter(minds)
        loading = {minds.index(mind) for mind in seen}
        counted = [spent for place, spent in enumerate(self.spent) if place not in loading] or self.spent
        return Cost(
            len(counted),
            _spread([spent.cpu for spent in counted]),
            _spread([spent.wall for spent in counted]),
            dict(seen.most_common()),
        )


def run(name: str, engine: Engine, rows: Iterable[Labelled]) -> Trial:
    """Ask about every row, one at a time, as in a conversation."""
    engine.understand(_WARMING)
    asked = list(_asked(engine, rows))
    return Trial(name, *(list(column) for column in zip(*asked, strict=True))) if asked else Trial(name, [], [], [])


def together(name: str, trials: Sequence[Trial]) -> Trial:
    """Several trials as one."""
    return Trial(
        name,
        [row for trial in trials for row in trial.rows],
        [answer for trial in trials for answer in trial.answers],
        [spent for trial in trials for spent in trial.spent],
    )


def tallies(engine: Engine, before: Mapping[str, Tally] | None = None) -> dict[str, Tally]:
    """What became of the questions put to each second mind of an engine, since `before` where it is given."""
    judges: Sequence[Judge] = getattr(engine, "judges", ())
    return {judge.name: _since((before or {}).get(judge.name, Tally()), judge.tally) for judge in judges}


def _since(before: Tally, now: Tally) -> Tally:
    return Tally(
        now.asked - before.asked, now.answered - before.answered, now.skipped - before.skipped, trouble=now.trouble
    )


def _asked(engine: Engine, rows: Iterable[Labelled]) -> Iterator[tuple[Labelled, Understanding, Spent]]:
    for row in rows:
        cpu, wall = time.process_time(), time.perf_counter()
        answer = engine.understand(row.text)
        yield row, answer, Spent(time.process_time() - cpu, time.perf_counter() - wall)


def _spread(seconds: Sequence[float]) -> Spread:
    if not seconds:
        return Spread(0.0, 0.0, 0.0)
    median, p99 = np.percentile(seconds, [50, 99])
    return Spread(float(np.mean(seconds)), float(median), float(p99))
