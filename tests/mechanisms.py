"""docs/mechanisms.md, made from the tests and the packs: `python -m tests.mechanisms > docs/mechanisms.md`.

A test shows a mechanism when its docstring begins with it (`M7: …`, `M3, M15: …`) or its name does (`test_m7_…`).
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests import pack_stories

TESTS = Path(__file__).parent
# What a district may want of the product, in its own words.
MECHANISMS = {
    "M1": "一院三长：网格员、院长 → 小区服务长 → 社区服务长；“谁是我的服务长”",
    "M2": "1+4 联系点：每个点一年解决几件实际问题，从工单里数",
    "M3": "三级联动、联席会：议程从未解决和反复的工单里来，纪要变成任务；资源、需求、项目三张清单",
    "M4": "全科网格：一人多专长，按类别告诉有专长的人",
    "M5": "一网一线一码、随手拍：网格员上报、热线登记、扫码、拍照",
    "M6": "立即办、限时办、跟踪办：三条轨道，时限不同，跟踪办有领导跟着",
    "M7": "吹哨报到：部门签收、联系、报到，吹哨的给部门打分",
    "M8": "三单（点单、派单、接单）和微心愿",
    "M9": "1+2+4：每个小区两长四员，按类别抄送",
    "M10": "日值班、周走访、月议事、季评议，到时自动生成",
    "M11": "专班：跨单位的专题队伍，自己的一摞工单",
    "M12": "按办成的事考核：居民提名，可以申诉；不打卡、不排名",
    "M13": "三方协同：社区、街道两级会商，三种处置方式，两周内回访",
    "M14": "一张工单几个时限：到场、按大小办结、特殊问题先出方案",
    "M15": "民情访谈日、日汇总周梳理、三本账、六类订单、三种派单、一单一打分",
    "M16": "人民调解：保密，成功后可申请司法确认",
    "M17": "双报到、志愿服务：时长只从办完的单子里来",
    "M18": "便民服务驿站、走失老人寻找",
    "M19": "政务服务、代办：先用知识库回答，没解决再开单",
    "M20": "满意度与三率：带样本数和区间",
    "M21": "未呼先行：突发并案预警，季节性问题提前派任务",
    "M22": "准入清单：不归这里的，告诉去哪里，照样计数",
    "M23": "百姓参政团：项目前、中、后都问一问",
}
_SAID = re.compile(r"(M\d+(?:, M\d+)*)\b")
_NAMED = re.compile(r"test_m(\d+)_")

HEAD = """# Every mechanism and the tests that show it

Made from the tests (`make docs`); `tests/test_mechanisms.py` fails when a mechanism has no story. A story begins
its docstring with what it shows (`M7: …`); what the policy packs show is said in [packs/README.md](packs/README.md).
"""


def stories() -> dict[str, list[str]]:
    """The tests that show each mechanism, as `file: name`."""
    found: dict[str, list[str]] = {mechanism: [] for mechanism in MECHANISMS}
    for path in sorted(TESTS.glob("test_*.py")):
        for name, shown in _shown(path):
            for mechanism in shown:
                found.setdefault(mechanism, []).append(f"`tests/{path.name}`: {name}")
    return found


def _shown(path: Path) -> Iterator[tuple[str, list[str]]]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said, named = _SAID.match(ast.get_docstring(node) or ""), _NAMED.match(node.name)
            shown = [*(said[1].split(", ") if said else []), *([f"M{named[1]}"] if named else [])]
            words = re.sub(r"^test_(m\d+_)*", "", node.name)
            yield words.replace("_", " "), sorted(set(shown), key=_by_number)


def _by_number(mechanism: str) -> int:
    return int(mechanism[1:])


def packs() -> dict[str, list[str]]:
    """The packs whose story shows each mechanism."""
    found: dict[str, list[str]] = {}
    for name in pack_stories.packs():
        if (pack_stories.STORIES / f"{name}.expected.yml").exists():
            for mechanism in pack_stories.story(name).mechanisms:
                found.setdefault(mechanism, []).append(name)
    return found


def page() -> str:
    """The whole page."""
    shown, told = stories(), packs()
    lines = [HEAD, "| | what it is | story tests | packs |", "|---|---|---|---|"]
    for mechanism, what in MECHANISMS.items():
        links = ", ".join(f"[{name}](packs/{name}.md)" for name in told.get(mechanism, []))
        lines.append(f"| {mechanism} | {what} | {len(shown[mechanism])} | {links} |")
    for mechanism, what in MECHANISMS.items():
        lines += ["", f"## {mechanism} {what}", "", *(f"- {test}" for test in shown[mechanism])]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
