"""A sheet as an SVG that stands alone: for who lays it out himself, or shows it on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from bot.posters.sheet import HEIGHT, WHITE, WIDTH, Box, Sheet, Text

_FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"


def drawn(sheet: Sheet) -> str:
    """The whole file."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}mm" height="{HEIGHT:g}mm" '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" font-family="{_FONTS}" text-anchor="middle">'
    )
    yield f"<title>{escape(sheet.title)}</title>"
    yield f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="{WHITE}"/>'
    yield from (_box(part) if isinstance(part, Box) else _text(part) for part in sheet.parts)
    yield "</svg>"


def _box(box: Box) -> str:
    place = f'x="{box.x:.3f}" y="{box.y:.3f}" width="{box.width:.3f}" height="{box.height:.3f}"'
    return f'<rect {place} fill="{box.colour}" shape-rendering="crispEdges"/>'


def _text(text: Text) -> str:
    weight = ' font-weight="700"' if text.bold else ""
    place = f'x="{text.x:g}" y="{text.y:g}" font-size="{text.size:.2f}" fill="{text.colour}"'
    return f"<text {place}{weight}>{escape(text.words)}</text>"
