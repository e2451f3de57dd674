"""How often each kind of hint was right, by those who looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.figures import stats
from handlers.hints.kinds import NAMES
from storage.hints import FALSE, REAL


@dataclass(frozen=True, slots=True)
class Precision(stats.Share):
    """Of one kind of hint: how many were right, how many false, and how many nobody has looked at."""

    kind: str
    name: str
    real: int
    false: int
    waiting: int

    @property
    def hits(self) -> int:
        """How many were right."""
        return self.real

    @property
    def n(self) -> int:
        """How many somebody looked at."""
        return self.real + self.false


def precision(counts: Mapping[str, Mapping[str | None, int]]) -> list[Precision]:
    """Every kind that hinted at anything, in the order of the kinds."""
    return [
        Precision(kind, name, counts[kind].get(REAL, 0), counts[kind].get(FALSE, 0), counts[kind].get(None, 0))
        for kind, name in NAMES.items()
        if kind in counts
    ]
