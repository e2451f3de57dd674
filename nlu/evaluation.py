"""How good an engine is, counted on labelled messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nlu.curves import Calibration, Rejection, calibrate
from nlu.labelled import NO_APPEAL, Labelled
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Engine, Understanding, Urgency

Pair = tuple[Labelled, Understanding]


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, false alarms and misses of one decision."""

    right: int
    wrong: int
    missed: int

    @property
    def support(self) -> int:
        """How many there were to find."""
        return self.right + self.missed

    @property
    def occurs(self) -> bool:
        """Whether there was anything to find or was anything answered."""
        return self.right + self.wrong + self.missed > 0

    @property
    def precision(self) -> float:
        """Share of the answers that are right; 0 when nothing was answered."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the truth that was found; 0 when there was nothing to find."""
        return self.right / max(1, self.support)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when there was nothing to find and nothing was answered."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


class Fault(StrEnum):
    """What is wrong with an answer."""

    EMERGENCY_MISSED = "emergency_missed"
    EMERGENCY_FALSE = "emergency_false"
    MISSED = "missed"  # an appeal that opened no ticket
    FALSE = "false"  # a ticket for what is no appeal
    CATEGORY = "category"


@dataclass(frozen=True)
class Report:
    """What came out.

    Attributes:
        right: true appeals whose first issue is of an acceptable category.
        graded: messages whose urgency was labelled; `emergency` counts these only.
        unsure: messages taken for no appeal that may be one.
        unsure_appeals: of those, the appeals.
        categories: per category, where an acceptable answer counts for the category answered, and a wrong one is
            a miss in every acceptable category.
        confusion: (acceptable categories joined by "|", answered category) -> messages, wrong ones only.
        matrix: (category, answered category) -> messages, right ones too; a wrong answer stands in the row of
            every acceptable category.
        appeal_calibration: of the probability to be an appeal, over all messages.
        category_calibration: of the probability of the category, over the true appeals that were taken for one.
        rejection_curve: all messages; right is an answer without a ticket for talk, and with the right category
            for an appeal.
    """

    messages: int
    right: int
    graded: int
    unsure: int
    unsure_appeals: int
    appeal: Score
    emergency: Score
    categories: dict[str, Score]
    confusion: dict[tuple[str, str], int]
    matrix: dict[tuple[str, str], int]
    appeal_calibration: Calibration
    category_calibration: Calibration
    rejection_curve: Rejection

    @property
    def others(self) -> int:
        """Messages that are no appeal."""
        return self.messages - self.appeal.support

    @property
    def category_accuracy(self) -> float:
        """Share of the true appeals with an acceptable category; a missed appeal is wrong."""
        return self.right / max(1, self.appeal.support)

    @property
    def false_tickets(self) -> float:
        """Share of the other messages that opened a ticket."""
        return self.appeal.wrong / max(1, self.others)

    @property
    def rejection(self) -> float:
        """Share of the other messages that opened no ticket; 0 where there are none."""
        return (self.others - self.appeal.wrong) / max(1, self.others)


def evaluate(engine: Engine, rows: Sequence[Labelled]) -> Report:
    """Ask the engine about every row and count."""
    return compare(rows, engine.understand_many([row.text for row in rows]))


def compare(rows: Sequence[Labelled], answers: Sequence[Understanding]) -> Report:
    """Count answers against labels, in the same order."""
    pairs = list(zip(rows, answers, strict=True))
    said = [(row, first(answer)) for row, answer in pairs]
    unsure = [row for row, answer in pairs if answer.unsure]
    graded = [pair for pair in pairs if pair[0].urgency is not None]
    found = [(row, answer) for row, answer in pairs if row.categories and answer.issues]
    return Report(
        messages=len(pairs),
        right=sum(category in row.categories for row, category in said),
        graded=len(graded),
        unsure=len(unsure),
        unsure_appeals=sum(bool(row.categories) for row in unsure),
        appeal=_score((bool(row.categories), answer.appeal) for row, answer in pairs),
        emergency=_score((row.urgency is Urgency.EMERGENCY, _alarming(answer)) for row, answer in graded),
        categories={category: _category_score(category, said) for category in CATEGORIES},
        confusion=_confusion(said),
        matrix=dict(Counter(cell for row, category in said for cell in _cells(row, category))),
        appeal_calibration=calibrate([a.appeal_score for _, a in pairs], [bool(row.categories) for row, _ in pairs]),
        category_calibration=calibrate([a.issues[0].confidence for _, a in found], [_is_right(*p) for p in found]),
        rejection_curve=Rejection([sureness(a) for _, a in pairs], [_is_right(*pair) for pair in pairs]),
    )


def first(answer: Understanding) -> str:
    """The category a ticket would have, or `NO_APPEAL`."""
    return answer.issues[0].category if answer.issues else NO_APPEAL


def sureness(answer: Understanding) -> float:
    """How probable the engine holds its whole answer: no appeal, or an appeal of that category."""
    return answer.appeal_score * answer.issues[0].confidence if answer.issues else 1 - answer.appeal_score


def faults(row: Labelled, answer: Understanding) -> list[Fault]:
    """All that is wrong with an answer, the worst first; nothing when it is right."""
    found = []
    if row.urgency is not None and _alarming(answer) != (row.urgency is Urgency.EMERGENCY):
        found.append(Fault.EMERGENCY_FALSE if _alarming(answer) else Fault.EMERGENCY_MISSED)
    if not _is_right(row, answer):
        found.append(Fault.FALSE if not row.categories else Fault.CATEGORY if answer.appeal else Fault.MISSED)
    return found


def _is_right(row: Labelled, answer: Understanding) -> bool:
    return first(answer) in (row.categories or {NO_APPEAL})


def _alarming(answer: Understanding) -> bool:
    return any(issue.urgency is Urgency.EMERGENCY for issue in answer.issues)


def _score(decisions: Iterable[tuple[bool, bool]]) -> Score:
    counts = Counter(decisions)
    return Score(counts[True, True], counts[False, True], counts[True, False])


def _category_score(category: str, said: Sequence[tuple[Labelled, str]]) -> Score:
    """Where several categories are acceptable, choosing another of them is no miss."""
    return _score(
        (category in row.categories, answered == category)
        for row, answered in said
        if answered == category or answered not in row.categories
    )


def _confusion(said: Sequence[tuple[Labelled, str]]) -> dict[tuple[str, str], int]:
    truths = ((row.categories or frozenset({NO_APPEAL}), answered) for row, answered in said)
    wrong = Counter(("|".join(sorted(truth)), answered) for truth, answered in truths if answered not in truth)
    return dict(wrong.most_common())


def _cells(row: Labelled, answered: str) -> list[tuple[str, str]]:
    truth = row.categories or {NO_APPEAL}
    return [(category, answered) for category in ([answered] if answered in truth else sorted(truth))]
