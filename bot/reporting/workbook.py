"""A report as an Excel workbook that prints: one sheet a table, A4 landscape, the header on every page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from handlers.figures.rates import Rate
from handlers.figures.reports import Cell, Table

_WIDEST, _NARROWEST = 46, 8
_HEAD = PatternFill("solid", fgColor="E8EEF4")
_LINE = Side(style="thin", color="B8C2CC")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
# A cell that begins with one of these is a formula to Excel: residents' words must stay words.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(out: Path | BytesIO, title: str, tables: Sequence[Table]) -> None:
    """Write the workbook; OSError where the file cannot be written."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _sheet(book.create_sheet(table.title), title, table)
    book.save(out)


def _sheet(sheet: Worksheet, title: str, table: Table) -> None:
    sheet.append([f"{title} · {table.title}"])
    sheet["A1"].font = Font(bold=True, size=14)
    for note in table.notes:
        sheet.append([note])
    sheet.append(list(table.columns))
    head = sheet.max_row
    for cell in sheet[head]:
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for row in table.rows:
        sheet.append([_plain(value) for value in row])
        for cell in sheet[sheet.max_row]:
            cell.border, cell.alignment = _BOX, Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"
    if not table.rows:
        sheet.append(["（没有）"])
    _print(sheet, head)
    _widths(sheet, table)


def _plain(value: Cell) -> str | int:
    if isinstance(value, Rate):
        return str(value)
    if isinstance(value, str):
        value = "".join(char for char in value if char >= " " or char == "\n")
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value


def _print(sheet: Worksheet, head: int) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.freeze_panes = f"A{head + 1}"
    if (footer := sheet.HeaderFooter.oddFooter) is not None:
        footer.center.text = "第 &P 页 / 共 &N 页"


def _widths(sheet: Worksheet, table: Table) -> None:
    for number, name in enumerate(table.columns, 1):
        longest = max([_length(name), *(_length(str(_plain(row[number - 1]))) for row in table.rows)])
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDEST, max(_NARROWEST, longest + 2))


def _length(text: str) -> int:
    """Chinese letters are twice as wide."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)
