"""The rates: who is in the denominator, who is good, and how sure that is. Pure.

办结 is what officials say, 解决 what residents say; the two are never one figure. No answer is neither solved nor
satisfied: it is not in the denominator, and 应答率 says how many that are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handlers.figures import stats
from handlers.figures.cohort import Appeal
from handlers.org import OFFICES, Org
from handlers.policy import Policy
from storage.tree import Unit

Asks = Callable[[Appeal, Policy], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate.

    Attributes:
        counts: who is in the denominator.
        good: who of those is in the numerator.
        rule: the definition in a sentence, for reports.
    """

    key: str
    name: str
    counts: Asks
    good: Asks
    rule: str


@dataclass(frozen=True, slots=True)
class Rate(stats.Share):
    """A rate of some appeals. `good` and `rest` are the appeals behind it; `low` and `high` its 95 % interval."""

    figure: Figure
    good: tuple[Appeal, ...]
    rest: tuple[Appeal, ...]

    @property
    def hits(self) -> int:
        """How many are good."""
        return len(self.good)

    @property
    def n(self) -> int:
        """The denominator."""
        return len(self.good) + len(self.rest)

    def __str__(self) -> str:
        if not self.n:
            return "—（没有样本）"
        low, high = self.interval
        return f"{len(self.good) / self.n:.1%}（{len(self.good)}/{self.n}，95%区间 {low:.1%}–{high:.1%}）"


def _solved(phone: bool | None) -> tuple[Asks, Asks]:
    def counts(one: Appeal, _: Policy) -> bool:
        return one.counted and one.answers.solved is not None and phone in (None, one.answers.by_phone)

    return counts, lambda one, _: bool(one.answers.solved)


def _satisfied(phone: bool | None) -> tuple[Asks, Asks]:
    def counts(one: Appeal, _: Policy) -> bool:
        return one.counted and one.answers.score is not None and phone in (None, one.answers.score_by_phone)

    return counts, lambda one, policy: (one.answers.score or 0) >= policy.figures.satisfied


FIGURES = (
    Figure(
        "response", "响应率", lambda one, _: one.counted and one.accept_due, lambda one, _: one.in_time,
        "在规定时间内有人接单的，占已接单和应接单的诉求",
    ),
    Figure(
        "accepted", "接单率", lambda one, _: one.counted and one.accept_due, lambda one, _: one.accepted,
        "有人接单的（早晚都算），占已接单和应接单的诉求",
    ),
    Figure(
        "done", "办结率", lambda one, _: one.counted and one.done_due, lambda one, _: one.done,
        "工作人员说办结的，占已办结和按时限应办结的诉求；被居民退回重办、现在没有办结的不算",
    ),
    Figure(
        "solved", "解决率", *_solved(None),
        "居民最后一次说“解决了”的，占居民说过解决没解决的诉求；几户同样的问题按规则包的比例算一件；没有回答的不算在内",
    ),
    Figure("solved_self", "解决率·本人回答", *_solved(False), "只看居民自己回答的"),
    Figure("solved_phone", "解决率·电话回访", *_solved(True), "只看工作人员电话问来的"),
    Figure("satisfied", "满意率", *_satisfied(None), "最后一次评分达到满意分数的，占评过分的居民；没有评分的不算在内"),
    Figure("satisfied_self", "满意率·本人回答", *_satisfied(False), "只看居民自己评的"),
    Figure("satisfied_phone", "满意率·电话回访", *_satisfied(True), "只看工作人员电话问来的"),
    Figure(
        "asked", "回访率", lambda one, _: one.counted and one.call_due, lambda one, _: one.asked,
        "问过居民的，占已办结、到了回访时间的诉求",
    ),
    Figure(
        "answered", "应答率", lambda one, _: one.counted and one.asked, lambda one, _: one.answers.any,
        "居民回答了的（含电话），占问过的诉求；解决率、满意率只来自这些人",
    ),
    Figure(
        "reopened", "重办率", lambda one, _: one.counted and (one.done or one.fact.reopened > 0),
        lambda one, _: one.fact.reopened > 0, "居民说没解决、重新办过的，占办结过的诉求；越低越好",
    ),
)  # fmt: skip
BY_KEY = {figure.key: figure for figure in FIGURES}
MAIN = ("response", "accepted", "done", "solved", "satisfied", "asked", "answered", "reopened")


def rate(figure: Figure, appeals: Iterable[Appeal], policy: Policy, *, all_of_them: bool = False) -> Rate:
    """A rate of these appeals; `all_of_them`: those left out by decision as well."""
    counted = [one for one in appeals if figure.counts(one, policy) and (all_of_them or one.excluded is None)]
    good = tuple(one for one in counted if figure.good(one, policy))
    kept = {one.fact.id for one in good}
    return Rate(figure, good, tuple(one for one in counted if one.fact.id not in kept))


def rates(appeals: Iterable[Appeal], policy: Policy, keys: Iterable[str] = BY_KEY) -> dict[str, Rate]:
    """Every rate of these appeals, by key."""
    here = list(appeals)
    return {key: rate(BY_KEY[key], here, policy) for key in keys}


def of_dimension(appeals: Iterable[Appeal], policy: Policy, key: str, title: str) -> Rate:
    """Satisfied with one dimension, of those who scored it."""
    figure = Figure(
        key, title, lambda one, _: one.counted and key in dict(one.answers.dimensions),
        lambda one, rules: dict(one.answers.dimensions)[key] >= rules.figures.satisfied,
        f"{title}评分达到满意分数的，占评过这一项的居民",
    )  # fmt: skip
    return rate(figure, appeals, policy)


def of_promises(appeals: Iterable[Appeal], policy: Policy) -> dict[str, tuple[int, int]]:
    """Kept in time and decided, by kind of promise."""
    found = dict.fromkeys(policy.promises, (0, 0))
    for one in appeals:
        if not one.counted or one.excluded is not None:
            continue
        for kind, kept in one.promises:
            good, every = found[kind]
            found[kind] = good + kept, every + 1
    return {kind: pair for kind, pair in found.items() if pair[1]}


def of_unit(org: Org, unit: Unit, appeals: Iterable[Appeal]) -> list[Appeal]:
    """The appeals of a unit and everything below it; of an office those of its categories at its place."""
    if unit.kind in OFFICES:
        place = org.unit(unit.parent)
        here = of_unit(org, place, appeals) if place else list(appeals)
        return [one for one in here if one.fact.category in unit.categories]
    if unit.code == org.district:
        return list(appeals)
    known: dict[str, bool] = {}
    found = []
    for one in appeals:
        code = one.fact.unit
        if code not in known:
            known[code] = any(place.code == unit.code for place in org.path(code))
        if known[code]:
            found.append(one)
    return found


def of_person(person: str, appeals: Iterable[Appeal]) -> list[Appeal]:
    """The appeals somebody called done, and those he has that nobody did."""
    return [one for one in appeals if person in one.people]
