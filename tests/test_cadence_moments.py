"""When something comes round: a table of rules and the moments that follow, against the calendar on the wall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.cadences.contents import CONTENTS
from handlers.cadences.occasions import between, next_after
from handlers.calendar import WorkCalendar
from handlers.rules.cadences import KINDS, Cadence
from storage.types import CHINA

# The Spring Festival of 2027 as a district could be told of it: Feb 5 to 12 off, Saturday Feb 13 worked for it.
SPRING = WorkCalendar(
    {date(2027, 2, day): False for day in range(5, 13)} | {date(2027, 1, 30): True, date(2027, 2, 13): True}
)


def rule(on: Any, workday: str = "same", at: str = "09:00") -> Cadence:
    """A cadence with this rhythm."""
    given = {"kind": "meeting", "at": at, "on": on, "workday": workday, "at_units": "community", "roles": "x"}
    return Cadence.model_validate(given)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


NEXT: list[tuple[Any, str, str, str]] = [
    # New Year's Day 2027 is a Friday and a day off.
    ("daily", "same", "2026-12-31 09:00", "2027-01-01 09:00"),
    ("daily", "skip", "2026-12-31 09:00", "2027-01-04 09:00"),
    ({"weekly": "fri"}, "next", "2026-12-26 00:00", "2027-01-04 09:00"),
    ({"weekly": "fri"}, "previous", "2026-12-26 00:00", "2026-12-31 09:00"),
    ({"monthly": 1}, "next", "2026-12-20 00:00", "2027-01-04 09:00"),
    # Spring Festival: what falls into it waits for the make-up Saturday after it, or comes on the one before it.
    ({"weekly": ["mon"]}, "next", "2027-02-01 09:00", "2027-02-13 09:00"),
    ({"weekly": ["mon"]}, "previous", "2027-02-01 09:00", "2027-02-04 09:00"),
    ({"weekly": ["sat"]}, "skip", "2027-01-24 00:00", "2027-01-30 09:00"),
    ({"weekly": ["sat"]}, "skip", "2027-01-30 09:00", "2027-02-13 09:00"),
    ({"monthly": {"first": "wed"}}, "next", "2027-02-03 09:00", "2027-03-03 09:00"),
    ({"monthly": 10}, "next", "2027-02-01 00:00", "2027-02-13 09:00"),
    # Leap day, and months that are shorter than the number.
    ("daily", "same", "2028-02-28 09:00", "2028-02-29 09:00"),
    ("daily", "same", "2027-02-28 09:00", "2027-03-01 09:00"),
    ({"monthly": 31}, "same", "2028-02-01 00:00", "2028-02-29 09:00"),
    ({"monthly": 30}, "same", "2027-02-01 00:00", "2027-02-28 09:00"),
    ({"yearly": "02-29"}, "same", "2027-03-01 00:00", "2028-02-29 09:00"),
    ({"yearly": "02-29"}, "same", "2026-03-01 00:00", "2027-02-28 09:00"),
    # First, second and last Wednesday; a month that begins with one.
    ({"monthly": {"first": "wed"}}, "same", "2027-08-31 00:00", "2027-09-01 09:00"),
    ({"monthly": {"first": "wed", "week": 1}}, "same", "2026-11-30 00:00", "2026-12-02 09:00"),
    ({"monthly": {"weekday": "wed", "week": 2}}, "same", "2026-11-30 00:00", "2026-12-09 09:00"),
    ({"monthly": {"weekday": "wed", "week": 5}}, "same", "2026-12-01 00:00", "2026-12-30 09:00"),
    ({"monthly": {"weekday": "wed", "week": 5}}, "same", "2027-01-01 00:00", "2027-01-27 09:00"),
    ({"quarterly": {"month": 1, "day": 15}}, "same", "2026-10-16 00:00", "2027-01-15 09:00"),
    ({"quarterly": {"month": 3, "day": 31}}, "same", "2027-04-01 00:00", "2027-06-30 09:00"),
    ("half_yearly", "same", "2026-07-01 09:00", "2027-01-01 09:00"),
    ({"half_yearly": {"month": 6, "day": 20}}, "same", "2026-07-01 00:00", "2026-12-20 09:00"),
    ({"yearly": "12-20"}, "previous", "2026-01-01 00:00", "2026-12-18 09:00"),
]


@pytest.mark.parametrize(("on", "workday", "moment", "expected"), NEXT)
def test_the_next_moment(on: Any, workday: str, moment: str, expected: str) -> None:
    assert next_after(rule(on, workday), local(moment), SPRING) == local(expected)


def test_the_moment_itself_is_not_its_own_next_one_and_a_second_before_is() -> None:
    wednesday = local("2026-12-02 09:00")
    assert next_after(rule({"monthly": {"first": "wed"}}), wednesday - timedelta(seconds=1), SPRING) == wednesday
    assert next_after(rule({"monthly": {"first": "wed"}}), wednesday, SPRING) == local("2027-01-06 09:00")


def test_hours_are_the_districts_whatever_zone_the_moment_is_told_in() -> None:
    utc = datetime.fromisoformat("2026-12-31T17:00:00+00:00")  # 1:00 on New Year's Day here
    assert next_after(rule("daily", at="00:30"), utc, SPRING) == local("2027-01-02 00:30")


def test_two_days_that_move_to_the_same_one_come_round_once() -> None:
    found = between(rule("daily", "next"), local("2027-02-04 10:00"), local("2027-02-15 23:00"), SPRING)
    assert found == [local("2027-02-13 09:00"), local("2027-02-15 09:00")]


def test_a_calendar_without_a_working_day_moves_nothing() -> None:
    never = WorkCalendar({date(2027, 1, 1) + timedelta(days=number): False for number in range(400)})
    assert next_after(rule({"monthly": 5}, "next"), local("2027-03-01 00:00"), never) == local("2027-03-05 09:00")


REFUSED: list[tuple[Any, str]] = [
    ({"weekly": "wednesday"}, "星期“wednesday”不认识"),
    ({"weekly": "mon", "daily": True}, "只写一种"),
    ({"monthly": {"day": 3, "first": "wed"}}, "只能写一个"),
    ({"monthly": {"first": "wed", "week": 2}}, "week 要和 weekday 一起写"),
    ({"quarterly": {"month": 4, "day": 1}}, "最大是 3"),
    ({"yearly": "2-30"}, "不是日期"),
    ({}, "只写一种"),
]


@pytest.mark.parametrize(("on", "said"), REFUSED)
def test_a_rhythm_nobody_could_keep_is_refused_with_a_sentence(on: Any, said: str) -> None:
    with pytest.raises(ValidationError) as error:
        rule(on)
    assert said in str(error.value)


def test_every_kind_a_pack_may_name_has_something_to_say() -> None:
    # Visit lists are made for each visitor, not for a unit.
    assert set(CONTENTS) | {"visits"} == set(KINDS)
