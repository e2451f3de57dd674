"""How appeals ended: the four outcomes, and beside them what has none yet. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from handlers.figures.cohort import Appeal
from handlers.workflow import UNDER_WAY, Status

# The four outcomes first; an appeal has exactly one of all these.
NAMES = {
    "solved": "解决",
    "partly": "部分解决",
    "unsolved": "未解决",
    "out_of_scope": "不属职责",
    "unanswered": "没有回答",
    "waiting": "已办结，等居民说",
    "again": "说没全解决，正在重办",
    "under_way": "在办",
    "cancelled": "居民撤销",
}
FOUR = ("solved", "partly", "unsolved", "out_of_scope")


def of(one: Appeal) -> str:
    """The key of `NAMES` under which an appeal is."""
    fact = one.fact
    if fact.status == Status.OUT_OF_SCOPE:
        return "out_of_scope"
    if fact.status == Status.CLOSED:
        return fact.outcome if fact.outcome in NAMES else "unanswered"
    if fact.status == Status.RESOLVED:
        return "waiting"
    return "again" if fact.reopened and fact.status in UNDER_WAY else "under_way"


def counted(appeals: Iterable[Appeal]) -> dict[str, int]:
    """How many of each; the sum is all of them."""
    found = Counter(of(one) for one in appeals)
    return {key: found[key] for key in NAMES}


def sample(appeals: Iterable[Appeal]) -> tuple[int, int, int]:
    """Of appeals about which more than the reporter was asked: how many, households asked, households that answered."""
    shared = [one for one in appeals if one.households > 1]
    return len(shared), sum(one.households for one in shared), sum(one.answers.households for one in shared)


def lines(appeals: Iterable[Appeal]) -> Iterator[tuple[str, int]]:
    """The rows of the report: what, and how many."""
    here = list(appeals)
    for key, count in counted(here).items():
        yield NAMES[key], count
    shared, asked, answered = sample(here)
    yield from (("共同诉求（问过不止一户）", shared), ("其中问了多少户", asked), ("其中回答了多少户", answered))
