"""What was done together in a month: mediation, ways of settling, and what departments were given. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.figures import stats


@dataclass(frozen=True, slots=True)
class Together:
    """Counts of the whole district.

    Attributes:
        settled, unsettled: mediations that ended with an agreement, and without.
        methods: how many appeals were settled by which method of the pack.
        scores: department → what whoever called it gave it.
    """

    settled: int = 0
    unsettled: int = 0
    methods: Mapping[str, int] = field(default_factory=dict)
    scores: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def mediation(self) -> str:
        """调解成功率, with its sample and interval."""
        n = self.settled + self.unsettled
        if not n:
            return "—（没有样本）"
        low, high = stats.wilson(self.settled, n)
        return f"{self.settled / n:.1%}（{self.settled}/{n}，95%区间 {low:.1%}–{high:.1%}）"


def mean(scores: Sequence[int]) -> str:
    """What a department was given, e.g. 平均4.5分（2次）."""
    return f"平均{sum(scores) / len(scores):.1f}分（{len(scores)}次）"
