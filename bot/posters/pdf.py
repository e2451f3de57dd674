"""Sheets as a PDF that any printer's shop takes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from bot.posters.sheet import HEIGHT, Box, Sheet, Text

# Every PDF reader knows this Chinese font by name: nothing has to be embedded or installed here.
FONT = "STSong-Light"
_BOLDER = 0.035  # of the size: the font has no bold, so its letters are drawn with an edge


def drawn(sheets: Sequence[Sheet]) -> bytes:
    """One page per sheet."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = BytesIO()
    canvas = Canvas(body, pagesize=A4)
    canvas.setTitle(sheets[0].title if len(sheets) == 1 else f"{sheets[0].title} 等{len(sheets)}张")
    for sheet in sheets:
        for part in sheet.parts:
            _box(canvas, part) if isinstance(part, Box) else _text(canvas, part)
        canvas.showPage()
    canvas.save()
    return body.getvalue()


def _box(canvas: Canvas, box: Box) -> None:
    canvas.setFillColor(HexColor(box.colour))
    canvas.rect(box.x * mm, (HEIGHT - box.y - box.height) * mm, box.width * mm, box.height * mm, stroke=0, fill=1)


def _text(canvas: Canvas, text: Text) -> None:
    size = text.size * mm
    # How a text is drawn stays so for the next one, unless it is taken back.
    canvas.saveState()
    line = canvas.beginText()
    line.setFont(FONT, size)
    line.setFillColor(HexColor(text.colour))
    if text.bold:
        canvas.setStrokeColor(HexColor(text.colour))
        canvas.setLineWidth(size * _BOLDER)
        line.setTextRenderMode(2)
    width = pdfmetrics.stringWidth(text.words, FONT, size)
    line.setTextOrigin(text.x * mm - width / 2, (HEIGHT - text.y) * mm)
    line.textOut(text.words)
    canvas.drawText(line)
    canvas.restoreState()
