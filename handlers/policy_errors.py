"""What is wrong with a policy pack, in Chinese: one sentence with the place of everything that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

# How much of it is said in one sentence; `PolicyError.problems` has all.
MOST_SAID = 5

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
    "knowledge": "知识库",
    "stations": "便民驿站",
    "lost": "寻人",
    "reminders": "催办",
    "extend": "延期",
    "joint": "协同办理",
    "methods": "处置方式",
    "orders": "单子名称",
    "volunteering": "微心愿与志愿服务",
    "incidents": "集中反映",
    "cadences": "定期工作",
    "governance": "议事与走访",
    "wait": "挂起",
    "survey": "回访",
    "inspection": "抽查",
    "commitments": "承诺",
    "figures": "统计考核",
    "conversation": "对话",
    "evidence": "邻居同样的情况",
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


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        said: what, without a full stop.
        path: the way to it in the pack.
        line: counted from 1; None when it is wrong in no line of its own.
    """

    said: str
    path: tuple[int | str, ...] = ()
    file: Path | None = None
    line: int | None = None

    @property
    def field(self) -> str:
        """E.g. `tracks 第2项 clocks.accept`."""
        return _way(self.path)

    @property
    def where(self) -> str:
        """E.g. `town.yml 第12行`; empty for data that came from no file."""
        if self.file is None:
            return ""
        return f"{self.file.name} 第{self.line}行" if self.line else self.file.name

    def __str__(self) -> str:
        """For a list of problems, a line each."""
        return f"{' '.join(part for part in (self.where, self.field) if part)}：{self.said}".lstrip("：")


class PolicyError(Exception):
    """A policy pack cannot be used; `problems` says everything that is wrong, the message the first of it.

    `pack` is empty when there is none of that name.
    """

    def __init__(self, pack: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (str(problem.file or ""), problem.line or 0)))
        said = "；".join(_phrase(problem) for problem in self.problems[:MOST_SAID])
        more = len(self.problems) - MOST_SAID
        super().__init__((f"规则包 {pack}" if pack else "") + said + (f"；另有 {more} 处" if more > 0 else "") + "。")


class FaultsError(ValueError):
    """Several things wrong within one part of a pack: what, and the way to it from that part."""

    def __init__(self, faults: Iterable[tuple[Sequence[int | str], str]]) -> None:
        self.faults = [(tuple(path), said) for path, said in faults]
        super().__init__("；".join(said for _, said in self.faults))


def _phrase(problem: Problem) -> str:
    title = PARTS.get(str(problem.path[0])) if problem.path else None
    around = "，".join(part for part in (title, problem.where) if part)
    if problem.path:
        return f" 的 {problem.field}" + (f"（{around}）" if around else "") + f"：{problem.said}"
    return f"（{around}）{problem.said}" if around else problem.said


def _way(path: Sequence[int | str]) -> str:
    said = ""
    for part in path:
        if isinstance(part, int):
            said += f" 第{part + 1}项"
        else:
            said += f".{part}" if said and not said.endswith("项") else f" {part}" if said else str(part)
    return said


def meant(given: object, choices: Iterable[str]) -> str | None:
    """What somebody who wrote `given` probably meant; None when nothing is near."""
    return next(iter(get_close_matches(str(given), list(choices), n=1, cutoff=0.6)), None)


def faults_of(error: Any, siblings: Iterable[str] = ()) -> list[tuple[tuple[int | str, ...], str]]:
    """One of pydantic's errors, as what is wrong and the way to it.

    Args:
        siblings: the keys that may be written where an unknown one is.
    """
    path = tuple(part for part in error["loc"] if part != "[key]")
    fault = (error.get("ctx") or {}).get("error")
    if isinstance(fault, FaultsError):
        return [((*path, *way), said) for way, said in fault.faults]
    if error["type"] == "extra_forbidden" and (near := meant(path[-1], siblings)):
        return [(path, f"没有这个项目，是不是想写 {near}")]
    return [(path, _problem(error))]


def _problem(error: Any) -> str:
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
