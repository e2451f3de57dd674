"""Whether a newly taught model may take the place of the present one: both answer the same frozen messages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.corpus import DATA_DIR
from nlu.curves import Z95, wilson
from nlu.engines import ENGINES, NOBODY
from nlu.engines.embedded import EmbeddedEngine
from nlu.evaluation import first
from nlu.labelled import Labelled, read_labelled
from nlu.lessons import Taught
from nlu.model import Model
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Engine, Understanding, Urgency

FROZEN = DATA_DIR / "frozen.tsv"
APPEAL, CATEGORY, EMERGENCY, FALSE_TICKETS = "appeal_f1", "category_accuracy", "emergency_recall", "false_tickets"
FIGURES = (APPEAL, CATEGORY, EMERGENCY, FALSE_TICKETS)
LOWER_IS_BETTER = frozenset({FALSE_TICKETS})
LOCAL = frozenset({"embedded", "semantic"})  # engines whose answers need nothing outside this process

_ROUNDING = 1e-9

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """A figure as a ratio of two sums over the same messages; it falls into what each message adds to both."""

    parts: Numbers
    whole: Numbers

    @property
    def size(self) -> int:
        """How many messages it is a share of."""
        return int(np.count_nonzero(self.whole))

    @cached_property
    def value(self) -> float:
        """The ratio; 0 of nothing."""
        return float(self.parts.sum() / max(1.0, self.whole.sum()))

    @cached_property
    def influence(self) -> Numbers:
        """How much each message pulls the ratio up or down, as if there were as many of it as messages."""
        found: Numbers = len(self.parts) * (self.parts - self.value * self.whole) / max(1.0, self.whole.sum())
        return found

    def interval(self) -> tuple[float, float]:
        """Where the true value lies, 19 times of 20: Wilson's for a plain share, else by the messages' influence."""
        if self.whole.max(initial=0.0) <= 1.0:
            return wilson(round(self.parts.sum()), self.size)
        reach = Z95 * _error(self.influence)
        return max(0.0, self.value - reach), min(1.0, self.value + reach)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of the present model beside that of the new one.

    Attributes:
        error: standard error of the difference, message by message.
    """

    figure: str
    before: float
    after: float
    error: float

    @property
    def gain(self) -> float:
        """How much better it is; negative when it is worse."""
        more = self.after - self.before
        return -more if self.figure in LOWER_IS_BETTER else more

    @property
    def worse(self) -> bool:
        """Lower by more than one standard error. A single message is never more than that."""
        return self.gain < -self.error - _ROUNDING


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks for and against the new model.

    Attributes:
        taught: new lessons; before, after: how many of them the present and the new model understand.
    """

    changes: tuple[Change, ...]
    taught: int
    before: int
    after: int

    @property
    def fallen(self) -> list[Change]:
        """The figures that are worse."""
        return [change for change in self.changes if change.worse]

    @property
    def learned(self) -> bool:
        """Whether the new lessons are understood better than before, or all of them."""
        return self.after > self.before or self.after == self.taught

    @property
    def adopted(self) -> bool:
        """Whether the new model is taken."""
        return self.learned and not self.fallen


def engine_of(model: Model, name: str, folder: Path) -> EmbeddedEngine:
    """The model with the second minds of an engine that need nothing outside; `folder` is where they keep things."""
    wanted = name if name in LOCAL else "semantic"
    return EmbeddedEngine(model, ENGINES[wanted](model, folder, NOBODY), wanted)


def frozen() -> list[Labelled]:
    """The labelled messages no model was ever taught."""
    return read_labelled(FROZEN.read_text(encoding="utf-8").splitlines())


def shares(rows: Sequence[Labelled], answers: Sequence[Understanding]) -> dict[str, Share]:
    """The figures a model is judged by."""
    meant = np.array([bool(row.categories) for row in rows], dtype=np.float64)
    said = np.array([answer.appeal for answer in answers], dtype=np.float64)
    right = np.array([first(a) in row.categories for row, a in zip(rows, answers, strict=True)], dtype=np.float64)
    danger = np.array([row.urgency is Urgency.EMERGENCY for row in rows], dtype=np.float64)
    alarm = np.array([any(i.urgency is Urgency.EMERGENCY for i in a.issues) for a in answers], dtype=np.float64)
    return {
        APPEAL: Share(2 * meant * said, meant + said),
        CATEGORY: Share(right, meant),
        EMERGENCY: Share(danger * alarm, danger),
        FALSE_TICKETS: Share((1 - meant) * said, 1 - meant),
    }


def judge(engine: Engine, rows: Sequence[Labelled]) -> dict[str, Share]:
    """Ask an engine about labelled messages."""
    return shares(rows, engine.understand_many([row.text for row in rows]))


def changes(before: Mapping[str, Share], after: Mapping[str, Share]) -> tuple[Change, ...]:
    """Each figure before and after, of the same messages in the same order."""
    return tuple(_change(name, before[name], after[name]) for name in FIGURES)


def _change(name: str, old: Share, new: Share) -> Change:
    # Messages that are part of neither share say nothing about how sure its difference is.
    part = (old.whole > 0) | (new.whole > 0)
    pulls = (new.influence - old.influence)[part] * (part.sum() / max(1, len(part)))
    return Change(name, old.value, new.value, _error(pulls))


def understood(engine: Engine, lessons: Sequence[Taught]) -> int:
    """How many lessons an engine takes for what was meant; for talk it is enough that no ticket opens."""
    answers = engine.understand_many([lesson.text for lesson in lessons])
    return sum(_is_understood(lesson, answer) for lesson, answer in zip(lessons, answers, strict=True))


def _is_understood(lesson: Taught, answer: Understanding) -> bool:
    return first(answer) == lesson.meant if lesson.meant in CATEGORIES else not answer.appeal


def _error(influence: Numbers) -> float:
    """Standard error of a mean of these."""
    count = len(influence)
    return float(influence.std(ddof=1) / math.sqrt(count)) if count > 1 else 0.0
