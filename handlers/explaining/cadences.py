"""What comes round by the calendar, with the next dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers.cadences import occasions
from handlers.explaining import words
from handlers.policy import Policy
from storage.types import CHINA

NEXT = 3
_DAYS = "一二三四五六日"
_SHIFTED = {
    "next": "，遇休息日顺延到下一个工作日",
    "previous": "，遇休息日提前到上一个工作日",
    "skip": "，遇休息日不开",
}


def cadences(pack: Policy, now: datetime) -> Iterator[str]:
    """Each with who gets it and when it comes next."""
    if not pack.cadences:
        yield "没有定期工作。"
    for name, rule in pack.cadences.items():
        moment, dates = now, []
        for _ in range(NEXT):
            moment = occasions.next_after(rule, moment, pack.calendar)
            dates.append(_date(moment))
        who = f"每个{words.kinds(rule.at_units)}的{words.roles(pack, rule.roles)}"
        more = ("，没有内容就不发" if rule.only_if_any else "") + ("，记纪要，议定事项变成任务" if rule.minutes else "")
        yield f"{name}：发给{who}{more}{_SHIFTED.get(rule.workday, '')}。接下来是{'、'.join(dates)}。"


def _date(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日（周{_DAYS[local.weekday()]}）{local:%H:%M}"
