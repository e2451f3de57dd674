"""What is wrong with a policy pack, as one Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# What the parts of a pack are called; a field below them is shown by its key.
PARTS = {
    "name": "名称",
    "title": "标题",
    "quiet_hours": "免打扰时段",
    "working_hours": "工作时间",
    "calendar": "节假日调整",
    "titles": "称呼",
    "routing": "派单规则",
    "tracks": "办理时限",
    "reminders": "催办",
    "extend": "延期",
    "wait": "挂起",
    "survey": "回访",
    "conversation": "对话",
    "emergency": "紧急提示",
    "texts": "用语",
}

_SENTENCES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个项目，请检查拼写",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "float_type": "应是数字",
    "float_parsing": "应是数字",
    "tuple_type": "应是列表，例如 [estate]",
    "list_type": "应是列表",
    "frozen_set_type": "应是列表",
    "dict_type": "应是“键: 值”的形式",
    "model_type": "应是“键: 值”的形式",
    "time_parsing": "应是时刻，例如 \"08:00\"",
    "time_type": "应是时刻，例如 \"08:00\"",
    "date_parsing": "应是日期，例如 2027-02-06",
    "date_from_datetime_parsing": "应是日期，例如 2027-02-06",
    "date_type": "应是日期，例如 2027-02-06",
}  # fmt: skip


def sentence(pack: str, error: Mapping[str, Any]) -> str:
    """One of pydantic's errors, with the pack and the place in it."""
    return f"规则包 {pack} 的 {_place(error['loc'])}：{_problem(error)}。"


def _place(path: Sequence[int | str]) -> str:
    """E.g. `tracks 第2项 clocks.accept（办理时限）`."""
    said = ""
    for part in path:
        if isinstance(part, int):
            said += f" 第{part + 1}项"
        elif part != "[key]":
            said += f".{part}" if said and not said.endswith("项") else f" {part}" if said else str(part)
    title = PARTS.get(str(path[0])) if path else None
    return (said or "内容") + (f"（{title}）" if title else "")


def _problem(error: Mapping[str, Any]) -> str:
    kind, given = str(error["type"]), error.get("input")
    context = error.get("ctx") or {}
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    bounds = {"greater_than_equal": ("ge", "不能小于"), "greater_than": ("gt", "应大于"),
              "less_than_equal": ("le", "不能大于"), "less_than": ("lt", "应小于")}  # fmt: skip
    if kind in bounds:
        key, said = bounds[kind]
        return f"{said}{context.get(key)}，现在是 {given}"
    if kind == "too_short":
        return "至少要有一项"
    problem = _SENTENCES.get(kind, "写法不对")
    return problem if kind in ("missing", "extra_forbidden") else f"{problem}，现在是 {_short(given)}"


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= 30 else text[:29] + "…"
