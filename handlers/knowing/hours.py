"""Opening hours as people write them: 24小时; 周一至周五 08:30-17:30；周六 09:00-12:00; 工作日 09:00-18:00."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from handlers.calendar import WorkCalendar
from handlers.durations import Hours, local_date

ALWAYS = re.compile(r"(?:全天|24\s*小时|24h)(?:开放)?", re.IGNORECASE)
_WEEK = "一二三四五六日"
_NEXT, _COLON = re.compile(r"[;；\n]"), re.compile("[:：]")
_PART = re.compile(r"\A(?P<days>[^\d]*+)(?P<from>\d{1,2}[:：]\d{2})\s*[-–—~～至到]\s*(?P<to>\d{1,2}[:：]\d{2})")
_DAYS = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])(?:\s*[-–—~～至到]\s*(?:周|星期|礼拜)?([一二三四五六日天]))?")
_ANY = {"", "每天", "每日", "天天", "周一至周日"}


@dataclass(frozen=True, slots=True)
class Turn:
    """Open on these days (0 is Monday; `workday`, `restday` by the working calendar) in these hours."""

    days: frozenset[int | str]
    hours: Hours

    def runs(self, at: datetime, calendar: WorkCalendar) -> bool:
        """Whether it is open at a moment."""
        day = local_date(at)
        named = {day.weekday(), "workday" if calendar.is_workday(day) else "restday"}
        return not named.isdisjoint(self.days) and self.hours.contain(at)


def read(text: str) -> list[Turn] | None:
    """The turns; an empty list is always; None where the text cannot be read."""
    if ALWAYS.fullmatch(text.strip()):
        return []
    found: list[Turn] = []
    for part in filter(None, _NEXT.split(text)):
        match = _PART.fullmatch(part.strip(" ，,。"))
        days = _days(match["days"].strip(" ：:，,、")) if match else None
        hours = _hours(match["from"], match["to"]) if match else None
        if not days or hours is None:
            return None
        found.append(Turn(days, hours))
    return found or None


def is_open(text: str, at: datetime, calendar: WorkCalendar) -> bool | None:
    """Whether it is open at a moment; None where nobody can tell."""
    turns = read(text)
    return None if turns is None else not turns or any(turn.runs(at, calendar) for turn in turns)


def _days(text: str) -> frozenset[int | str] | None:
    if text in _ANY:
        return frozenset(range(7))
    if text in ("工作日", "节假日", "休息日"):
        return frozenset({"workday" if text == "工作日" else "restday"})
    found = frozenset[int | str](_listed(text))
    rest = _DAYS.sub("", text).strip("、,， 和")
    return found if found and not rest else None


def _listed(text: str) -> Iterator[int]:
    for match in _DAYS.finditer(text.replace("天", "日")):
        first, last = _WEEK.index(match[1]), _WEEK.index(match[2] or match[1])
        yield from range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]


def _hours(start: str, end: str) -> Hours | None:
    """24:00 is the day's end."""
    try:
        first, last = (_hour(text) for text in (start, end))
    except ValueError:
        return None
    return Hours(first, last)


def _hour(text: str) -> time:
    hour, minute = map(int, _COLON.split(text))
    return time.max if (hour, minute) == (24, 0) else time(hour, minute)
