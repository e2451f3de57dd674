"""Dates as people write them in minutes: 12月5日, 2026-12-05, 12-5, 明天, 下周五, 10天内, 月底. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

_DAYS = "一二三四五六日"
_WRITTEN = re.compile(r"(?:(20\d{2})[年./-])?(1[0-2]|0?[1-9])[月./-](3[01]|[12]\d|0?[1-9])日?号?前?")
_WEEK = re.compile(r"(本|这|下|下下)?(?:周|星期|礼拜)([一二三四五六日天])前?")
_WITHIN = re.compile(r"(\d{1,3})\s*天(?:内|之内|以内|后)?")
_NAMED = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3}


def read(text: str, today: date) -> tuple[date | None, str]:
    """The last date in a line, and the line without it; a day that is over already is next year's.

    A date that no calendar has, such as 2月30日, is none.
    """
    for pattern, meant in _FORMS:
        for found in reversed(list(pattern.finditer(text))):
            day = meant(found, today)
            if day is not None:
                return day, (text[: found.start()] + " " + text[found.end() :]).strip()
    return None, text.strip()


def _written(found: re.Match[str], today: date) -> date | None:
    year = int(found[1]) if found[1] else today.year
    day = _day(year, int(found[2]), int(found[3]))
    if day is not None and not found[1] and day < today:
        return _day(year + 1, int(found[2]), int(found[3]))
    return day


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _week(found: re.Match[str], today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    ahead = {"下": 7, "下下": 14}.get(found[1] or "", 0)
    day = monday + timedelta(days=ahead + _DAYS.index(found[2].replace("天", "日")))
    return day if day >= today else day + timedelta(days=7)


def _within(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=int(found[1]))


def _named(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=_NAMED[found[1]])


def _end(found: re.Match[str], today: date) -> date:
    month = today.month if found[1] != "下" else today.month % 12 + 1
    year = today.year + (found[1] == "下" and today.month == 12)
    return date(year, month, calendar.monthrange(year, month)[1])


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_WRITTEN, _written),
    (_WEEK, _week),
    (_WITHIN, _within),
    (re.compile("(大后天|后天|明天|今天)前?"), _named),
    (re.compile("(本|下)?月底前?"), _end),
)
