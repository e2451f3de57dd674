"""The words a pack is explained in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time

from handlers.policy import Policy
from handlers.rules.base import Span
from handlers.rules.conditions import When
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES

KINDS = {
    "district": "区", "subdistrict": "街道", "community": "社区", "grid": "网格", "estate": "小区", "building": "楼栋",
    "department": "部门", "task_force": "专班", "village": "村", "enterprise": "企业",
}  # fmt: skip
FORMS = {"appeal": "群众诉求", "part": "部门子任务", "wish": "微心愿", "task": "交办事项", "incident": "集中反映预警"}
SOURCES = {
    "private": "私聊", "group": "群聊", "hotline": "电话", "scan": "扫码", "web": "网页", "official": "工作人员上报",
    "visit": "走访", "meeting": "会议", "season": "季节预防",
}  # fmt: skip
DEEDS = {
    "on_site": "到场", "progress": "报进展", "plan": "报方案", "sign_in": "签收", "contact": "联系", "report": "报到",
    "resolve": "办结",
}  # fmt: skip
_DAYS = {
    "mon": "周一", "tue": "周二", "wed": "周三", "thu": "周四", "fri": "周五", "sat": "周六", "sun": "周日",
    "workday": "工作日", "restday": "休息日",
}  # fmt: skip
_HOURS = {"working": "工作时间", "off": "非工作时间", "night": "夜间（免打扰时段）"}
_ASKED = {
    "category": ("类别", CATEGORIES), "kind": ("诉求类型", KIND_NAMES), "urgency": ("紧急程度", URGENCY_NAMES),
    "form": ("工单种类", FORMS), "source": ("来源", SOURCES), "place": ("地点", KINDS), "weekday": ("日子", _DAYS),
}  # fmt: skip


def roles(pack: Policy, given: Iterable[str]) -> str:
    """E.g. 院长、网格员."""
    return "、".join(pack.titles.get(role, role) for role in given)


def kinds(given: Iterable[str]) -> str:
    """E.g. 楼栋、小区."""
    return "、".join(KINDS.get(kind, kind) for kind in given)


def categories(given: Iterable[str]) -> str:
    """E.g. 供暖、供水."""
    return "、".join(CATEGORIES.get(key, key) for key in given)


def hour(at: time) -> str:
    """E.g. 22:00."""
    return f"{at:%H:%M}"


def span(given: Span) -> str:
    """E.g. 22:00到次日08:00."""
    over = "次日" if given.end <= given.start else ""
    return f"{hour(given.start)}到{over}{hour(given.end)}"


def condition(pack: Policy, when: When | Mapping[str, Iterable[str]]) -> str:
    """E.g. 类别是供暖、供水，紧急程度是加急; empty when nothing is asked."""
    asked = when if isinstance(when, Mapping) else {key: getattr(when, key) for key in type(when).model_fields}
    return "，".join(_one(pack, key, tuple(values)) for key, values in asked.items() if values)


def _one(pack: Policy, key: str, values: tuple[str | Span, ...]) -> str:
    if key == "hours":
        said = [span(value) if isinstance(value, Span) else _HOURS.get(value, value) for value in values]
        return f"时间在{'或'.join(said)}"
    words = [str(value) for value in values]
    if key == "words":
        return f"话里有{'或'.join(f'“{word}”' for word in words)}"
    title, names = ("级别", pack.grades) if key == "grade" else _ASKED.get(key, (key, {}))
    return f"{title}是{'、'.join(names.get(word, word) for word in words)}"


def listed(data: object) -> str:
    """A value as it is written in a pack, for a person."""
    if isinstance(data, Mapping):
        return "，".join(f"{key}：{listed(value)}" for key, value in data.items() if value not in (None, "", [], {}))
    if isinstance(data, list | tuple):
        return "、".join(f"（{listed(one)}）" if isinstance(one, Mapping) else listed(one) for one in data)
    return {True: "是", False: "否"}.get(data, str(data)) if isinstance(data, bool) else str(data)
