"""Spans of time that a cadence tells of. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.durations import local_date
from handlers.rules.cadences import Cadence
from storage.types import CHINA


def usual(rule: Cadence) -> timedelta:
    """About how long lies between two times."""
    on = rule.on
    lengths = ((on.daily, 1), (on.weekly, 7), (on.monthly, 31), (on.quarterly, 92), (on.half_yearly, 184))
    return timedelta(days=next((days for given, days in lengths if given), 366))


def year(now: datetime) -> datetime:
    """The beginning of the district's year."""
    return datetime(local_date(now).year, 1, 1, tzinfo=CHINA)
