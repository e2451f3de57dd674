"""Writing the tree: what is written reads back as the same tree, in YAML and in Excel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine

import bot.demo
from bot.orgfile import read, to_excel, to_yaml
from bot.orgfile.words import ROLES
from storage import tree as trees
from storage.tables import metadata
from storage.tree import Account, Chat, Duty, Person, Tree, Unit

DEMO = Path(bot.demo.__file__).with_name("org.yml")

# Everything that tends to change on the way through a file.
TREE = Tree(
    code="012",
    name="河西区",
    policy="binzhou-54321",
    units=[
        Unit("012", "district", "河西区", None, ["河西"], 3, ["other"]),
        Unit("1e3", "subdistrict", "null", "012"),
        Unit("yes", "community", "=HYPERLINK(1)", "1e3"),
        Unit("2026-01-01", "estate", "+柳园: #1 {小区}", "yes", ["@柳", "-园", "'老'园\"", "𠮷里"], 0, ["gas"]),
        Unit("~x", "building", "_x0041_", "2026-01-01"),
    ],
    people=[Person("007", "赵一", "013900000041"), Person("=1+1", "- 钱二", "+86 139 0000"), Person("NULL", "no")],
    accounts=[
        Account("wecom", "zy", "007"),
        Account("sim", "12", "007"),
        Account("wecom", "=zy2", "007"),
        Account("bridge/12345", "1.0", "=1+1"),
        Account("sim", "李 姐: 2", "=1+1"),
    ],
    duties=[
        Duty("007", "service_chief", "2026-01-01", "服务长", date(2026, 1, 1), date(2026, 12, 31), "=1+1"),
        Duty("NULL", "dispatcher", "012", "true"),
    ],
    chats=[Chat("sim", "=g", "residents", "yes"), Chat("telegram", "-1001", "volunteers", "012")],
)  # fmt: skip
BARE = Tree("a", "甲区", "default", [Unit("a", "district", "甲区", None)], [], [], [], [])


def by_yaml(tree: Tree, folder: Path) -> Tree:
    path = folder / "again.yml"
    path.write_text(to_yaml(tree), encoding="utf-8")
    return read(path)[0]


def by_excel(tree: Tree, folder: Path) -> Tree:
    path = folder / "again.xlsx"
    to_excel(tree, path)
    return read(path)[0]


@pytest.mark.parametrize("again", [by_yaml, by_excel])
@pytest.mark.parametrize("tree", [TREE, BARE, read(DEMO)[0]], ids=["odd", "bare", "demo"])
def test_what_is_written_reads_back_as_the_same_tree(again: Any, tree: Tree, tmp_path: Path) -> None:
    assert again(tree, tmp_path) == tree


@pytest.mark.parametrize("again", [by_yaml, by_excel])
def test_what_was_imported_and_exported_is_the_same_tree(again: Any, tmp_path: Path) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        metadata.create_all(conn)
        for tree in (TREE, read(DEMO)[0]):
            trees.replace(conn, tree)
            stored = trees.load(conn, tree.code)
            assert stored is not None
            assert replace(stored, version=0) == tree
            assert again(stored, tmp_path) == tree
    engine.dispose()


def test_yaml_has_one_entry_a_line_with_chinese_as_it_is() -> None:
    lines = to_yaml(read(DEMO)[0]).splitlines()
    assert lines[:3] == [
        "district: {code: demo, name: 演示区, policy: default}",
        "units:",
        "  - {code: yunhe, kind: subdistrict, name: 云河街道, parent: demo}",
    ]


def test_writing_twice_gives_the_same_text(tmp_path: Path) -> None:
    assert to_yaml(by_yaml(TREE, tmp_path)) == to_yaml(TREE)


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    to_excel(TREE, tmp_path / "org.xlsx")
    book = load_workbook(tmp_path / "org.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert "=HYPERLINK(1)" in {cell.value for cell in cells}
    assert all(cell.number_format == "@" for cell in cells if cell.data_type == "s" and cell.row > 1)


def test_control_characters_do_not_stop_the_export(tmp_path: Path) -> None:
    duties = [Duty("007", "dispatcher", "012", "值\x00班")]
    assert list(by_excel(replace(TREE, duties=duties), tmp_path).duties) == [Duty("007", "dispatcher", "012", "值班")]


def test_the_workbook_has_a_sheet_for_each_key_with_a_fixed_header(tmp_path: Path) -> None:
    to_excel(TREE, tmp_path / "org.xlsx")
    book = load_workbook(tmp_path / "org.xlsx")
    assert book.sheetnames == ["district", "units", "people", "duties", "rosters", "chats"]
    assert [cell.value for cell in book["chats"][1]] == ["通道 channel", "群号 id", "类型 kind", "单位 unit"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])


def test_the_demo_district_is_complete() -> None:
    tree, warnings = read(DEMO)
    assert warnings == []
    assert {duty.role for duty in tree.duties} == set(ROLES.names)
    assert {account.person for account in tree.accounts if account.channel == "sim"} == {
        person.code for person in tree.people
    }
    chief = next(duty for duty in tree.duties if (duty.role, duty.unit) == ("courtyard_chief", "jxhy"))
    assert chief.title == "院长"
    assert next(person.name for person in tree.people if person.code == chief.person) == "王秀英"
    assert [(chat.id, chat.kind) for chat in tree.chats if chat.unit == "jxhy"] == [("group-jxhy", "residents")]
