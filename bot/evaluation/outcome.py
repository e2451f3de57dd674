"""What an evaluation found: trials of one engine, what is wrong with its answers, and what figures do not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlu.evaluation import Fault, faults, first, sureness
from nlu.judging import Tally, Trouble
from nlu.labelled import NO_APPEAL, Labelled
from nlu.trials import Trial, together
from nlu.understanding import Understanding

TOTAL = "合计"
MOST_LINES = 5  # numbers of lines in one sentence
FAULTS = {
    Fault.EMERGENCY_MISSED: "漏报紧急",
    Fault.EMERGENCY_FALSE: "误报紧急",
    Fault.MISSED: "漏掉诉求",
    Fault.FALSE: "误立单",
    Fault.CATEGORY: "类别不对",
}
TROUBLES = {
    Trouble.MISSING: "没有安装或没有设置",
    Trouble.UNREACHABLE: "连不上",
    Trouble.SLOW: "太慢",
    Trouble.REFUSED: "拒绝回答",
    Trouble.NONSENSE: "答得不合约定",
    Trouble.SPENT: "今天的次数用完了",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One answer with something wrong.

    Attributes:
        source: name of its file.
        sure: how probable the engine held it, 0 to 1.
    """

    source: str
    row: Labelled
    answer: Understanding
    faults: tuple[Fault, ...]
    sure: float

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.source}:{self.row.line}"

    @property
    def truth(self) -> str:
        """The acceptable categories as files write them."""
        return "|".join(sorted(self.row.categories)) or NO_APPEAL

    @property
    def said(self) -> str:
        """The category answered."""
        return first(self.answer)

    @property
    def told(self) -> str:
        """What is wrong, for people."""
        return "、".join(FAULTS[fault] for fault in self.faults)


@dataclass(frozen=True)
class Outcome:
    """Everything that was measured of one engine.

    Attributes:
        engine: its name.
        trials: one for each file.
        asked: second mind -> what became of the questions put to it.
        skipped: file -> lines that were not read.
        listed: whether people want to see every mistake.
    """

    engine: str
    trials: Sequence[Trial]
    asked: Mapping[str, Tally]
    skipped: Mapping[str, Sequence[int]]
    listed: bool = False

    @cached_property
    def total(self) -> Trial:
        """All files together."""
        return self.trials[0] if len(self.trials) == 1 else together(TOTAL, self.trials)

    @cached_property
    def mistakes(self) -> list[Mistake]:
        """Every answer with something wrong, in the order of the files; none where nobody wants to see them."""
        return list(_mistakes(self.trials)) if self.listed else []

    @cached_property
    def remarks(self) -> list[str]:
        """Sentences about what the figures do not tell."""
        return [*_skipped(self.skipped), *_silent(self.asked)]


def _mistakes(trials: Iterable[Trial]) -> Iterator[Mistake]:
    for trial in trials:
        for row, answer in zip(trial.rows, trial.answers, strict=True):
            if wrong := faults(row, answer):
                yield Mistake(trial.name, row, answer, tuple(wrong), sureness(answer))


def _skipped(skipped: Mapping[str, Sequence[int]]) -> Iterator[str]:
    for name, lines in skipped.items():
        if lines:
            told = "、".join(map(str, lines[:MOST_LINES])) + ("……" if len(lines) > MOST_LINES else "")
            yield f"{name}: 略过 {len(lines)} 行，没有原话那一列（第 {told} 行）。"


def _silent(asked: Mapping[str, Tally]) -> Iterator[str]:
    """Each second mind that did not answer all it was to be asked: the figures are not its own."""
    for name, tally in asked.items():
        wanted = tally.asked + tally.skipped
        why = f"（{TROUBLES[tally.trouble]}）" if tally.trouble else ""
        if tally.answered < wanted:
            yield f"{name}: 该问 {wanted} 次，只答了 {tally.answered} 次{why}，其余由前面的引擎作主。"
        elif tally.trouble:
            yield f"{name}: 一次也没有问{why}，由前面的引擎作主。"
