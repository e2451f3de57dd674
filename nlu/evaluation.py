"""How good an engine is, counted on labelled messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlu.taxonomy import CATEGORIES
from nlu.understanding import Engine, Understanding, Urgency

NO_APPEAL = "-"  # stands for "no ticket" in files and in the confusion table


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with what a reader made of it.

    Attributes:
        categories: every acceptable category; empty when it is no appeal.
        urgency: None where the reader did not say.
    """

    text: str
    categories: frozenset[str]
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, false alarms and misses of one decision."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the answers that are right; 1 when nothing was answered."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the truth that was found; 1 when there was nothing to find."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True)
class Report:
    """What came out.

    Attributes:
        category_accuracy: share of the true appeals whose first issue is acceptable; a miss is wrong.
        rejection: share of the other messages that opened no ticket.
        categories: per category, where an acceptable answer counts for the category answered.
        confusion: (acceptable categories joined by "|", answered category) -> messages, wrong ones only.
    """

    messages: int
    appeal: Score
    emergency: Score
    category_accuracy: float
    rejection: float
    categories: dict[str, Score]
    confusion: dict[tuple[str, str], int]


def read_labelled(lines: Iterable[str]) -> list[Labelled]:
    """Rows of a TSV: `categories, urgency, text`, or under a header that names these columns in any order.

    Raises:
        ValueError: a line has too few columns or an unknown label; the message names its number.
    """
    rows = [line.rstrip("\r\n").split("\t") for line in lines]
    columns = {"categories": 0, "urgency": 1, "text": 2}
    first = 0
    if rows and {"categories", "text"} <= set(rows[0]):
        columns, first = {name: place for place, name in enumerate(rows[0])}, 1
    return [_labelled(row, number, columns) for number, row in enumerate(rows[first:], first + 1) if any(row)]


def _labelled(row: Sequence[str], number: int, columns: dict[str, int]) -> Labelled:
    try:
        categories = frozenset(set(row[columns["categories"]].split("|")) - {NO_APPEAL, ""})
        urgency = row[columns["urgency"]] if "urgency" in columns else ""
        text = row[columns["text"]]
        grade = Urgency(urgency) if urgency not in {"", NO_APPEAL} else None
    except (IndexError, ValueError) as error:
        raise ValueError(f"line {number}: not categories, urgency and text separated by tabs") from error
    if categories - CATEGORIES.keys():
        raise ValueError(f"line {number}: unknown category {min(categories - CATEGORIES.keys())!r}")
    return Labelled(text, categories, grade)


def evaluate(engine: Engine, rows: Sequence[Labelled]) -> Report:
    """Ask the engine about every row and count."""
    answers = engine.understand_many([row.text for row in rows])
    return compare(rows, answers)


def compare(rows: Sequence[Labelled], answers: Sequence[Understanding]) -> Report:
    """Count answers against labels, in the same order."""
    pairs = [(row, _first(answer)) for row, answer in zip(rows, answers, strict=True)]
    appeal = _score((bool(row.categories), said != NO_APPEAL) for row, said in pairs)
    graded = [(row, answer) for row, answer in zip(rows, answers, strict=True) if row.urgency is not None]
    others = [said for row, said in pairs if not row.categories]
    right = sum(said in row.categories for row, said in pairs)
    return Report(
        messages=len(pairs),
        appeal=appeal,
        emergency=_score((row.urgency is Urgency.EMERGENCY, _alarming(answer)) for row, answer in graded),
        category_accuracy=right / max(1, len(pairs) - len(others)),
        rejection=others.count(NO_APPEAL) / max(1, len(others)),
        categories={category: _category_score(category, pairs) for category in CATEGORIES},
        confusion=_confusion(pairs),
    )


def _first(answer: Understanding) -> str:
    return answer.issues[0].category if answer.issues else NO_APPEAL


def _alarming(answer: Understanding) -> bool:
    return any(issue.urgency is Urgency.EMERGENCY for issue in answer.issues)


def _score(decisions: Iterable[tuple[bool, bool]]) -> Score:
    counts = Counter(decisions)
    return Score(counts[True, True], counts[False, True], counts[True, False])


def _category_score(category: str, pairs: Sequence[tuple[Labelled, str]]) -> Score:
    """Where several categories are acceptable, choosing another of them is no miss."""
    return _score(
        (category in row.categories, said == category)
        for row, said in pairs
        if said == category or said not in row.categories
    )


def _confusion(pairs: Sequence[tuple[Labelled, str]]) -> dict[tuple[str, str], int]:
    truths = ((row.categories or frozenset({NO_APPEAL}), said) for row, said in pairs)
    wrong = Counter(("|".join(sorted(truth)), said) for truth, said in truths if said not in truth)
    return dict(wrong.most_common())
