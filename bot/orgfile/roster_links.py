"""What holds between the turns of the duty rosters: known people and units, nobody twice, no day forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from bot.orgfile.problems import Report, shown
from bot.orgfile.sections import Draft, Placed
from bot.orgfile.words import DAYS, WEEKDAYS
from storage.tree import Roster

Turn = Placed[Roster]

_NAMED = 5  # days that a warning names
_DAY = 24 * 60
_STANDS_FOR = {"workday": WEEKDAYS[:5], "restday": WEEKDAYS[5:]}


def check_rosters(draft: Draft, names: dict[str, str], report: Report) -> None:
    """Warn of turns that overlap and of days on which nobody sits; `names` are the units'."""
    by_unit: dict[str, list[Turn]] = defaultdict(list)
    for turn in draft.rosters:
        if turn.row.unit in names:
            by_unit[turn.row.unit].append(turn)
    for unit, turns in by_unit.items():
        _check_overlaps(turns, report)
        if missing := _missing({day for turn in turns for day in turn.row.days}):
            called = "、".join(missing[:_NAMED]) + (f"等 {len(missing)} 天" if len(missing) > _NAMED else "")
            sentence = f"“{shown(names[unit] or unit)}”的值班表缺 {called}，那时按职责通知，没有值班人。"
            report.warn(turns[0].fields.entry.place, sentence)


def _check_overlaps(turns: Sequence[Turn], report: Report) -> None:
    by_day: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        for day in turn.row.days:
            by_day[day].append(turn)
    for day, same in by_day.items():
        for before, after in pairwise(sorted(same, key=lambda turn: turn.row.starts)):
            if _minute(after.row, ends=False) < _minute(before.row, ends=True):
                sentence = f"{_named(day)}的值班与 {before.fields.entry.place.where} 时间重叠，那段时间两人都会被通知。"
                report.warn(after.fields.entry.place, sentence)


def _minute(turn: Roster, *, ends: bool) -> int:
    """A turn that ends no later than it starts runs to the end of its day, and on."""
    if ends and turn.ends <= turn.starts:
        return _DAY
    at = turn.ends if ends else turn.starts
    return at.hour * 60 + at.minute


def _missing(days: set[str]) -> list[str]:
    dates = sorted(day for day in days if day[:1].isdigit())
    if dates and len(dates) == len(days):
        first, last = date.fromisoformat(dates[0]), date.fromisoformat(dates[-1])
        all_days = [(first + timedelta(days=step)).isoformat() for step in range((last - first).days + 1)]
        return [day for day in all_days if day not in days]
    covered = days | {named for day in days for named in _STANDS_FOR.get(day, ())}
    return [_named(day) for day in WEEKDAYS if day not in covered] if days - set(dates) else []


def _named(day: str) -> str:
    return DAYS.names.get(day, day)
