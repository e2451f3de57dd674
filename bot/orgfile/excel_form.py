"""The Excel form of the org file: one sheet per section, a header row, one entry per row."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.orgfile.problems import OrgFileError, refusal
from bot.orgfile.raw import Entry, Items, Place, Raw, Text
from bot.orgfile.words import IGNORED_SHEETS, SECTIONS, SHAPES, Shape, Vocabulary

MOST_ROWS = 20_000
MOST_COLUMNS = 40
# What the parts of the archive may unpack to, in bytes: sheets and texts together, and any other part.
MOST_CONTENT = 40_000_000
MOST_OTHER = 3_000_000
MOST_PARTS = 2_000
# Sheets often carry a title above the header; it is looked for in the first rows.
HEADER_WITHIN = 10

_EXCEL_LAST_ROW = 1_048_576
_AFTER_NAME = re.compile(r"[(（*].*", re.DOTALL)
_CONTENT = ("xl/worksheets/", "xl/sharedStrings")


@dataclass(frozen=True, slots=True)
class Form:
    """What a workbook holds: its sheets, and the columns of each."""

    sections: Vocabulary
    shapes: Mapping[str, Shape]


ORG = Form(SECTIONS, SHAPES)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's name and number, which give every cell its place."""

    file: str
    title: str
    number: int

    def at(self, row: int, column: int) -> Place:
        cell = f"{get_column_letter(column)}{row}"
        return Place(f"{self.file}:{self.title}!{cell}", (self.number, row, column))


def read_excel(data: bytes, name: str, form: Form = ORG) -> Raw:
    """Every sheet with content as a section of this form; `name` is what the file is called by.

    Raises:
        OrgFileError: not an .xlsx workbook, damaged, or large beyond reason.
    """
    _refuse_bombs(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not keep (filters, styles) does not matter here
            return _workbook(data, name, form)
    except OrgFileError:
        raise
    except Exception as error:  # a damaged workbook can break anywhere in the reader
        raise refusal(Place(name), "Excel 文件已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx。") from error


def _refuse_bombs(data: bytes, name: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal(Place(name), "这是旧版 .xls 或加了密码的工作簿，请取消密码并另存为 .xlsx。")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise refusal(Place(name), "这不是 Excel 工作簿（.xlsx），请用 Excel 或 WPS 另存为 .xlsx。") from error
    content = sum(part.file_size for part in parts if part.filename.startswith(_CONTENT))
    others = [part.file_size for part in parts if not part.filename.startswith(_CONTENT)]
    if content > MOST_CONTENT or max(others, default=0) > MOST_OTHER or len(parts) > MOST_PARTS:
        raise refusal(Place(name), "Excel 文件解压后太大，请只保留组织数据（删掉图片、多余的格式和空行）。")


def _workbook(data: bytes, name: str, form: Form) -> Entry:
    book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    sections: list[tuple[Text, Raw]] = []
    try:
        for number, worksheet in enumerate(book.worksheets, 1):
            sheet = _Sheet(name, worksheet.title, number)
            if sheet.title.strip().casefold() not in IGNORED_SHEETS:
                sections += _section(sheet, worksheet, form)
    finally:
        book.close()
    return Entry(tuple(sections), Place(name), Place(name))


def _section(sheet: _Sheet, worksheet: Any, form: Form) -> list[tuple[Text, Raw]]:
    """The sheet as a key and its value; nothing for an empty sheet that means nothing."""
    key = form.sections.find(_AFTER_NAME.sub("", sheet.title))
    rows = _rows(sheet, worksheet)
    header, entries = _entries(sheet, list(islice(rows, HEADER_WITHIN)), rows, form.shapes.get(key or ""))
    place = sheet.at(header, 1)
    if key is None and not entries:
        return []
    value: Raw = Items(tuple(entries), place)
    if key == "district" and entries:
        value = entries[0] if len(entries) == 1 else Text("", place, fault="这张表只能有一行：一个文件只写一个区。")
    return [(Text(key or sheet.title, place), value)]


def _rows(sheet: _Sheet, worksheet: Any) -> Iterator[list[Text]]:
    """The rows that hold something."""
    count = 0
    numbered = enumerate(worksheet.iter_rows(min_row=1, max_row=_EXCEL_LAST_ROW, max_col=MOST_COLUMNS), 1)
    for number, cells in numbered:
        row = [_text(cell, sheet.at(number, column)) for column, cell in _filled(cells)]
        if not row:
            continue
        count += 1
        if count > MOST_ROWS:
            raise refusal(sheet.at(number, 1), f"这张表超过 {MOST_ROWS} 行，请按区拆成几个文件。")
        yield row


def _filled(cells: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    for column, cell in enumerate(cells, 1):
        if cell.value is not None and (not isinstance(cell.value, str) or cell.value.strip()):
            yield column, cell


def _entries(
    sheet: _Sheet, first: list[list[Text]], rest: Iterator[list[Text]], shape: Shape | None
) -> tuple[int, list[Entry]]:
    """The number of the header row, and an entry for each row below it."""
    if not first:
        return 1, []
    known = [sum(shape is not None and shape.keys.find(_name(cell)) is not None for cell in row) for row in first]
    index = known.index(max(known))
    header = {cell.place.order[2]: Text(_name(cell), cell.place) for cell in first[index]}
    number = first[index][0].place.order[1]
    rows = [*first[index + 1 :], *rest]
    return number, [_entry(sheet, sheet.at(number, 1), header, row) for row in rows]


def _entry(sheet: _Sheet, header_place: Place, header: dict[int, Text], row: list[Text]) -> Entry:
    number = row[0].place.order[1]
    filled = {cell.place.order[2]: cell for cell in row}
    fields: list[tuple[Text, Raw]] = []
    for column in sorted(header.keys() | filled.keys()):
        place = sheet.at(number, column)
        head = header.get(column, Text("", sheet.at(header_place.order[1], column)))
        fields.append((head, filled.get(column, Text("", place))))
    return Entry(tuple(fields), row[0].place, header_place)


def _name(cell: Text) -> str:
    """A header without what forms add to it: "编码（必填）", "*编码"."""
    return _AFTER_NAME.sub("", cell.text.lstrip("* ")).strip()


def _text(cell: Any, place: Place) -> Text:
    value = cell.value
    if cell.data_type == "f":
        return Text("", place, fault="这里是公式，请复制后“选择性粘贴为数值”。")
    if cell.data_type == "e":
        return Text("", place, fault=f"这里是错误值 {value}，请改正。")
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return Text((value.date() if midnight else value).isoformat(), place, is_date=True)
    if isinstance(value, date):
        return Text(value.isoformat(), place, is_date=True)
    if isinstance(value, float) and value.is_integer():
        return Text(str(int(value)), place)
    return Text(str(value).strip(), place)
