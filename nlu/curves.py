"""How far figures can be trusted: calibration, what handing over the doubtful ones gains, and intervals.

The definitions are scikit-learn's where it has them; the library itself would take seconds to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

BINS = 10
Z95 = 1.959964  # of the normal distribution, for 95 in 100


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Between which bounds the true share lies with 95 % probability (Wilson's score interval)."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z95**2
    middle = share + square / (2 * of)
    spread = Z95 * sqrt(share * (1 - share) / of + square / (4 * of**2))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about one probability.

    Attributes:
        low: probabilities above this; in the lowest bin from this on.
        high: up to and with this.
        told: their mean probability; 0 where there are none.
        true: the share of them that came true; 0 where there are none.
    """

    low: float
    high: float
    count: int
    told: float
    true: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether seven of ten things told with probability 0.7 come true.

    Attributes:
        bins: ten of equal width, also the empty ones.
        error: expected calibration error, the mean distance of told and true over all answers.
        brier: mean square of what a probability was off; 0 is best, 0.25 is what 0.5 for everything gets.
    """

    count: int
    bins: tuple[Bin, ...]
    error: float
    brier: float


def calibrate(probabilities: Sequence[float], outcomes: Sequence[bool]) -> Calibration:
    """Compare probabilities with what came true, in the same order."""
    told = np.clip(np.asarray(probabilities, dtype=float), 0.0, 1.0)
    true = np.asarray(outcomes, dtype=float)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    places = np.searchsorted(edges[1:-1], told)
    counts = np.bincount(places, minlength=BINS)
    full = np.maximum(counts, 1)
    means = np.bincount(places, told, minlength=BINS) / full
    shares = np.bincount(places, true, minlength=BINS) / full
    total = max(1, len(told))
    return Calibration(
        count=len(told),
        bins=tuple(
            Bin(float(edges[i]), float(edges[i + 1]), int(counts[i]), float(means[i]), float(shares[i]))
            for i in range(BINS)
        ),
        error=float(counts @ np.abs(means - shares)) / total,
        brier=float(((told - true) ** 2).sum()) / total,
    )


@dataclass(frozen=True, slots=True)
class Point:
    """What is left when the least sure answers go to people.

    Attributes:
        coverage: share of the messages that keep their answer.
        kept: their number.
        accuracy: share of these answers that are right; 0 where none is kept.
        sureness: of the least sure answer that is kept.
    """

    coverage: float
    kept: int
    accuracy: float
    sureness: float


class Rejection:
    """Accuracy against coverage, the surest answers first.

    Where equally sure answers would have to be parted, each counts as the mean of them all, so that the order
    of a file changes nothing.
    """

    def __init__(self, sureness: Sequence[float], right: Sequence[bool]) -> None:
        sure = np.asarray(sureness, dtype=float)
        levels, places = np.unique(sure, return_inverse=True)
        means = np.bincount(places, np.asarray(right, dtype=float)) / np.maximum(np.bincount(places), 1)
        order = np.argsort(-sure, kind="stable")
        self._sureness = levels[places][order]
        self._right = means[places][order].cumsum()

    def at(self, coverage: float) -> Point:
        """The point at a share of the messages, at least one of them."""
        if not len(self._right):
            return Point(coverage, 0, 0.0, 0.0)
        kept = max(1, round(coverage * len(self._right)))
        return Point(coverage, kept, float(self._right[kept - 1]) / kept, float(self._sureness[kept - 1]))
