"""The few statistics the figures need. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, log1p, sqrt
from statistics import median

# Two-sided 95 %.
Z = 1.959963984540054


def wilson(good: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a rate; (0, 1) where there is no sample."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = good / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At the ends the bound is the rate itself; rounding must not say 0.9999999.
    return (0.0 if good == 0 else max(0.0, middle - half)), (1.0 if good == n else min(1.0, middle + half))


class Share:
    """Some of all, with what may be said of it: whoever has `hits` of `n` says so and gets the rest."""

    __slots__ = ()

    @property
    def hits(self) -> int:
        """How many count as yes."""
        raise NotImplementedError

    @property
    def n(self) -> int:
        """The denominator."""
        raise NotImplementedError

    @property
    def value(self) -> float | None:
        """The share; None without a sample."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, by Wilson."""
        return wilson(self.hits, self.n)


def tail(at_least: int, n: int, chance: float) -> float:
    """How likely `at_least` or more of `n` are, each with this chance (binomial, exact)."""
    if at_least <= 0:
        return 1.0
    return min(1.0, sum(_point(count, n, chance) for count in range(at_least, n + 1)))


def _point(count: int, n: int, chance: float) -> float:
    ways = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
    return exp(ways + count * log(chance) + (n - count) * log1p(-chance))


def rising(now: int, before: int, weeks: int) -> float:
    """How likely so many in one week are by chance, after `before` in the `weeks` before it.

    Both are Poisson counts with the same weekly rate, which nobody knows: given their sum, the last week has a share
    of 1/(weeks + 1) of it. The test stays right where a rate is small and was seen for a few weeks only.
    """
    return tail(now, now + before, 1 / (weeks + 1))


def changed(before: int, after: int) -> float:
    """How likely a change as great as this is by chance, either way, where nothing changed (exact, two-sided)."""
    n = before + after
    if n == 0:
        return 1.0
    return min(1.0, 2 * tail(max(before, after), n, 0.5))


def middle(values: Sequence[float]) -> tuple[float, float, float]:
    """The median and its 95 % interval by order statistics; ValueError without values.

    With fewer than six values no two of them enclose the median so surely: the interval is all there is.
    """
    ordered = sorted(values)
    n, below = len(ordered), 0
    beyond = _point(0, n, 0.5)
    while below < n // 2 and beyond <= 0.025:
        below += 1
        beyond += _point(below, n, 0.5)
    # `below` values may be cut off at either end.
    cut = max(0, below - 1)
    return median(ordered), ordered[cut], ordered[n - 1 - cut]
