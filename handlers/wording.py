"""How numbers, places, people and moments are said in Chinese."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from handlers.org import Org
from handlers.policy import Policy
from handlers.work import Work
from nlu.taxonomy import CATEGORIES
from storage.tickets import Ticket
from storage.types import CHINA

_PHONE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}")
_ROOM = re.compile(r"(?<!\d)\d{1,3}[-—]\d{1,2}[-—]\d{3,4}(?!\d)|(?<=单元)\s*\d{3,4}|(?<!\d)\d{3,4}(?=室|户|号房)")
_SPACES = re.compile(r"\s+")


def category(key: str) -> str:
    """The Chinese name of a category."""
    return CATEGORIES[key]


def short(text: str, limit: int = 60) -> str:
    """The text on one line, cut with … at `limit` characters."""
    line = _SPACES.sub(" ", text).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def masked(text: str) -> str:
    """The text without phone numbers, identity numbers, plates and door numbers."""
    text = _PHONE.sub("（电话已隐去）", text)
    text = _IDENTITY.sub("（证件号已隐去）", text)
    text = _PLATE.sub("（车牌已隐去）", text)
    return _ROOM.sub("（房号已隐去）", text)


def place(org: Org, ticket: Ticket, *, room: bool) -> str:
    """Where it is, down to the door only for those who have to go there."""
    unit = org.unit(ticket.unit)
    known = unit is not None and unit.kind != "district"
    parts = [unit.name if unit and known else "地点待核实"]
    parts += [f"{ticket.building}号楼"] if ticket.building else []
    parts += [f"{ticket.entrance}单元"] if ticket.entrance else []
    parts += [f"{ticket.room}"] if room and ticket.room else []
    return "".join(parts)


def title_of(work: Work, person: str) -> str:
    """What a person is called here: the local title of his first duty, e.g. 院长."""
    for duty in work.org.duties_of(person, work.today):
        return duty.title or work.policy.titles.get(duty.role, duty.role)
    return "工作人员"


def name_of(work: Work, person: str) -> str:
    """Title and name, e.g. 院长王秀英."""
    known = work.org.person(person)
    return title_of(work, person) + (known.name if known else person)


def names_of(work: Work, people: list[str], limit: int = 2) -> str:
    """The people who have it, as a resident is told."""
    named = "、".join(name_of(work, person) for person in people[:limit])
    return named + ("等" if len(people) > limit else "") or "值班人员"


def moment(at: datetime, now: datetime) -> str:
    """A moment as one says it: 今天15:30, 明天9:00, 11月20日9:00."""
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    days = (local.date() - today).days
    day = {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"}.get(days, f"{local.month}月{local.day}日")
    if local.year != today.year and days not in (-1, 0, 1, 2):
        day = f"{local.year}年{day}"
    return f"{day}{local.hour}:{local.minute:02d}"


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
