"""How numbers, places, people and moments are said in Chinese."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from handlers.org import Org
from handlers.policy import Policy
from handlers.work import Work
from nlu.courtesy import core
from nlu.places import PLACE_SPAN
from nlu.taxonomy import CATEGORIES
from storage.tickets import Ticket
from storage.types import CHINA

_TOLD = 16  # characters of his own words by which somebody knows what is meant
_SPACES = re.compile(r"\s+")
# Until when an hour belongs to which part of the day.
_DAY_PARTS = ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def category(key: str) -> str:
    """The Chinese name of a category; the key itself when the taxonomy does not know it."""
    return CATEGORIES.get(key, key)


def asked(ticket: Ticket) -> str:
    """What an order is to whoever asked for it: 您反映的, of a task 您交办的."""
    return {"part": "您吹哨的", "task": "您交办的", "wish": "您点的"}.get(ticket.form, "您反映的")


def told(ticket: Ticket) -> str:
    """The first words of what was told, short enough to be said back to whoever told it; empty where there are none."""
    if ticket.form != "appeal":
        return ""
    first = ticket.summary.partition(" / ")[0].partition("（居民说的地点")[0]
    return short(PLACE_SPAN.sub("", first[slice(*core(first))]).strip(" ，,。.、"), _TOLD)


def short(text: str, limit: int = 60) -> str:
    """The text on one line, cut with … at `limit` characters."""
    line = _SPACES.sub(" ", text).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def door(ticket: Ticket, *, room: bool) -> str:
    """Building and entrance, and the room for those who have to go there."""
    parts = [f"{ticket.building}号楼"] if ticket.building else []
    parts += [f"{ticket.entrance}单元"] if ticket.entrance else []
    parts += [ticket.room] if room and ticket.room else []
    return "".join(parts)


def place(org: Org, ticket: Ticket, *, room: bool) -> str:
    """Where it is, down to the door only for those who have to go there."""
    # A part belongs to its department, and is at the place of the whole.
    unit = org.unit(ticket.estate if ticket.form == "part" else ticket.unit)
    known = unit is not None and unit.kind != "district"
    return (unit.name if unit and known else "地点待核实") + door(ticket, room=room)


def title_of(work: Work, person: str) -> str:
    """What a person is called here: the local title of his first duty, e.g. 院长."""
    for duty in work.org.duties_of(person, work.today):
        return duty.title or work.policy.titles.get(duty.role, duty.role)
    return "工作人员"


def name_of(work: Work, person: str) -> str:
    """Title and name, e.g. 院长王秀英; an office whose name says its duty is not called twice."""
    known, title = work.org.person(person), title_of(work, person)
    name = known.name if known else person
    return name if name.startswith(title) else title + name


def names_of(work: Work, people: list[str], limit: int = 2) -> str:
    """The people who have it, as a resident is told."""
    named = "、".join(name_of(work, person) for person in people[:limit])
    return named + ("等" if len(people) > limit else "") or "值班人员"


def moment(at: datetime, now: datetime) -> str:
    """A moment as one writes it: 今天15:30, 明天9:00, 11月20日9:00."""
    local = at.astimezone(CHINA)
    return f"{_day(at, now)}{local.hour}:{local.minute:02d}"


def spoken(at: datetime, now: datetime) -> str:
    """A moment as one says it: 今天下午3点半, 明天上午9点, 11月20日晚上8点05分, 今天夜里12点."""
    local = at.astimezone(CHINA)
    if local.hour == 0:
        # The first hour belongs to the night before it.
        return f"{_day(at - timedelta(hours=1), now)}夜里12点{_minutes(local)}"
    part = next(name for until, name in _DAY_PARTS if local.hour < until)
    hour = local.hour - 12 if local.hour > 12 else local.hour
    return f"{_day(at, now)}{part}{hour}点{_minutes(local)}"


def _minutes(local: datetime) -> str:
    return {0: "", 30: "半"}.get(local.minute, f"{local.minute:02d}分")


def _day(at: datetime, now: datetime) -> str:
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    days = (local.date() - today).days
    named = {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"}.get(days)
    if named:
        return named
    day = f"{local.month}月{local.day}日"
    return day if local.year == today.year else f"{local.year}年{day}"


def span(length: timedelta) -> str:
    """A length of time, roughly: 25分钟, 3小时, 2天."""
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes}分钟"
    hours = minutes / 60
    return f"{round(hours)}小时" if hours < 48 else f"{round(hours / 24)}天"


def stars(policy: Policy, score: int) -> str:
    """What a score is called."""
    return policy.survey.texts.get(str(score), str(score))
