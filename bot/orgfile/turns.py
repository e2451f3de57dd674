"""Days and hours of a duty roster as people write them: 周一至周五, 每天, 2026-11-16, 8:00, 24:00."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

from bot.orgfile.fields import DATE, Fields
from bot.orgfile.problems import shown
from bot.orgfile.raw import Place, Text
from bot.orgfile.words import DAYS, EVERY_DAY, WEEKDAYS

MOST_DAYS = 366

_HOUR = re.compile(r"(\d{1,2})(?:[:：点时](\d{2})?(?:[:：]00)?分?)?")
_RANGE = re.compile(r"\s*(?:至|到|~|～|—+)\s*")
_SHORT_RANGE = re.compile(r"(\D+)-(\D+)")


def hour(fields: Fields, key: str) -> time | None:
    """An hour of the day such as 8:00, 08:30 or 8点; 24:00 is the day's end. None where it is absent or wrong."""
    text = fields.text(key)
    found = _HOUR.fullmatch(text)
    if found:
        hours, minutes = int(found[1]), int(found[2] or 0)
        if hours < 24 and minutes < 60:
            return time(hours, minutes)
        if (hours, minutes) == (24, 0):
            return time()
    if text:
        fields.report.error(fields.place(key), f"{fields.label(key)} “{shown(text)}”不是时刻，请写成 08:00 的样子。")
    return None


def days(fields: Fields, key: str) -> list[str]:
    """Days of the week, `workday`, `restday` or dates, each once; what cannot be read is reported."""
    value = fields.value(key)
    if isinstance(value, Text) and value.is_date:
        return [value.text[:10]]
    found: list[str] = []
    for text, place in fields.listed(key):
        read = list(_read(text))
        if not read:
            _report(fields, key, text, place)
        found += read
    return list(dict.fromkeys(found))


def _report(fields: Fields, key: str, text: str, place: Place) -> None:
    sentence = f"{fields.label(key)} “{shown(text)}”看不懂，请写 周一、周一至周五、每天、工作日、节假日 或 2026-11-16。"
    fields.report.error(place, sentence)


def _read(text: str) -> Iterator[str]:
    if text.casefold() in EVERY_DAY:
        yield from WEEKDAYS
        return
    short = _SHORT_RANGE.fullmatch(text)
    ends = [short[1], short[2]] if short else _RANGE.split(text, maxsplit=1)
    if len(ends) == 2:
        yield from _between(*ends)
    elif day := DAYS.find(text) or _date(text):
        yield day


def _between(first: str, last: str) -> Iterator[str]:
    named = [DAYS.find(end.strip()) for end in (first, last)]
    if all(name in WEEKDAYS for name in named):
        start, end = (WEEKDAYS.index(str(name)) for name in named)
        yield from (WEEKDAYS[(start + step) % 7] for step in range((end - start) % 7 + 1))
    elif (begin := _date(first)) and (until := _date(last)):
        count = (date.fromisoformat(until) - date.fromisoformat(begin)).days + 1
        day = date.fromisoformat(begin)
        yield from ((day + timedelta(days=step)).isoformat() for step in range(count if count <= MOST_DAYS else 0))


def _date(text: str) -> str:
    found = DATE.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:  # the pattern fits, the day does not exist
        return ""
