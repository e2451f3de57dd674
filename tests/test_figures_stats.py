"""The statistics behind the figures, against known values and by simulation."""

from __future__ import annotations

import random
from math import exp

import pytest

from handlers.figures import stats, themes
from handlers.rules.figures import Themes


@pytest.mark.parametrize(
    ("good", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (0, 0, 0, 1)],
)
def test_the_wilson_interval_has_its_published_values(good: int, n: int, low: float, high: float) -> None:
    assert stats.wilson(good, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
@pytest.mark.parametrize("n", [10, 40])
def test_the_wilson_interval_covers_the_truth_about_95_times_in_100(share: float, n: int) -> None:
    drawn, hits, times = random.Random(7), 0, 4000
    for _ in range(times):
        low, high = stats.wilson(sum(drawn.random() < share for _ in range(n)), n)
        hits += low <= share <= high
    assert hits / times >= 0.92


def test_a_tail_is_the_sum_of_its_points() -> None:
    assert stats.tail(0, 5, 0.5) == 1.0
    assert stats.tail(5, 5, 0.5) == pytest.approx(1 / 32)
    assert stats.tail(3, 5, 0.5) == pytest.approx(0.5)
    assert stats.changed(12, 4) == pytest.approx(0.0768, abs=1e-4)
    assert stats.changed(0, 0) == 1.0


@pytest.mark.parametrize(("n", "interval"), [(3, (1, 3)), (10, (2, 9)), (25, (8, 18))])
def test_the_interval_of_a_median_is_by_order(n: int, interval: tuple[int, int]) -> None:
    _, low, high = stats.middle([float(one) for one in range(1, n + 1)])
    assert (low, high) == interval


def _poisson(drawn: random.Random, rate: float) -> int:
    limit, product, count = exp(-rate), drawn.random(), 0
    while product > limit:
        product *= drawn.random()
        count += 1
    return count


@pytest.mark.parametrize("rate", [0.2, 1.0, 4.0, 12.0])
@pytest.mark.parametrize("weeks", [4, 8])
def test_where_nothing_rises_hardly_anybody_is_warned(rate: float, weeks: int) -> None:
    """M21: the false alarms of 20,000 weeks at a steady rate stay below twice the promised chance."""
    drawn, rule, alarms, times = random.Random(11), Themes(), 0, 20_000
    for _ in range(times):
        before = sum(_poisson(drawn, rate) for _ in range(weeks))
        alarms += themes.rises(rule, _poisson(drawn, rate), before, weeks) is not None
    assert alarms / times <= 2 * rule.chance


@pytest.mark.parametrize(("count", "before", "warned"), [
    (4, 0, False), (6, 0, True), (12, 16, True), (12, 60, False), (39, 160, False), (60, 160, True),
])  # fmt: skip
def test_few_cases_and_small_rises_are_no_warning(count: int, before: int, warned: bool) -> None:
    assert (themes.rises(Themes(), count, before, 8) is not None) is warned
