"""苗头预警: a category rises in a community; its chief and the street hear of it once a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handlers import notices, routing, wording
from handlers.figures import months, stats
from handlers.messages import Kind
from handlers.rules.figures import Themes
from handlers.work import Work
from storage import history, meta

_COMMUNITIES = ("community", "village")
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rising:
    """A category that rises in a community.

    Attributes:
        count: in the last week; usual: in a week before, on average.
        chance: how likely so many are by chance.
    """

    unit: str
    category: str
    count: int
    usual: float
    chance: float


def rises(rule: Themes, count: int, before: int, weeks: int) -> float | None:
    """How likely the count of the last week is by chance, where it is worth a warning; else None."""
    if count < rule.at_least or count < rule.times * before / weeks:
        return None
    chance = stats.rising(count, before, weeks)
    return chance if chance < rule.chance else None


def warn(work: Work) -> int:
    """Warn of what rose in the last whole week, Monday to Sunday; once a week. Returns how many warnings."""
    rule = work.policy.figures.themes
    monday = work.today - timedelta(days=work.today.weekday())
    if rule is None or not meta.claim(work.conn, f"themes:{work.district}", monday.isoformat()):
        return 0
    found = list(_rising(work, rule, monday))
    for one in found:
        row = {"unit": one.unit, "category": one.category, "week": monday - _WEEK, "count": one.count}
        history.warn(work.conn, work.district, row | {"usual": one.usual, "chance": one.chance, "at": work.now})
        _tell(work, rule, one)
    return len(found)


def _rising(work: Work, rule: Themes, monday: date) -> Iterator[Rising]:
    weeks = _weeks(work, rule, monday)
    if weeks < rule.weeks / 2:
        return
    last = _counts(work, monday - _WEEK, monday)
    before = _counts(work, monday - _WEEK * (weeks + 1), monday - _WEEK)
    for (unit, category), count in sorted(last.items()):
        earlier = before[unit, category]
        if (chance := rises(rule, count, earlier, weeks)) is not None:
            yield Rising(unit, category, count, earlier / weeks, chance)


def _weeks(work: Work, rule: Themes, monday: date) -> int:
    """How many whole weeks there are to compare with: nothing was counted before the first appeal."""
    first = history.since_when(work.conn, work.district)
    if first is None:
        return 0
    passed = (months.midnight(monday - _WEEK) - first) // _WEEK
    return max(0, min(rule.weeks, passed))


def _counts(work: Work, since: date, until: date) -> Counter[tuple[str, str]]:
    """Appeals by community and category."""
    found: Counter[tuple[str, str]] = Counter()
    own = history.own(work.conn, work.district, months.midnight(since), months.midnight(until))
    for (unit, _, category), count in own.items():
        place = next((one for one in work.org.path(unit) if one.kind in _COMMUNITIES), None)
        if place is not None:
            found[place.code, category] += count
    return found


def _tell(work: Work, rule: Themes, one: Rising) -> None:
    place = work.org.unit(one.unit)
    usual = f"以前平均每周{one.usual:.1f}件" if one.usual else "以前几周没有"
    text = (
        f"苗头预警：{place.name if place else one.unit}上周{wording.category(one.category)}诉求{one.count}件，{usual}。"
        f"只凭偶然出现这么多的可能约{max(one.chance, 0.0001):.2%}，请看看是不是同一个原因。"
    )
    people: dict[str, None] = {}
    for holders in rule.tell:
        people |= dict.fromkeys(routing.holders(work.org, one.unit, None, holders.at, holders.roles, work.today))
    for person in people:
        notices.to_person(work, person, Kind.NOTICE, text)
