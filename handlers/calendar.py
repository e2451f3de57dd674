"""Working days and hours by the Chinese calendar, with make-up workdays, for any year.

The State Council announces each year's holidays in the autumn before; until a release of
`chinesecalendar` knows a year, the statutory dates of `holidays` and weekends are used, and a
district can write announced changes into its policy pack at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar
import holidays

from storage.types import CHINA

_SATURDAY = 5


@lru_cache(maxsize=4096)
def _known_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY and day not in _statutory(day.year)


@lru_cache(maxsize=64)
def _statutory(year: int) -> Mapping[date, str]:
    found: Mapping[date, str] = holidays.country_holidays("CN", years=year)
    return found


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked, and when.

    Attributes:
        overrides: days a district or a new announcement decides: True is a working day.
        opens, closes: the working hours of such a day.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    opens: time = time(9)
    closes: time = time(17)

    def is_workday(self, day: date) -> bool:
        """Whether people work that day; never raises, whatever the year."""
        known = self.overrides.get(day)
        return _known_workday(day) if known is None else known

    def add_workdays(self, start: datetime, days: int) -> datetime:
        """The same time of day, so many working days later; the day itself does not count."""
        local = start.astimezone(CHINA)
        while days:
            local += timedelta(days=1)
            days -= self.is_workday(local.date())
        return local

    def add_working_hours(self, start: datetime, hours: int) -> datetime:
        """The moment after so many hours within working hours."""
        left = timedelta(hours=hours)
        at = self._open_from(start.astimezone(CHINA))
        while True:
            closing = datetime.combine(at.date(), self.closes, CHINA)
            if at + left <= closing:
                return at + left
            left -= closing - at
            at = self._open_from(closing)

    def _open_from(self, at: datetime) -> datetime:
        """The first working moment from `at` on."""
        while True:
            opening = datetime.combine(at.date(), self.opens, CHINA)
            closing = datetime.combine(at.date(), self.closes, CHINA)
            if self.is_workday(at.date()) and at < closing:
                return max(at, opening)
            at = datetime.combine(at.date() + timedelta(days=1), time(0), CHINA)
