"""Lengths of time as policy packs write them, and the moments they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.calendar import WorkCalendar
from storage.types import CHINA

_FORM = re.compile(r"([0-9]{1,6})(m|h|d|wd|wh)")
# Ten years of each unit: what is longer is a slip of the pen.
_LONGEST = {"m": 5_300_000, "h": 88_000, "d": 3_660, "wd": 2_520, "wh": 20_200}
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: `10m`, `2h`, `7d` around the clock; `5wd` working days; `8wh` working hours."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read a duration; ValueError says in Chinese what is wrong."""
        found = _FORM.fullmatch(str(text).strip())
        if not found or int(found[1]) == 0:
            raise ValueError(f"时长“{text}”看不懂：应写成 10m、2h、7d、5wd（工作日）或 8wh（工作时）")
        if int(found[1]) > _LONGEST[found[2]]:
            raise ValueError(f"时长“{text}”超过十年")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def said(self) -> str:
        """As one says it in Chinese."""
        names = {"m": "分钟", "h": "小时", "d": "天", "wd": "个工作日", "wh": "个工作时"}
        return f"{self.count}{names[self.unit]}"

    def after(self, start: datetime, calendar: WorkCalendar) -> datetime:
        """The moment this long after `start`."""
        if self.unit in _UNITS:
            return start + _UNITS[self.unit] * self.count
        if self.unit == "wd":
            return calendar.add_workdays(start, self.count)
        return calendar.add_working_hours(start, self.count)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the day in the district's time, e.g. quiet hours from 22:00 to 08:00."""

    start: time
    end: time

    def contain(self, moment: datetime) -> bool:
        """Whether the moment lies in them."""
        return self.contain_hour(moment.astimezone(CHINA).time())

    def contain_hour(self, now: time) -> bool:
        """Whether an hour of the day lies in them."""
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def end_after(self, moment: datetime) -> datetime:
        """When they end, for a moment inside; the moment itself outside."""
        if not self.contain(moment):
            return moment
        return next_at(moment, self.end)


def next_at(moment: datetime, hour: time) -> datetime:
    """The next time it is this hour of the day, strictly after the moment."""
    local = moment.astimezone(CHINA)
    today = datetime.combine(local.date(), hour, CHINA)
    return today if today > local else today + timedelta(days=1)


def day_at(moment: datetime, hour: time) -> datetime:
    """This hour of the district's day that the moment lies in."""
    return datetime.combine(local_date(moment), hour, CHINA)


def local_date(moment: datetime) -> date:
    """The district's date at a moment."""
    return moment.astimezone(CHINA).date()
