"""Sheets for notice boards: one per building, whose code opens the residents' page there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import segno

from bot.place_codes import PlaceCodes
from bot.posters import pdf, sheet, svg
from bot.posters.sheet import HEIGHT, QUIET, SENTENCES, WIDTH, Box, Text
from storage.database import Database
from storage.tree import Unit
from tests.cli_fakes import ORG, Minhu
from tests.fakes import tree
from tests.web_fakes import Browser, ServedTown

CODES = PlaceCodes("key")
URL = "https://minhu.example.gov.cn"


def of(unit: Unit) -> list[sheet.Sheet]:
    return sheet.sheets(replace(tree(), units=[unit]), CODES, f"{URL}/", unit)


def words(one: sheet.Sheet) -> list[str]:
    return [part.words for part in one.parts if isinstance(part, Text)]


def dark(one: sheet.Sheet) -> set[tuple[int, int]]:
    """The dark modules of the printed code, as (row, column) from its upper left."""
    bars = [part for part in one.parts if isinstance(part, Box) and part.colour == sheet.BLACK]
    step = bars[0].height
    left, top = min(bar.x for bar in bars), min(bar.y for bar in bars)
    return {
        (round((bar.y - top) / step), round((bar.x - left) / step) + n)
        for bar in bars
        for n in range(round(bar.width / step))
    }


def test_each_building_has_a_sheet_with_its_place_and_three_sentences() -> None:
    found = of(Unit("jy", "estate", "锦园小区", "dong", buildings=12))
    assert [one.name for one in found] == [f"jy-{number}" for number in range(1, 13)]
    for number, one in enumerate(found, 1):
        assert {"锦园小区", f"{number}号楼", *SENTENCES} <= set(words(one))


def test_an_estate_whose_buildings_nobody_counted_has_one_sheet() -> None:
    (one,) = of(Unit("jy", "estate", "锦园小区", "dong"))
    assert "全小区" in words(one)
    assert words(one)[-1] == f"{URL}/r/{CODES.code('jy')}"


def test_the_printed_code_is_the_address_of_that_building() -> None:
    one = of(Unit("jy", "estate", "锦园小区", "dong", buildings=3))[1]
    address = f"{URL}/r/{CODES.code('jy', '2')}"
    assert words(one)[-1] == address
    wanted = segno.make(address, error="q", micro=False).matrix
    assert dark(one) == {(r, c) for r, row in enumerate(wanted) for c, module in enumerate(row) if module}


def test_nothing_is_printed_beyond_the_sheet_or_into_the_white_around_the_code() -> None:
    (one,) = of(Unit("x" * 40, "estate", "雁塔区电子城街道明德门社区明德门教师安居小区北区家属院", "dong"))
    for part in one.parts:
        if isinstance(part, Box):
            assert part.x >= 0
            assert part.x + part.width <= WIDTH + 0.01
            assert part.y + part.height <= HEIGHT
        else:
            wide = sum(1 if ord(letter) > 255 else 0.56 for letter in part.words) * part.size
            assert wide <= WIDTH - 10
    bars = [part for part in one.parts if isinstance(part, Box) and part.colour == sheet.BLACK]
    quiet = QUIET * bars[0].height
    above, below = min(bar.y for bar in bars) - quiet, max(bar.y + bar.height for bar in bars) + quiet
    assert [part for part in one.parts if isinstance(part, Text) and above < part.y < below] == []


def test_a_pdf_has_one_page_of_a4_per_sheet() -> None:
    body = pdf.drawn(of(Unit("jy", "estate", "锦园小区", "dong", buildings=3)))
    assert body.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", body)) == 3
    assert re.search(rb"/MediaBox\s*\[\s*0 0 595\.\d+ 841\.\d+", body)
    assert b"STSong-Light" in body


def test_an_svg_stands_alone_and_is_well_formed_whatever_a_place_is_called() -> None:
    text = svg.drawn(of(Unit("jy", "estate", "<锦园> & “小区”", "dong"))[0])
    root = ElementTree.fromstring(text)  # noqa: S314 - our own
    assert root.attrib["viewBox"] == "0 0 210 297"
    assert "<锦园> & “小区”" in [element.text for element in root]
    assert "href" not in text


# --- the command, and the desk ---


@pytest.fixture
def district(minhu: Minhu) -> Minhu:
    """The command line with a district, reached from outside."""
    assert minhu("import-org", ORG).code == 0
    minhu.monkeypatch.setenv("MINHU_PUBLIC_URL", URL)
    return minhu


def test_the_command_writes_a_pdf_per_estate(district: Minhu) -> None:
    ran = district("posters", "--out", "printed/here")
    assert (ran.code, ran.lines) == (0, ["已生成 12 张，在 printed/here。"])
    (file,) = (district.folder / "printed/here").iterdir()
    assert file.name == "jy.pdf"
    assert file.read_bytes().startswith(b"%PDF-")


def test_the_command_writes_an_svg_per_building(district: Minhu) -> None:
    assert district("posters", "--out", "x", "--format", "svg", "--estate", "jy").code == 0
    assert {path.name for path in (district.folder / "x").iterdir()} == {f"jy-{n}.svg" for n in range(1, 13)}
    first = (district.folder / "x/jy-1.svg").read_text(encoding="utf-8")
    assert district("posters", "--out", "x", "--format", "svg").code == 0
    assert (district.folder / "x/jy-1.svg").read_text(encoding="utf-8") == first


def test_without_an_address_it_says_which_setting_is_missing(district: Minhu) -> None:
    district.monkeypatch.delenv("MINHU_PUBLIC_URL")
    ran = district("posters", "--out", "x")
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert "MINHU_PUBLIC_URL" in ran.lines[0]
    assert not (district.folder / "x").exists()


def test_an_estate_there_is_none_of_is_one_sentence(district: Minhu) -> None:
    ran = district("posters", "--out", "x", "--estate", "nope")
    assert (ran.code, ran.lines) == (2, ["没有编码为 nope 的小区；有：jy（锦园小区）。"])


def test_a_folder_that_cannot_be_written_is_one_sentence(district: Minhu) -> None:
    district.write("taken", "a file")
    ran = district("posters", "--out", "taken")
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert "不能写入目录 taken" in ran.lines[0]


def test_without_a_district_it_says_what_to_do_first(minhu: Minhu) -> None:
    minhu.monkeypatch.setenv("MINHU_PUBLIC_URL", URL)
    ran = minhu("posters", "--out", "x")
    assert ran.code == 1
    assert "import-org" in ran.lines[-1]


def test_the_desk_downloads_sheets_whose_codes_open_the_page(sqlite: Database, tmp_path: Path) -> None:
    browser = Browser(ServedTown(sqlite, tmp_path, demo=False, public_url=URL), URL)
    assert 'href="/desk/posters/jxhy.pdf"' in browser.get("/desk/posters").text
    answer = browser.get("/desk/posters/jxhy.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert browser.get("/desk/posters/nope.pdf").status_code == 404


def test_the_desk_says_what_is_missing_too(sqlite: Database, tmp_path: Path) -> None:
    browser = Browser(ServedTown(sqlite, tmp_path, demo=False))
    assert "MINHU_PUBLIC_URL" in browser.get("/desk/posters").text
    assert browser.get("/desk/posters/jxhy.pdf").status_code == 409
