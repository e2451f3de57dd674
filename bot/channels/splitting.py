"""Long texts within a platform's limit: cut where people pause, never inside a character."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

Size = Callable[[str], int]

# Where a text is best cut, best first: between paragraphs, lines, sentences, clauses, words.
_PAUSES = (("\n\n",), ("\n",), tuple("。！？!?；;"), tuple("，,、：:"), (" ", "\u3000"))
_LEAST = 0.5  # a pause earlier than this share of the piece would make too many pieces
_JOINER = "\u200d"


def utf8(text: str) -> int:
    """Bytes in UTF-8, as WeChat and WeCom count."""
    return len(text.encode("utf-8", "replace"))


def utf16(text: str) -> int:
    """Units of UTF-16, as Telegram counts."""
    return len(text.encode("utf-16-le", "replace")) // 2


def split(text: str, limit: int, size: Size = utf8) -> list[str]:
    """The text in pieces of at most `limit`; none of them is empty."""
    return [piece for piece in map(str.strip, _pieces(text, limit, size)) if piece]


def cut(text: str, limit: int, size: Size = utf8) -> str:
    """The text, shortened to `limit` with … where it is longer."""
    if size(text) <= limit:
        return text
    return text[: _fits(text, limit - size("…"), size)].rstrip() + "…"


def _pieces(text: str, limit: int, size: Size) -> Iterator[str]:
    while size(text) > limit:
        end = _fits(text, limit, size)
        end = _pause(text, end) or end
        yield text[:end]
        text = text[end:].lstrip("\n")
    yield text


def _fits(text: str, limit: int, size: Size) -> int:
    """How many code points fit; what belongs to one character stays together."""
    low, high = 0, min(len(text), max(limit, 0))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    end = low
    while 0 < end < len(text) and _inside(text, end):
        end -= 1
    # One "character" longer than a whole message is no character.
    return end or max(low, 1)


def _inside(text: str, end: int) -> bool:
    after = text[end]
    if _JOINER in (after, text[end - 1]):
        return True
    # Accents, variation selectors and the box of a keycap are marks; skin tones and tags follow their sign as well.
    marks = unicodedata.category(after).startswith("M")
    return marks or "🏻" <= after <= "🏿" or "\U000e0020" <= after <= "\U000e007f" or _halves_a_flag(text, end)


def _halves_a_flag(text: str, end: int) -> bool:
    """A flag is two letters of its own kind, and many flags may stand side by side."""
    start = end
    while start > 0 and "🇦" <= text[start - 1] <= "🇿":
        start -= 1
    return "🇦" <= text[end] <= "🇿" and (end - start) % 2 == 1


def _pause(text: str, end: int) -> int:
    for marks in _PAUSES:
        found = max((place + len(mark) for mark in marks if (place := text.rfind(mark, 0, end)) >= 0), default=0)
        if found >= end * _LEAST:
            return found
    return 0
