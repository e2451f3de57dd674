"""Skills, duty rosters, task forces and roles of a district's own in the org file, in YAML and Excel."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import create_engine

from bot.orgfile import OrgFileError, read, to_excel, to_yaml
from storage import tree as trees
from storage.tables import metadata
from storage.tree import Duty, Roster, Tree, Unit

TOWN = """\
district: {code: hexi, name: 河西区}
units:
  - {code: jd, kind: subdistrict, name: 柳巷街道}
  - {code: sq, kind: community, name: 柳巷社区, parent: jd}
  - {code: cun, kind: 村, name: 上柳村, parent: jd}
  - {code: qy, kind: enterprise, name: 柳巷纺织厂, parent: jd}
  - {code: zb, kind: 专班, name: 供热专班, categories: [供暖]}
people:
  - {code: zhao, name: 赵一}
  - {code: qian, name: 钱二}
duties:
  - {person: zhao, role: grid_worker, unit: sq, skills: [供暖, water]}
  - {person: zhao, role: service_chief, unit: cun}
  - {person: zhao, role: 部门, unit: zb}
  - {person: qian, role: dispatcher, unit: hexi}
  - {person: qian, role: street_leader, unit: jd}
  - {person: qian, role: service_chief, unit: qy}
rosters:
"""
WHOLE = (
    TOWN
    + """\
  - {unit: sq, person: zhao, days: 周一至周五, from: "8:00", to: 20:00}
  - {unit: sq, person: qian, days: [每天], from: "20:00", to: "08:00"}
  - {unit: sq, person: qian, days: [sat, 星期日], from: 8:00, to: 20点}
  - {unit: jd, person: qian, days: [工作日, 节假日]}
