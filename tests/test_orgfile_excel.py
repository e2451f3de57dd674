"""The Excel form of the org file: forms as people fill them in, and how every mistake is told with its cell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.orgfile import OrgFileError, read
from storage.tree import Account, Chat, Duty, Person, Unit

SHEET = "xl/worksheets/sheet2.xml"
Sheets = dict[str, list[list[Any]]]

GOOD: Sheets = {
    "district": [["code", "name", "policy"], ["hexi", "河西区", "default"]],
    "units": [
        ["code", "kind", "name", "parent", "aliases", "buildings", "categories"],
        [12, "subdistrict", "柳巷街道", "hexi"],
        ["lyy", "estate", "柳园小区", 12.0, "柳园、老柳园", 7],
        [None, None, None],
        ["d-heat", "department", "供热公司", "hexi", None, None, "heating, 供水"],
    ],
    "people": [
        ["code", "name", "phone", "accounts.sim", "accounts.wecom"],
        ["zhao", "赵一", 13900000041, "zhao", "zy"],
        ["qian", "钱二", "013900000042", None, 77],
    ],
    "duties": [
        ["person", "role", "unit", "from", "to", "deputy"],
        ["zhao", "service_chief", "lyy", datetime(2026, 1, 1), "2026-12-31", "qian"],  # noqa: DTZ001
    ],
    "chats": [["channel", "id", "kind", "unit"], ["telegram", -1001, "residents", "lyy"]],
}


def workbook(folder: Path, sheets: Sheets, name: str = "org.xlsx") -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def problems_of(path: Path) -> list[str]:
    with pytest.raises(OrgFileError) as caught:
        read(path)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_workbook_becomes_the_tree(tmp_path: Path) -> None:
    tree, _ = read(workbook(tmp_path, GOOD))
    assert list(tree.units) == [
        Unit("hexi", "district", "河西区", None),
        Unit("12", "subdistrict", "柳巷街道", "hexi"),
        Unit("lyy", "estate", "柳园小区", "12", ["柳园", "老柳园"], 7),
        Unit("d-heat", "department", "供热公司", "hexi", categories=["heating", "water"]),
    ]
    assert list(tree.people) == [Person("qian", "钱二", "013900000042"), Person("zhao", "赵一", "13900000041")]
    assert list(tree.accounts) == [
        Account("wecom", "77", "qian"), Account("sim", "zhao", "zhao"), Account("wecom", "zy", "zhao")
    ]  # fmt: skip
    assert list(tree.duties) == [
        Duty("zhao", "service_chief", "lyy", None, date(2026, 1, 1), date(2026, 12, 31), "qian")
    ]
    assert list(tree.chats) == [Chat("telegram", "-1001", "residents", "lyy")]


def test_a_form_in_chinese_with_title_and_remarks_is_understood(tmp_path: Path) -> None:
    sheets: Sheets = {
        "填写说明": [["请填写各表"]],
        "区": [["河西区组织机构表"], ["编码*", "名称（必填）"], ["hexi", "河西区"]],
        "单位": [
            ["河西区单位表", "", "2026"],
            ["序号", "编码", "类型", "名称", "上级", "备注"],
            [1, "jd", "街道", "柳巷街道", "hexi", "新设"],
        ],
        "人员": [["编码 code", "姓名 name", "账号"], ["zhao", "赵一", "sim: zhao；wecom：zy"]],
        "职责": [["人员", "角色", "单位"], ["zhao", "街道领导", "jd"]],
        "Sheet3": [],
    }
    tree, warnings = read(workbook(tmp_path, sheets))
    assert [unit.name for unit in tree.units] == ["河西区", "柳巷街道"]
    assert [(account.channel, account.account) for account in tree.accounts] == [("sim", "zhao"), ("wecom", "zy")]
    assert [duty.role for duty in tree.duties] == ["street_leader"]
    assert [str(problem) for problem in warnings] == [
        "org.xlsx:区!A3: 区“河西区”没有任何负责人，转到区里的诉求会没人接。"
    ]


BAD: Sheets = {
    "district": GOOD["district"],
    "units": [
        ["code", "kind", "name", "parnt", "buildings"],
        ["a", "estte", "甲", "hexi"],
        ["a", "subdistrict", None, None, "=1+1"],
        ["b", "subdistrict", "乙", None, "#N/A", "多出来的"],
        [date(2026, 1, 2), "subdistrict", "丙"],
    ],
    "people": [["name"], ["赵一"], ["钱二"]],
    "Sheet9": [["x"], ["y"]],
}


def test_every_problem_is_told_with_its_cell(tmp_path: Path) -> None:
    assert problems_of(workbook(tmp_path, BAD)) == [
        "org.xlsx:units!D1: 单位没有“parnt”这一项，是不是“parent”？",
        "org.xlsx:units!F1: 这一列有内容却没有表头，请补上表头或删掉这一列。",
        "org.xlsx:units!B2: kind（类型） “estte”不认识，是不是“estate”？",
        "org.xlsx:units!A3: 单位编码“a”重复，org.xlsx:units!A2 已经用过。",
        "org.xlsx:units!C3: 单位缺少 name（名称）。",
        "org.xlsx:units!E3: 这里是公式，请复制后“选择性粘贴为数值”。",
        "org.xlsx:units!E4: 这里是错误值 #N/A，请改正。",
        "org.xlsx:units!A5: code（编码） 被 Excel 当成了日期，请把单元格格式设为“文本”后重新填写。",
        "org.xlsx:people!A1: 人员缺少 code（编码）。",
        "org.xlsx:Sheet9!A1: 不认识“Sheet9”这一部分，只能有 district、units、people、duties、rosters、chats。",
    ]


def test_two_districts_in_one_sheet_are_refused(tmp_path: Path) -> None:
    sheets = GOOD | {"district": [*GOOD["district"], ["hedong", "河东区"]]}
    assert "org.xlsx:district!A1: 这张表只能有一行：一个文件只写一个区。" in problems_of(workbook(tmp_path, sheets))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("org.xlsx", b"code,name\nhexi,x\n", "这不是 Excel 工作簿"),
        ("org.xlsx", b"PK\x03\x04" + b"\x5a" * 500, "这不是 Excel 工作簿"),
        ("org.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 .xls 或加了密码"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert sentence in problems_of(path)[0]


def changed(folder: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The good workbook with one part of its archive replaced."""
    content = workbook(folder, GOOD).read_bytes()
    path = folder / "changed.xlsx"
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return path


