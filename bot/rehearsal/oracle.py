"""What should have come round: every day is looked at by itself, in another way than the product counts ahead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.calendar import WorkCalendar
from handlers.policy import Policy
from handlers.rules.cadences import Cadence, MonthDay
from storage.tree import Tree
from storage.types import CHINA

# Cadence, unit, moment.
Came = tuple[str, str, datetime]
_DAY = timedelta(days=1)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def expected(policy: Policy, found: Tree, after: datetime, until: datetime) -> set[Came]:
    """Everything that has to come round after one moment and up to another."""
    came: set[Came] = set()
    for name, rule in policy.cadences.items():
        moments = _moments(rule, policy.calendar, after, until)
        units = [unit.code for unit in found.units if unit.kind in rule.at_units]
        came |= {(name, unit, moment) for unit in units for moment in moments}
    return came


def _moments(rule: Cadence, calendar: WorkCalendar, after: datetime, until: datetime) -> set[datetime]:
    found, day = set(), after.astimezone(CHINA).date() - 40 * _DAY
    while day <= until.astimezone(CHINA).date() + 40 * _DAY:
        if _meant(rule, day) and (held := _held(rule, calendar, day)) is not None:
            at = datetime.combine(held, rule.at, CHINA)
            if after < at <= until:
                found.add(at)
        day += _DAY
    return found


def _held(rule: Cadence, calendar: WorkCalendar, day: date) -> date | None:
    if rule.workday == "skip" and not calendar.is_workday(day):
        return None
    while rule.workday in ("next", "previous") and not calendar.is_workday(day):
        day += _DAY if rule.workday == "next" else -_DAY
    return day


def _meant(rule: Cadence, day: date) -> bool:
    """Whether this very day is one of the rule's."""
    on = rule.on
    if on.daily:
        return True
    if on.weekly:
        return day.weekday() in _numbers(on.weekly)
    if on.yearly:
        month, number = (int(part) for part in on.yearly.split("-"))
        return day.month == month and _is(day, number)
    for months, wanted in ((1, on.monthly), (3, on.quarterly), (6, on.half_yearly)):
        if wanted is not None:
            return (day.month - 1) % months + 1 == wanted.month and _of_month(day, wanted)
    return False


def _numbers(days: tuple[str, ...]) -> set[int]:
    return {_WEEK.index(day) for day in days}


def _of_month(day: date, wanted: MonthDay) -> bool:
    named = wanted.first or wanted.weekday
    if named is None:
        return _is(day, wanted.day or 1)
    if day.weekday() not in _numbers((named,)):
        return False
    last = (day + 7 * _DAY).month != day.month
    return last if wanted.week == 5 else (day.day + 6) // 7 == wanted.week


def _is(day: date, number: int) -> bool:
    """Whether a day has this number, or is the last of a month that has none."""
    ends = (day + _DAY).month != day.month
    return day.day == number or (ends and day.day < number)