"""
)


def read_text(folder: Path, text: str) -> tuple[Tree, list[str]]:
    path = folder / "org.yml"
    path.write_text(text, encoding="utf-8")
    found, warnings = read(path)
    return found, [str(warning) for warning in warnings]


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(OrgFileError) as error:
        read_text(folder, text)
    return [str(problem) for problem in error.value.problems]


def test_m10_a_roster_says_who_sits_when_also_out_of_hours(tmp_path: Path) -> None:
    found, warnings = read_text(tmp_path, WHOLE)
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert list(found.rosters) == [
        Roster("sq", "zhao", week[:5], time(8), time(20)),
        Roster("sq", "qian", week, time(20), time(8)),
        Roster("sq", "qian", week[5:], time(8), time(20)),
        Roster("jd", "qian", ["workday", "restday"], time(), time()),
    ]
    assert warnings == []


def test_skills_and_the_new_kinds_of_unit_are_read(tmp_path: Path) -> None:
    found, _ = read_text(tmp_path, WHOLE)
    assert found.duties[0] == Duty("zhao", "grid_worker", "sq", skills=["heating", "water"])
    assert found.duties[2].role == "department"
    assert [unit.kind for unit in found.units[3:]] == ["village", "enterprise", "task_force"]
    assert found.units[5] == Unit("zb", "task_force", "供热专班", "hexi", categories=["heating"])


def test_what_is_exported_or_stored_reads_back_as_the_same_tree(tmp_path: Path) -> None:
    found, _ = read_text(tmp_path, WHOLE)
    to_excel(found, tmp_path / "again.xlsx")
    (tmp_path / "again.yml").write_text(to_yaml(found), encoding="utf-8")
    assert read(tmp_path / "again.xlsx")[0] == read(tmp_path / "again.yml")[0] == found
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        metadata.create_all(conn)
        trees.replace(conn, found)
        stored = trees.load(conn, "hexi")
    assert stored is not None
    assert replace(stored, version=0) == found


@pytest.mark.parametrize(("turns", "sentences"), [
    ('{unit: sq, person: zhao, days: [周八]}', ["org.yml:19: days（值班日） “周八”看不懂"]),
    ('{unit: sq, person: zhao, days: [周一], from: 25:00}', ["org.yml:19: from（开始） “25:00”不是时刻"]),
    ('{unit: sqq, person: zhaoo, days: [周一]}', ["org.yml:19: 单位“sqq”不存在", "org.yml:19: 人员“zhaoo”不存在"]),
    ('{unit: sq, person: zhao}', ["org.yml:19: 值班安排缺少 days（值班日）"]),
    ('{unit: sq, person: zhao, days: [2026-02-30]}', ["org.yml:19: days（值班日） “2026-02-30”看不懂"]),
    ('{unit: sq, person: zhao, days: [周一], till: "8:00"}', ["org.yml:19: 值班安排没有“till”这一项"]),
])  # fmt: skip
def test_a_wrong_turn_is_told_with_its_line(tmp_path: Path, turns: str, sentences: list[str]) -> None:
    problems = refused(tmp_path, f"{TOWN}  - {turns}\n")
    assert len(problems) == len(sentences)
    for problem, sentence in zip(problems, sentences, strict=True):
        assert problem.startswith(sentence)


@pytest.mark.parametrize(("turns", "warning"), [
    (["{unit: sq, person: zhao, days: 周一至周五}"], "org.yml:19: “柳巷社区”的值班表缺 周六、周日，那时按职责通知"),
    (["{unit: sq, person: zhao, days: 工作日}"], "org.yml:19: “柳巷社区”的值班表缺 周六、周日"),
    (["{unit: sq, person: zhao, days: [2026-11-16, 2026-11-18]}"], "org.yml:19: “柳巷社区”的值班表缺 2026-11-17"),
    (
        ["{unit: sq, person: zhao, days: 每天, to: 18:00}", "{unit: sq, person: qian, days: 周三, from: 9:00}"],
        "org.yml:20: 周三的值班与 org.yml:19 时间重叠",
    ),
    (["{unit: sq, person: zhao, days: 每天}", "{unit: sq, person: qian, days: 周日}"], "org.yml:20: 周日的值班与"),
])  # fmt: skip
def test_forgotten_days_and_overlaps_are_warnings(tmp_path: Path, turns: list[str], warning: str) -> None:
    _, warnings = read_text(tmp_path, TOWN + "".join(f"  - {turn}\n" for turn in turns))
    assert len(warnings) == 1
    assert warnings[0].startswith(warning)


def test_an_excel_sheet_of_turns_is_read_with_times_and_dates_as_excel_writes_them(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets: dict[str, list[tuple[object, ...]]] = {
        "区": [("编码", "名称"), ("hexi", "河西区")],
        "单位": [("编码", "类型", "名称"), ("jd", "街道", "柳巷街道")],
        "人员": [("编码", "姓名"), ("zhao", "赵一")],
        "职责": [("人员", "角色", "单位"), ("zhao", "坐席", "hexi"), ("zhao", "街道领导", "jd")],
        "值班表": [("单位", "人员", "值班日", "开始", "结束"), ("jd", "zhao", "周一、周二", time(8), "次日8点")],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "turns.xlsx")
    with pytest.raises(OrgFileError) as error:
        read(tmp_path / "turns.xlsx")
    assert [str(problem) for problem in error.value.problems] == [
        "turns.xlsx:值班表!E2: to（结束） “次日8点”不是时刻，请写成 08:00 的样子。"
    ]
    book["值班表"]["E2"] = time(20, 30)
    book.save(tmp_path / "turns.xlsx")
    (turn,) = read(tmp_path / "turns.xlsx")[0].rosters
    assert turn == Roster("jd", "zhao", ["mon", "tue"], time(8), time(20, 30))


def test_a_role_of_the_districts_own_is_a_reminder_and_a_slip_of_the_pen_is_not(tmp_path: Path) -> None:
    own = WHOLE.replace("role: service_chief, unit: cun", "role: village_head, unit: cun")
    found, warnings = read_text(tmp_path, own)
    assert found.duties[1].role == "village_head"
    assert warnings == ["org.yml:13: “village_head”不是通用的角色，规则包的 titles 里要有它的称呼。"]
    slip = WHOLE.replace("role: service_chief, unit: cun", "role: service_cheif, unit: cun")
    assert refused(tmp_path, slip)[0].endswith("不认识，是不是“service_chief”？")
