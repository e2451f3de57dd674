"""When something comes round: exact moments from a rule and the working calendar. Pure."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile

from handlers.calendar import WorkCalendar
from handlers.durations import local_date
from handlers.rules.cadences import Cadence, MonthDay, Occasion
from handlers.rules.conditions import WEEKDAYS
from storage.types import CHINA

_DAY = timedelta(days=1)
# No holiday is longer: a day whose next or previous working day is farther off stays where it is.
_FARTHEST = 30
_LAST_WEEK = 5


def next_after(rule: Cadence, moment: datetime, calendar: WorkCalendar) -> datetime:
    """The first time it comes round strictly after a moment."""
    # A shifted day keeps its place among the others: the first that is late enough is the one.
    first = local_date(moment) - _FARTHEST * _DAY
    return next(at for at in _moments(rule, first, calendar) if at > moment)


def between(rule: Cadence, after: datetime, until: datetime, calendar: WorkCalendar) -> list[datetime]:
    """Every time it comes round after one moment and up to another."""
    found = _moments(rule, local_date(after) - _FARTHEST * _DAY, calendar)
    known = takewhile(lambda at: at <= until, found)
    return list(dict.fromkeys(at for at in known if at > after))


def _moments(rule: Cadence, first: date, calendar: WorkCalendar) -> Iterator[datetime]:
    for day in days(rule.on, first):
        shifted = shift(day, rule.workday, calendar)
        if shifted is not None:
            yield datetime.combine(shifted, rule.at, CHINA)


def shift(day: date, way: str, calendar: WorkCalendar) -> date | None:
    """The day on which it is held; None for a day off that is skipped."""
    if way == "same" or calendar.is_workday(day):
        return day
    if way == "skip":
        return None
    step = _DAY if way == "next" else -_DAY
    near = (day + number * step for number in range(1, _FARTHEST))
    return next((one for one in near if calendar.is_workday(one)), day)


def days(on: Occasion, first: date) -> Iterator[date]:
    """The days it is meant for, from a day on, by the calendar on the wall."""
    if on.daily or on.weekly:
        wanted = {WEEKDAYS.index(day) for day in on.weekly} or set(range(7))
        while True:
            if first.weekday() in wanted:
                yield first
            first += _DAY
    yield from (day for day in _of_months(on, first.year, first.month) if day >= first)


def _of_months(on: Occasion, year: int, month: int) -> Iterator[date]:
    every, rule = _rhythm(on)
    while True:
        if (month - rule.month) % every == 0:
            yield in_month(rule, year, month)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _rhythm(on: Occasion) -> tuple[int, MonthDay]:
    """How many months lie between, and which day it is in the first of them."""
    for every, rule in ((1, on.monthly), (3, on.quarterly), (6, on.half_yearly)):
        if rule is not None:
            return every, rule
    month, day = on.month_and_day
    return 12, MonthDay(month=month, day=day)


def in_month(rule: MonthDay, year: int, month: int) -> date:
    """The day of a month: the number, at most the last; or the n-th of a weekday, of which the fifth is the last."""
    last = months.monthrange(year, month)[1]
    weekday = rule.on_weekday
    if weekday is None:
        return date(year, month, min(rule.day or 1, last))
    first = 1 + (weekday - date(year, month, 1).weekday()) % 7
    found = first + 7 * (rule.week - 1)
    if rule.week == _LAST_WEEK:
        found = first + 7 * ((last - first) // 7)
    return date(year, month, found)