def rows(inner: bytes) -> Callable[[bytes], bytes]:
    return lambda old: old[: old.index(b"<sheetData>")] + b"<sheetData>" + inner + b"</sheetData></worksheet>"


ENTITIES = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)


@pytest.mark.parametrize(
    ("part", "change", "sentence"),
    [
        (SHEET, lambda old: b"\0" * 60_000_000, "解压后太大"),
        ("xl/styles.xml", lambda old: b" " * 4_000_000, "解压后太大"),
        (SHEET, lambda old: ENTITIES + b"]><worksheet>&j;</worksheet>", "已损坏"),
        (SHEET, lambda old: b"<a>" * 100_000, "已损坏"),
        (SHEET, lambda old: old[:200], "已损坏"),
        (SHEET, rows(b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'), "已损坏"),
        (SHEET, rows(b'<row r="1"><c r="A1"><v>' + b"9" * 5_000 + b"</v></c></row>"), "已损坏"),
        (SHEET, rows(b"<row><c><v>1</v></c></row>" * 20_001), "units!A20001: 这张表超过 20000 行"),
        (SHEET, rows(b'<row r="1"/><row r="99999999999"><c><v>1</v></c></row>'), "单位“lyy”不存在"),
    ],
    ids=["bomb", "styles", "entities", "depth", "cut", "index", "number", "rows", "far"],
)  # fmt: skip
def test_a_hostile_workbook_is_refused(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes], sentence: str
) -> None:
    found = problems_of(changed(tmp_path, part, change))
    assert any(sentence in problem for problem in found)
