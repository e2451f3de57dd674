"""Months as the figures are told by: 2026-11 is from its first midnight to the next month's, in the district's time."""

from __future__ import annotations

import re
from datetime import date, datetime

from storage.types import CHINA

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def first(month: str) -> date:
    """The first day of a month; ValueError with a sentence for what is none."""
    found = _MONTH.fullmatch(month)
    if not found:
        raise ValueError(f"月份“{month[:20]}”看不懂，应写成 2026-11 这样。")
    return date(int(found[1]), int(found[2]), 1)


def later(month: str, count: int) -> str:
    """So many months later, or earlier."""
    start = first(month)
    number = start.year * 12 + start.month - 1 + count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def of(day: date) -> str:
    """The month of a day."""
    return f"{day.year:04d}-{day.month:02d}"


def midnight(day: date) -> datetime:
    """When a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def span(month: str) -> tuple[datetime, datetime]:
    """When a month begins, and when the next one does."""
    return midnight(first(month)), midnight(first(later(month, 1)))


def said(month: str) -> str:
    """As one says it: 2026年11月."""
    start = first(month)
    return f"{start.year}年{start.month}月"
