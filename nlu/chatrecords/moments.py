"""Moments as records write them, and which day it was where they do not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from nlu.chatrecords.record import CHINA, Written

DAY = r"(?:(?P<year>20\d\d)\s?[-/.年]\s?)?(?P<month>1[0-2]|0?[1-9])\s?[-/.月]\s?(?P<date>3[01]|[12]\d|0?[1-9])\s?日?"
FULL_DAY = r"(?P<year>20\d\d)\s?[-/.年]\s?(?P<month>1[0-2]|0?[1-9])\s?[-/.月]\s?(?P<date>3[01]|[12]\d|0?[1-9])\s?日?"
RELATIVE = r"(?P<relative>今天|昨天|前天)"
CLOCK = (
    r"(?P<part>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|AM|PM|am|pm)?\s?"
    r"(?P<hour>2[0-4]|[01]?\d)[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d)(?:\.\d{1,6})?)?\s?(?P<after>AM|PM|am|pm)?"
)
WEEKDAY = r"(?:\s?(?:星期|周)[一二三四五六日天])?"
_DAY_LINE = re.compile(rf"^[\s—–\-=─━*·•~]*(?:{DAY}|{RELATIVE}){WEEKDAY}[\s—–\-=─━*·•~]*\Z")
_ALONE = re.compile(rf"^(?:(?:{DAY}|{RELATIVE}){WEEKDAY}\s+)?{CLOCK}\Z")
_AFTERNOON = ("下午", "傍晚", "晚上", "PM", "pm")
_MIDNIGHT = 12 * 3600  # seconds a clock must go back to have passed midnight
_ROWS = ("relative", "year", "month", "date", "part", "hour", "minute", "second", "after")

Found = dict[str, str | None]


def day_line(text: str) -> Found | None:
    """The day a line of its own tells."""
    found = _DAY_LINE.match(text) if len(text) <= 60 else None
    return found.groupdict() if found else None


def alone(text: str) -> Found | None:
    """The moment a line of its own tells."""
    found = _ALONE.match(text) if len(text) <= 60 else None
    return found.groupdict() if found else None


def day_of(found: Found) -> tuple[int, int, int] | None:
    """The date that was written; year 0 where it has none."""
    if not found.get("month"):
        return None
    return int(found.get("year") or 0), int(found["month"] or 0), int(found.get("date") or 0)


def relative_of(found: Found) -> int | None:
    """How many days before the copying."""
    word = found.get("relative")
    return None if word is None else {"今天": 0, "昨天": 1, "前天": 2}[word]


def clock_of(found: Found) -> int | None:
    """Seconds of the day."""
    if not found.get("hour"):
        return None
    hour, part = int(found["hour"] or 0), found.get("part") or found.get("after") or ""
    if hour < 12 and (part in _AFTERNOON or (part == "中午" and hour < 10)):
        hour += 12
    elif hour == 12 and part in ("AM", "am", "凌晨", "晚上"):
        hour = 0
    return (hour % 24) * 3600 + int(found.get("minute") or 0) * 60 + int(found.get("second") or 0)


def undated(written: Sequence[Written]) -> int | None:
    """Line of the first message whose day is not told; None when all are, or none needs one."""
    return next((one.number for one in written if one.at is None and (one.day is None or not one.day[0])), None)


def yearless(written: Sequence[Written]) -> bool:
    """Whether the first day is written, and only its year is not."""
    first = next((one for one in written if one.at is None), None)
    return first is not None and first.day is not None and not first.day[0]


def placed(written: Sequence[Written], given: date | None) -> tuple[list[Written], list[Written]]:
    """The messages with their moments, and those whose moment cannot be.

    Args:
        given: the day of the first message where none is written, and the day of the copying for 今天 and 昨天.
    """
    found: list[Written] = []
    lost: list[Written] = []
    walker = _Walker(given)
    for one in written:
        at = one.at or walker.moment(one)
        (lost if at is None else found).append(one if at is None else replace(one, at=at))
    return found, lost


class _Walker:
    """Goes through a record and keeps in mind which day it is."""

    def __init__(self, given: date | None) -> None:
        self._given = given
        self._passed = timedelta()
        self._clock: int | None = None
        self._last: datetime | None = None

    def moment(self, one: Written) -> datetime | None:
        day = self._day(one)
        if day is None:
            return None
        clock = one.clock
        if clock is None:
            # Names without times: right behind what was said before.
            at = self._last or datetime(day.year, day.month, day.day, tzinfo=CHINA)
        else:
            at = datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(seconds=clock)
        self._last = at
        return at

    def _day(self, one: Written) -> date | None:
        try:
            if one.relative is not None:
                return self._given - timedelta(days=one.relative) if self._given else None
            if one.day is not None:
                return self._dated(*one.day)
            return self._following(one.clock)
        except (ValueError, OverflowError):
            return None

    def _dated(self, year: int, month: int, day: int) -> date | None:
        if year:
            return date(year, month, day)
        if self._given is None:
            return None
        found = date(self._given.year, month, day)
        # A record of December that is copied in January.
        return found if found <= self._given + timedelta(days=31) else found.replace(year=found.year - 1)

    def _following(self, clock: int | None) -> date | None:
        if self._given is None:
            return None
        if clock is not None:
            if self._clock is not None and self._clock - clock >= _MIDNIGHT:
                self._passed += timedelta(days=1)
            self._clock = clock
        return self._given + self._passed
