"""What stands on a sheet, and where; `pdf` and `svg` draw it. Lengths in millimetres from the upper left of A4."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import segno

from bot.place_codes import PlaceCodes
from storage.tree import Tree, Unit

WIDTH, HEIGHT = 210.0, 297.0
RED, BLACK, GREY, WHITE = "#c7362a", "#1b2430", "#566372", "#ffffff"
QUIET = 4  # modules of white around a code, as its standard wants
_TEXT_WIDTH = 180.0
_CODE_SIDE = 112.0

SENTENCES = (
    "手机扫一扫，哪里有问题，说一句话就行。",
    "马上登记，转给负责的人，办得怎样随时能问。",
    "办完还会问您：解决了吗？没解决就重办。",
)


@dataclass(frozen=True, slots=True)
class Text:
    """A line, centred on `x`; `y` is its baseline, `size` the height of its letters."""

    x: float
    y: float
    size: float
    words: str
    colour: str = BLACK
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: drawn in this order.

    Attributes:
        name: of its file, without an ending.
    """

    name: str
    title: str
    parts: tuple[Text | Box, ...]


def sheets(tree: Tree, codes: PlaceCodes, public_url: str, estate: Unit) -> list[Sheet]:
    """The sheets of an estate: one per building; a single one where nobody said how many there are."""
    buildings: list[str | None] = [str(number) for number in range(1, (estate.buildings or 0) + 1)]
    return [_sheet(tree, codes, public_url, estate, building) for building in buildings or [None]]


def estates(tree: Tree) -> list[Unit]:
    """The estates of a district, in the order of its file."""
    return [unit for unit in tree.units if unit.kind == "estate"]


def _sheet(tree: Tree, codes: PlaceCodes, public_url: str, estate: Unit, building: str | None) -> Sheet:
    address = f"{public_url.rstrip('/')}/r/{quote(codes.code(estate.code, building))}"
    where = f"{building}号楼" if building else "全小区"
    middle = WIDTH / 2
    parts: list[Text | Box] = [
        Box(0, 0, WIDTH, 30, RED),
        Text(middle, 20.5, 15, "民 呼 我 行", WHITE, bold=True),
        Text(middle, 50, _fitting(estate.name, 16), estate.name, bold=True),
        Text(middle, 75, 21, where, RED, bold=True),
        *_code(address, middle - _CODE_SIDE / 2, 82, _CODE_SIDE),
        *(Text(middle, 209 + 15 * row, 8.6, words) for row, words in enumerate(SENTENCES)),
        Text(middle, 256, 7, "不用下载，不用注册，不会用手机就请邻居帮着扫。", GREY),
        Box(15, 264, 180, 15, RED),
        Text(middle, 274.3, 8, "有生命危险，先打 110、119、120", WHITE, bold=True),
        Text(middle, 289, _fitting(address, 4), address, GREY),
    ]
    name = f"{estate.code}-{building}" if building else estate.code
    return Sheet(name, f"{tree.name} {estate.name}{where}", tuple(parts))


def _fitting(words: str, size: float) -> float:
    """The size at which a line fits; Chinese characters are as wide as high, others half."""
    units = sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in words)
    return min(size, _TEXT_WIDTH / max(units, 1.0))


def _code(address: str, x: float, y: float, side: float) -> Iterator[Box]:
    """The code as bars: neighbouring dark modules of a row are one box, so that no hair of white is between them."""
    # A quarter of it may be torn or painted over.
    modules = [bytes(row) for row in segno.make(address, error="q", micro=False).matrix]
    step = side / (len(modules) + 2 * QUIET)
    for row, line in enumerate(modules):
        for begin, end in _runs(line):
            left, top = x + (QUIET + begin) * step, y + (QUIET + row) * step
            yield Box(left, top, (end - begin) * step, step, BLACK)


def _runs(line: Sequence[int]) -> Iterator[tuple[int, int]]:
    begin: int | None = None
    for place, dark in enumerate([*line, 0]):
        if dark and begin is None:
            begin = place
        elif not dark and begin is not None:
            yield begin, place
            begin = None
