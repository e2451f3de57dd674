"""Working days and hours of the Chinese calendar, for any year."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.calendar import WorkCalendar
from storage.types import CHINA

CALENDAR = WorkCalendar()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(("day", "worked"), [
    ("2026-01-01", False),  # 元旦
    ("2026-01-04", True),   # a Sunday worked for it
    ("2026-02-14", True),   # a Saturday worked for 春节
    ("2026-02-15", False), ("2026-02-17", False), ("2026-02-23", False),
    ("2026-02-28", True),   # the other one
    ("2026-10-01", False), ("2026-11-16", True), ("2026-11-15", False),
    ("2024-02-29", True), ("2028-02-29", True),
    ("2027-01-01", False), ("2027-02-06", False), ("2027-03-01", True),
    ("2035-02-08", False), ("2035-10-02", False), ("2035-03-01", True), ("2035-03-03", False),
    ("2099-01-21", False), ("2150-03-02", True), ("1999-10-01", False),
])  # fmt: skip
def test_which_days_are_worked(day: str, worked: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is worked


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2900, 12, 31)))
def test_no_year_is_too_far(day: date) -> None:
    assert CALENDAR.is_workday(day) in (True, False)


def test_an_announced_change_wins() -> None:
    changed = WorkCalendar({date(2027, 2, 5): True, date(2027, 3, 1): False})
    assert changed.is_workday(date(2027, 2, 5))
    assert not changed.is_workday(date(2027, 3, 1))


@pytest.mark.parametrize(("start", "days", "end"), [
    ("2026-11-16T09:00", 5, "2026-11-23T09:00"),
    ("2026-11-20T18:30", 1, "2026-11-23T18:30"),
    ("2026-11-21T10:00", 1, "2026-11-23T10:00"),   # from a Saturday
    ("2026-02-13T10:00", 1, "2026-02-14T10:00"),   # the make-up Saturday counts
    ("2026-02-14T10:00", 1, "2026-02-24T10:00"),   # over 春节
    ("2026-12-31T10:00", 1, "2027-01-04T10:00"),   # over the end of what is known
    ("2028-02-28T10:00", 2, "2028-03-01T10:00"),   # leap day
])  # fmt: skip
def test_so_many_working_days_later(start: str, days: int, end: str) -> None:
    assert CALENDAR.add_workdays(moment(start), days) == moment(end)


@pytest.mark.parametrize(("start", "hours", "end"), [
    ("2026-11-16T09:00", 8, "2026-11-16T17:00"),
    ("2026-11-16T16:00", 2, "2026-11-17T10:00"),
    ("2026-11-20T16:30", 1, "2026-11-23T09:30"),
    ("2026-11-16T06:00", 1, "2026-11-16T10:00"),
    ("2026-11-16T22:00", 8, "2026-11-17T17:00"),
    ("2026-12-31T16:00", 2, "2027-01-04T10:00"),
])  # fmt: skip
def test_so_many_working_hours_later(start: str, hours: int, end: str) -> None:
    assert CALENDAR.add_working_hours(moment(start), hours) == moment(end)


def test_other_working_hours() -> None:
    early = WorkCalendar(opens=time(8), closes=time(12))
    assert early.add_working_hours(moment("2026-11-16T11:00"), 2) == moment("2026-11-17T09:00")


def test_a_moment_of_another_zone_is_taken_by_the_districts_day() -> None:
    sunday_evening_utc = datetime.fromisoformat("2026-11-15T17:00+00:00")  # Monday 01:00 in China
    assert CALENDAR.add_working_hours(sunday_evening_utc, 1) == moment("2026-11-16T10:00")
