"""What comes round by the calendar: duty, visits, meetings, round-ups and reviews, and on which days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from handlers.rules.base import UNIT_KINDS, Fault, Hour, Part, known, unknown
from handlers.rules.conditions import WEEKDAYS, When, Words

Kind = Literal[
    "duty_roster", "visits", "rollup", "sorting", "meeting", "review", "refresh", "hours", "points", "poll",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
# What an agenda may be made of, in the order it is written where a pack does not say otherwise.
SECTIONS = ("tasks", "unsolved", "repeated", "overdue", "themes", "points", "panels", "ledgers")
# Of a month that is shorter the last day is meant.
Day = Annotated[int, Field(ge=1, le=31)]

_YEARLY = re.compile(r"(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])")
_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


class MonthDay(Part):
    """A day of a month: its number (31 is the last day of any month), or the n-th of a weekday (5 is the last).

    `first: wed` is the first Wednesday of the month.

    Attributes:
        month: of a quarter or half-year, counted from 1.
        day: its number.
        first: the first of this weekday, e.g. `wed`.
        weekday: this weekday, together with `week`.
        week: the how-manieth of the month.
    """

    month: int = Field(default=1, ge=1, le=12)
    day: Day | None = None
    first: str | None = None
    weekday: str | None = None
    week: int = Field(default=1, ge=1, le=5)

    @model_validator(mode="after")
    def _check(self) -> Self:
        known([day for day in (self.first, self.weekday) if day], WEEKDAYS, "星期")
        if sum(value is not None for value in (self.day, self.first, self.weekday)) > 1:
            raise ValueError("day、first、weekday 只能写一个")
        if self.week != 1 and self.weekday is None:
            raise ValueError("week 要和 weekday 一起写，例如 {weekday: wed, week: 2}；第一个星期三写 {first: wed}")
        return self

    @property
    def on_weekday(self) -> int | None:
        """0 is Monday; None where a number is given."""
        named = self.first or self.weekday
        return WEEKDAYS.index(named) if named else None


def _month_day(given: object) -> object:
    return {"day": given} if isinstance(given, int) else given


InMonth = Annotated[MonthDay, BeforeValidator(_month_day)]


class Occasion(Part):
    """On which days: exactly one of these.

    Attributes:
        daily: every day.
        weekly: on these weekdays.
        yearly: on this day, e.g. "12-20".
    """

    daily: bool = False
    weekly: Words = ()
    monthly: InMonth | None = None
    quarterly: InMonth | None = None
    half_yearly: InMonth | None = None
    yearly: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = [key for key in type(self).model_fields if getattr(self, key)]
        if len(given) != 1:
            raise ValueError("on 要写且只写一种：daily、weekly、monthly、quarterly、half_yearly 或 yearly")
        known(self.weekly, WEEKDAYS, "星期")
        months = {"monthly": 1, "quarterly": 3, "half_yearly": 6}.get(given[0])
        if months and getattr(self, given[0]).month > months:
            raise ValueError(f"{given[0]} 的 month 最大是 {months}：它是这段时间里的第几个月")
        if self.yearly:
            self._check_yearly(self.yearly)
        return self

    @staticmethod
    def _check_yearly(written: str) -> None:
        found = _YEARLY.fullmatch(written)
        if not found or int(found[2]) > _LONGEST_MONTH.get(int(found[1]), 31):
            raise ValueError(f'yearly“{written}”不是日期，应写成 "12-20" 这样的月-日')

    @property
    def month_and_day(self) -> tuple[int, int]:
        """Of `yearly`."""
        month, _, day = (self.yearly or "1-1").partition("-")
        return int(month), int(day)


def _occasion(given: object) -> object:
    if isinstance(given, str):
        named: dict[str, object] = {"daily": True} if given == "daily" else {given: {"day": 1}}
        return named
    return given


class SortRule(Part):
    """One heap of a sorting; an order goes to the first that takes it."""

    name: str = Field(min_length=1, max_length=24)
    when: When = When()


class Cadence(Part):
    """Something that comes round; its key in the pack is what people call it.

    Attributes:
        at: the hour of the day, in the district's time.
        workday: where that day is none by the working calendar: the `same` day all the same, the `next` or the
            `previous` working day, or not at all (`skip`).
        at_units: the kinds of units that each have their own.
        roles: who gets it: whoever holds one of them at the unit or below it.
        takes: parts of an agenda, in this order.
        only_if_any: nothing is sent where there is nothing to say.
        minutes: whether minutes are taken, whose lines become tasks.
        sorts: what a sorting sorts into (三本账、六类订单).
    """

    kind: Kind
    at: Hour = time(9)
    on: Annotated[Occasion, BeforeValidator(_occasion)]
    workday: Literal["same", "next", "previous", "skip"] = "same"
    at_units: Words = Field(min_length=1)
    roles: Words = Field(min_length=1)
    takes: Words = ()
    only_if_any: bool = False
    minutes: bool = False
    sorts: tuple[SortRule, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.at_units, UNIT_KINDS, "层级")
        known(self.takes, SECTIONS, "takes 的内容")
        return self


Cadences = dict[Annotated[str, Field(min_length=1, max_length=32)], Cadence]


def amiss_cadences(cadences: Cadences, grades: dict[str, str]) -> Iterator[Fault]:
    """What does not fit the other parts of the pack."""
    for name, cadence in cadences.items():
        for number, rule in enumerate(cadence.sorts):
            yield from unknown(("cadences", name, "sorts", number, "when", "grade"), rule.when.grade, grades, "级别")
