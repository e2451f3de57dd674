"""`minhu import-knowledge`: every problem with its line or cell; what is exported is imported again as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.knowledgefile import keep
from tests.cli_fakes import FIXTURES, ORG, Minhu

FILE = """\
knowledge:
  - id: jzz
    questions: [居住证怎么办, 办居住证，要什么材料？]
    answer: |
      带身份证到社区。
      满半年可领。
    source: 公安分局
    valid_until: 2027-12-31
stations:
  - {code: s1, name: 东驿站, level: 一级, address: 东街1号, unit: dong, hours: 24小时, lat: 34.22, lon: 108.94}
"""
WRONG = """\
knowledge:
  - {id: a, questions: [怎么办], answer: 这样办, source: 某局, valid_until: 明年}
  - {id: a, questions: [], answer: 这样办, source: 某局, place: nowhere}
  - {id: c, questions: [怎么办], source: 某局, link: "ftp://x", category: 暖汽}
stations:
  - {code: s1, name: 东驿站, level: 4, address: 东街1号, unit: dongg, hours: 白天, services: [理发], lat: 34.2}
"""


@pytest.fixture
def district(minhu: Minhu) -> Minhu:
    """A command line with a district."""
    assert minhu("import-org", ORG).code == 0
    return minhu


def test_a_file_is_imported_exported_and_imported_again(district: Minhu) -> None:
    ran = district("import-knowledge", district.write("k.yml", FILE))
    assert (ran.code, ran.lines) == (0, ["已导入：问答 1 条，驿站 1 个。马上生效。"])
    first = district("export-knowledge").out
    assert "带身份证到社区。\n" in first
    assert district("export-knowledge", "k.xlsx").code == 0
    assert district("import-knowledge", "k.xlsx").code == 0
    assert district("export-knowledge").out == first


def test_every_problem_is_named_with_its_line_and_nothing_is_imported(district: Minhu) -> None:
    ran = district("import-knowledge", district.write("k.yml", WRONG))
    assert ran.code == 2
    for part in (
        "k.yml:2: valid_until（有效期至） “明年”不是有效的日期",
        "k.yml:3: 编号“a”写了两次",
        "k.yml:3: 组织架构里没有编码为“nowhere”的单位",
        "k.yml:4: 问答缺少 answer（答案）",
        "k.yml:4: 链接“ftp://x”要以",
        "k.yml:4: category（类别） “暖汽”不认识",
        "k.yml:6: 级别“4”应是 1、2 或 3",
        "k.yml:6: 组织架构里没有编码为“dongg”的单位，是不是“dong”？",
        "k.yml:6: 开放时间“白天”看不懂",
        "k.yml:6: 规则包里没有服务“理发”",
        "k.yml:6: 纬度和经度要一起写",
    ):
        assert part in ran.err, part
    assert "什么也没有导入" in ran.err
    assert "knowledge: []" in district("export-knowledge").out


def test_a_dry_run_imports_nothing(district: Minhu) -> None:
    ran = district("import-knowledge", district.write("k.yml", FILE), "--dry-run")
    assert ran.lines == ["检查通过：问答 1 条，驿站 1 个。没有导入（--dry-run）。"]
    assert "knowledge: []" in district("export-knowledge").out


def test_a_section_that_is_not_written_stays(district: Minhu) -> None:
    district("import-knowledge", district.write("k.yml", FILE))
    district("import-knowledge", district.write("s.yml", "stations: []\n"))
    out = district("export-knowledge").out
    assert "jzz" in out
    assert "stations: []" in out


def test_a_workbook_names_the_cell(district: Minhu, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "知识库"
    sheet.append(["编号（必填）", "问法", "答案", "来源", "有效期至"])
    sheet.append(["a", "怎么办\n咋办", "这样办", "某局", "2027-01-01"])
    sheet.append(["b", "怎么弄", None, "某局", None])
    book.save(tmp_path / "k.xlsx")
    ran = district("import-knowledge", tmp_path / "k.xlsx")
    assert ran.code == 2
    assert "k.xlsx:知识库!C3: 问答缺少 answer（答案）" in ran.err


@pytest.mark.parametrize(
    "content", ["", "hello", "- a\n", "other: []\n", "knowledge: 3\n", "knowledge: [1]\n", "a: [\n"]
)
def test_what_is_no_knowledge_file_gets_sentences(district: Minhu, content: str) -> None:
    ran = district("import-knowledge", district.write("k.yml", content))
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert "k.yml" in ran.err


def test_a_replay_takes_the_file_beside_the_org_file(minhu: Minhu, tmp_path: Path) -> None:
    """M19: the same in a replay."""
    org = minhu.write("org.yml", (FIXTURES / "org.yml").read_text(encoding="utf-8"))
    minhu.write("knowledge.yml", FILE)
    at = "2026-11-16T09:0{}:00+08:00"
    said = {"chat_type": "private", "sender": "李姐"}
    events = [
        {"at": at.format(0), "text": "锦园的，请问居住证怎么办理", "id": "m1"} | said,
        {"at": at.format(5), "press": "not_helped"} | said,
    ]
    file = minhu.write("e.jsonl", [json.dumps(event, ensure_ascii=False) for event in events])
    assert minhu("replay", file, "--org", org, "--out", tmp_path / "out").code == 0
    (ticket,) = map(json.loads, (tmp_path / "out" / "tickets.jsonl").read_text(encoding="utf-8").splitlines())
    assert "m1" in ticket["messages"]
    assert ticket["kind"] == "consultation"


def test_an_org_file_with_a_name_has_a_knowledge_file_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "knowledge.yml").touch()
    assert keep.beside(tmp_path / "east.org.yml") == tmp_path / "knowledge.yml"
    (tmp_path / "east.knowledge.yml").touch()
    assert keep.beside(tmp_path / "east.org.yml") == tmp_path / "east.knowledge.yml"
    assert keep.beside(tmp_path / "west.org.yml") == tmp_path / "knowledge.yml"
