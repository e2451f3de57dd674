"""The monthly report: a workbook with its sample sizes, intervals and lists; the same tables on the desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from bot import bootstrap
from bot.clocks import MachineTime
from bot.settings import Settings
from handlers.figures import months
from storage.database import Database
from tests.cli_fakes import ORG, Minhu, one_sentence
from tests.fakes import FakeEngine
from tests.web_fakes import Browser, ServedTown

SHEETS = ["总览", "结局", "类别", "下级单位", "时限", "未解决清单", "排除清单", "协同办理", "口径说明"]


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """Two appeals in the demo district: one solved, one that nobody answered about; one with words like a formula."""
    served = ServedTown(sqlite, tmp_path, demo=False)
    browser = Browser(served)
    for who, words in (("李姐", "锦绣花园3号楼暖气不热"), ("王姨", "=1+1 锦绣花园5号楼暖气不热")):
        served.says(who, words)
        form = {"person": "desk-demo", "nonce": f"done-{who}-1", "action": "resolve", "text": "换了阀门，室温21度"}
        form["nonce"] = "done-0001" if who == "李姐" else "done-0002"
        assert browser.post(f"/desk/tickets/{served.number()}", form).status_code == 303
    served.advance(timedelta(days=4))
    served.says("李姐", "", press="rate:5")
    served.says("王姨", "", press="reject")
    return served


def book(data: bytes, folder: Path) -> Workbook:
    """A downloaded workbook."""
    path = folder / "report.xlsx"
    path.write_bytes(data)
    return load_workbook(path)


def test_the_desk_shows_every_rate_with_its_sample_and_its_tickets(served: ServedTown) -> None:
    browser = Browser(served)
    page = browser.get("/desk/figures").text
    assert "解决率" in page
    assert "95%区间" in page
    assert "50.0%" in page
    behind = browser.get("/desk/figures/tickets?month=2026-11&figure=solved").text
    assert "暖气不热" in behind
    rest = browser.get("/desk/figures/tickets?month=2026-11&figure=solved&part=rest").text
    assert "没解决" in rest
    assert browser.get("/desk/figures?month=2026-11&category=water").status_code == 200
    assert browser.get("/desk/figures?month=2026-11&person=desk-demo").status_code == 200


@pytest.mark.parametrize("query", ["month=2026-13", "month=soon", "unit=nowhere", "month=2026-11&unit=%00"])
def test_what_nobody_can_ask_for_is_a_sentence(served: ServedTown, query: str) -> None:
    answer = Browser(served).get(f"/desk/figures?{query}")
    assert answer.status_code in (404, 422)
    assert "Traceback" not in answer.text


def test_the_workbook_has_its_sheets_and_they_print(served: ServedTown, tmp_path: Path) -> None:
    answer = Browser(served).get("/desk/figures/report.xlsx?month=2026-11")
    found = book(answer.content, tmp_path)
    assert found.sheetnames == SHEETS
    for sheet in found.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.print_title_rows
    rows = {row[0]: row for row in found["总览"].iter_rows(values_only=True)}
    assert rows["解决率"][1:5] == ("50.0%", 1, 2, "9.5%–90.5%")
    listed = [row for row in found["未解决清单"].iter_rows(values_only=True) if str(row[0])[:1].isdigit()]
    assert len(listed) == 1
    assert str(listed[0][8]).startswith("'=1+1")


def test_words_never_become_formulas(served: ServedTown, tmp_path: Path) -> None:
    answer = Browser(served).get("/desk/figures/report.xlsx?month=2026-11")
    found = book(answer.content, tmp_path)
    assert not any(cell.data_type == "f" for sheet in found.worksheets for row in sheet.iter_rows() for cell in row)


def test_exclusions_are_decided_on_the_desk(served: ServedTown) -> None:
    browser, number = Browser(served), served.number()
    form = {"person": "desk-demo", "nonce": "excl-0001", "action": "exclude", "text": "重复反映 与另一张单是同一件"}
    shown = browser.post(f"/desk/tickets/{number}", form).headers["location"]
    assert "申请" in browser.get(shown).text
    page = browser.get("/desk/figures/decisions").text
    assert "剔除和申诉" in page


def test_the_command_writes_the_same_workbook(minhu: Minhu) -> None:
    assert minhu("import-org", ORG).code == 0
    month = months.of(MachineTime().now().date())
    out = minhu.folder / "out" / "report.xlsx"
    ran = minhu("report", "--month", month, "--out", out)
    assert (ran.code, ran.out) == (0, "")
    assert "受理0件" in ran.err
    assert load_workbook(out).sheetnames == SHEETS


@pytest.mark.parametrize(("arguments", "part"), [
    (("--month", "2026-13", "--out", "a.xlsx"), "应写成 2026-11 这样"),
    (("--month", "2099-01", "--out", "a.xlsx"), "还没有开始"),
    (("--month", "2026-01", "--out", "a.csv"), "以 .xlsx 结尾"),
    (("--month", "2026-01", "--unit", "nowhere", "--out", "a.xlsx"), "没有编码为 nowhere 的单位"),
])  # fmt: skip
def test_unusable_arguments_are_one_sentence(minhu: Minhu, arguments: tuple[str, ...], part: str) -> None:
    minhu("import-org", ORG)
    one_sentence(minhu, 2, part, "report", *arguments)


def test_counts_of_the_hotline_are_imported_and_may_be_imported_again(minhu: Minhu) -> None:
    minhu("import-org", ORG)
    estate = _estate(minhu)
    lines = ["日期,类别,地点,楼栋,件数", f"2025-11-03,供暖,{estate},3,7", f"2025/11/04,heating,{estate},,2"]
    file = minhu.write("past.csv", lines)
    for _ in range(2):
        ran = minhu("import-history", file)
        assert ran.code == 0, ran.err
        assert "已导入 9 件（2 行），2025-11-03 至 2025-11-04" in ran.err


def test_every_wrong_line_is_named_and_nothing_is_imported(minhu: Minhu) -> None:
    minhu("import-org", ORG)
    file = minhu.write("past.csv", ["日期,类别,地点,件数", "昨天,供暖,火星,-1", "2025-11-03,恋爱,火星,1"])
    ran = minhu("import-history", file)
    assert ran.code == 2
    assert "past.csv:2: 日期“昨天”看不懂" in ran.err
    assert "past.csv:3: 类别“恋爱”不认识" in ran.err
    assert "什么也没有导入" in ran.err
    one_sentence(minhu, 2, "读不了文件", "import-history", "nowhere.csv")


def _estate(minhu: Minhu) -> str:
    product = bootstrap.build(
        Settings(data_dir=minhu.folder / "var"),
        Database(f"sqlite:///{minhu.folder / 'var' / 'minhu.db'}"),
        FakeEngine(),
    )
    return next(unit.name for unit in product.org().tree.units if unit.kind == "estate")
