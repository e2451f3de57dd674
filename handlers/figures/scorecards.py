"""服务长成绩单: what came of somebody's appeals, compared with the district at the same mix of cases. Pure.

Outcomes only. Nothing here knows who signed in where, who was online how long or who pressed how many buttons, and
nobody is ranked: each sees his own.

The comparison is indirect standardisation: each appeal is expected to end as the district's appeals of its category
and urgency ended. Observed over expected is 1 for somebody whose appeals end just as those do everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from handlers.figures import rates, stats
from handlers.figures.cohort import Appeal
from handlers.policy import Policy

TOO_FEW = "样本太少，不作比较"
Stratum = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One outcome.

    Attributes:
        good: observed; n: of so many; expected: as the district's at the same mix.
        ratio, low, high: observed over expected with its 95 % interval; None where the sample is too small.
        better: whether more is better.
    """

    name: str
    good: int
    n: int
    expected: float
    ratio: float | None
    low: float
    high: float
    better: bool

    @property
    def verdict(self) -> str:
        """What the comparison says, and no more than that."""
        if self.ratio is None:
            return TOO_FEW
        if self.low > 1 or self.high < 1:
            return "好于平均" if (self.low > 1) == self.better else "不如平均"
        return "和平均没有明显差别"

    def __str__(self) -> str:
        share = f"{self.name}：{self.good}/{self.n}" + (f"（{self.good / self.n:.0%}）" if self.n else "")
        if self.ratio is None:
            return f"{share}。{TOO_FEW}。"
        times = f"是全区同类平均（{self.expected:.1f}件）的{self.ratio:.2f}倍，95%区间{self.low:.2f}–{self.high:.2f}"
        return f"{share}，{times}：{self.verdict}。"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long it took: the middle of each appeal's hours over the district's median of its kind."""

    n: int
    hours: float | None
    ratio: float | None
    low: float
    high: float

    def __str__(self) -> str:
        if self.hours is None:
            return "用时：还没有办结的。"
        own = f"用时：办结{self.n}件，一半在{_hours(self.hours)}以内"
        if self.ratio is None:
            return f"{own}。{TOO_FEW}。"
        return f"{own}；相当于全区同类的{self.ratio:.2f}倍（95%区间{self.low:.2f}–{self.high:.2f}，小于1是快）。"


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Somebody's results."""

    appeals: int
    outcomes: tuple[Compared, ...]
    pace: Pace
    nominations: int

    def lines(self) -> list[str]:
        """In words."""
        praised = f"居民表扬：{self.nominations}次（每位居民每月算一次）。"
        return [f"经办的诉求：{self.appeals}件。", *map(str, self.outcomes), str(self.pace), praised]


_OUTCOMES = (("solved", "居民说解决了", True), ("satisfied", "居民满意", True), ("reopened", "重新办理", False))


def made(person: str, everybody: Iterable[Appeal], policy: Policy, nominations: int) -> Scorecard:
    """The scorecard of a person among all appeals of the district; excluded ones count for nobody."""
    district = [one for one in everybody if one.counted and one.excluded is None]
    own = rates.of_person(person, district)
    least = policy.figures.scorecard.at_least
    compared = tuple(_compared(key, name, better, own, district, policy, least) for key, name, better in _OUTCOMES)
    return Scorecard(len(own), compared, _pace(own, district, least), nominations)


def _stratum(one: Appeal) -> Stratum:
    return one.fact.category, one.fact.urgency


def _compared(
    key: str, name: str, better: bool, own: list[Appeal], district: list[Appeal], policy: Policy, least: int
) -> Compared:
    rate, every = rates.rate(rates.BY_KEY[key], own, policy), rates.rate(rates.BY_KEY[key], district, policy)
    good, n = _count(every.good, _stratum), _count((*every.good, *every.rest), _stratum)
    mix = _count((*rate.good, *rate.rest), _stratum)
    expected = sum(count * good[stratum] / n[stratum] for stratum, count in mix.items())
    if rate.n < least or expected == 0:
        return Compared(name, len(rate.good), rate.n, expected, None, 0.0, 0.0, better)
    low, high = rate.interval
    scale = rate.n / expected
    return Compared(
        name, len(rate.good), rate.n, expected, len(rate.good) / expected, low * scale, high * scale, better
    )


def _count(appeals: Iterable[Appeal], key: Callable[[Appeal], Stratum]) -> dict[Stratum, int]:
    found: dict[Stratum, int] = defaultdict(int)
    for one in appeals:
        found[key(one)] += 1
    return found


def _pace(own: list[Appeal], district: list[Appeal], least: int) -> Pace:
    usual: dict[Stratum, list[float]] = defaultdict(list)
    for one in district:
        if one.hours is not None:
            usual[_stratum(one)].append(one.hours)
    medians = {stratum: median(hours) for stratum, hours in usual.items()}
    done = [(one.hours, medians[_stratum(one)]) for one in own if one.hours is not None]
    if not done:
        return Pace(0, None, None, 0.0, 0.0)
    hours = median([took for took, _ in done])
    ratios = [took / expected for took, expected in done if expected > 0]
    if len(ratios) < least:
        return Pace(len(done), hours, None, 0.0, 0.0)
    return Pace(len(done), hours, *stats.middle(ratios))


def _hours(hours: float) -> str:
    return f"{hours:.0f}小时" if hours < 48 else f"{hours / 24:.1f}天"
