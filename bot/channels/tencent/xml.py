"""The XML Tencent speaks: parsed to flat fields, written so that nothing in it can break out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape

import xmltodict


class Fields:
    """A parsed message; what is missing or not a text reads as empty."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def text(self, name: str) -> str:
        """The text of a field, without spaces around it."""
        value = self._data.get(name)
        return value.strip() if isinstance(value, str) else ""

    def within(self, name: str) -> Fields:
        """The fields inside a field."""
        value = self._data.get(name)
        return Fields(value if isinstance(value, Mapping) else {})

    def many(self, name: str) -> list[Fields]:
        """The fields of a field that may come several times."""
        value = self._data.get(name)
        values = value if isinstance(value, list) else [value]
        return [Fields(each) for each in values if isinstance(each, Mapping)]

    def whole(self, name: str) -> int:
        """A number; 0 when it is none, or larger than any the platforms send."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def parse(body: str | bytes) -> Fields:
    """The fields of `<xml>…</xml>`; entities are refused.

    Raises:
        ValueError: it is none.
    """
    try:
        found = xmltodict.parse(body, strip_whitespace=False)
    except (ExpatError, ValueError, LookupError, RecursionError) as error:
        raise ValueError("请求体不是 XML。") from error
    inner = found.get("xml") if isinstance(found, dict) else None
    if not isinstance(inner, dict):
        raise ValueError("请求体里没有 <xml>。")
    return Fields(inner)


def render(fields: Mapping[str, str | int]) -> str:
    """`<xml>…</xml>` of these fields; wechatpy's own breaks at "]]>"."""
    inner = "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())
    return f"<xml>{inner}</xml>"


def _value(value: str | int) -> str:
    return str(value) if isinstance(value, int) else escape("".join(filter(_allowed, value)))


def _allowed(letter: str) -> bool:
    """Whether XML 1.0 can hold it at all."""
    return letter in "\t\n\r" or (letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff")
