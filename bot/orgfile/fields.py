"""One entry's values, each judged as it is asked for; what is wrong goes to the report with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from bot.orgfile.problems import Report, shown
from bot.orgfile.raw import Entry, Items, Place, Raw, Text
from bot.orgfile.words import IGNORED_KEYS, Shape, Vocabulary

# What the columns of the store hold.
LONGEST_TEXT = 191
LONGEST_DISTRICT = 64
MOST_BUILDINGS = 10_000

_SEPARATORS = re.compile(r"[、,，;；|\n]")
_NOT_IN_CODES = re.compile(r"[\s、,，;；|]")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COUNT = re.compile(r"(\d{1,9})(?:\.0)?\s*(?:栋|幢|座|楼|号楼)?")
# Characters nobody sees: control, formatting (text direction, zero width), halves of characters, line ends.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Fields:
    """The values of one entry under the keys of its shape; absent or unusable ones come as "", None or []."""

    def __init__(self, entry: Entry, shape: Shape, report: Report) -> None:
        self.entry = entry
        self.shape = shape
        self.report = report
        self._values: dict[str, Raw] = {}
        self.accounts_columns: list[tuple[Text, Raw]] = []
        for key, value in entry.fields:
            self._take(key, value)

    def _take(self, key: Text, value: Raw) -> None:
        found = self.shape.keys.find(key.text)
        head, dot, channel = key.text.partition(".")
        if found is None and dot and self.shape.keys.find(head) == "accounts":
            self.accounts_columns.append((Text(channel.strip(), key.place), value))
        elif found is None:
            self._unknown(key, value)
        elif found in self._values:
            self.report.error(key.place, f"{self.label(found)} 写了两次，请只留一个。")
        else:
            self._values[found] = value

    def _unknown(self, key: Text, value: Raw) -> None:
        if not key.text:
            if not is_blank(value):
                self.report.error(key.place, "这一列有内容却没有表头，请补上表头或删掉这一列。")
        elif "：" in key.text:
            self.report.error(key.place, f"“{shown(key.text)}”里是全角冒号，请改成半角冒号加一个空格。")
        elif key.text.casefold() not in IGNORED_KEYS:
            hint = self.report.suggest(key.text, self.shape.keys.words)
            self.report.error(key.place, f"{self.shape.noun}没有“{shown(key.text)}”这一项{hint or '。'}")

    def place(self, key: str) -> Place:
        """Where the value stands, or the entry where there is none."""
        value = self._values.get(key)
        return value.place if value is not None else self.entry.place

    def value(self, key: str) -> Raw | None:
        """The value as it was written; None where it is absent. A missing value that is required is reported."""
        value = self._values.get(key)
        if value is not None and not is_blank(value):
            return value
        if key in self.shape.required:
            place = self.entry.keys_at if value is None else value.place
            self.report.error(place, f"{self.shape.noun}缺少 {self.label(key)}。")
        return None

    def text(self, key: str, longest: int = LONGEST_TEXT) -> str:
        """One line of at most `longest` characters."""
        value = self.value(key)
        return "" if value is None else self.line(value, self.label(key), longest)

    def code(self, key: str, longest: int = LONGEST_TEXT) -> str:
        """A text that names something: without spaces and list separators."""
        text = self.text(key, longest)
        if _NOT_IN_CODES.search(text):
            sentence = f"{self.label(key)} “{shown(text)}”里不能有空格、逗号、顿号或分号。"
            self.report.error(self.place(key), sentence)
            return ""
        return text

    def choice(self, key: str, vocabulary: Vocabulary) -> str:
        """A word of a vocabulary, as its key."""
        text = self.text(key)
        return self.chosen(text, self.place(key), self.label(key), vocabulary) if text else ""

    def texts(self, key: str) -> list[str]:
        """A list, or one text with separators; repeated items once."""
        return list(dict.fromkeys(text for text, _ in self.listed(key)))

    def choices(self, key: str, vocabulary: Vocabulary) -> list[str]:
        """A list of words of a vocabulary, as their keys."""
        label = self.label(key)
        found = [self.chosen(text, place, label, vocabulary) for text, place in self.listed(key)]
        return list(dict.fromkeys(word for word in found if word))

    def count(self, key: str) -> int | None:
        """A whole number such as "12" or "12栋"."""
        text = self.text(key)
        if not text:
            return None
        match = _COUNT.fullmatch(text)
        if match is None or int(match[1]) > MOST_BUILDINGS:
            sentence = f"{self.label(key)} “{shown(text)}”不是 0 到 {MOST_BUILDINGS} 的整数。"
            self.report.error(self.place(key), sentence)
            return None
        return int(match[1])

    def date(self, key: str) -> date | None:
        """A day such as 2026-01-01, 2026/1/1 or 2026年1月1日."""
        value = self.value(key)
        if value is None:
            return None
        dated = isinstance(value, Text) and value.is_date
        text = value.text[:10] if dated and isinstance(value, Text) else self.line(value, self.label(key))
        match = DATE.fullmatch(text)
        try:
            if match:
                return date(*map(int, match.groups()))
        except ValueError:  # the pattern fits, the day does not exist
            match = None
        if text:
            sentence = f"{self.label(key)} “{shown(text)}”不是有效的日期，请写成 2026-01-01 的样子，不限期就留空。"
            self.report.error(value.place, sentence)
        return None

    def chosen(self, text: str, place: Place, label: str, vocabulary: Vocabulary) -> str:
        """The key of a word, or "" with a report."""
        key = vocabulary.find(text)
        if key is None:
            hint = self.report.suggest(text, vocabulary.words)
            known = "、".join(vocabulary.names) if len(vocabulary.names) < 10 else ""
            hint = hint or (f"，可用的有 {known}。" if known else "。")
            self.report.error(place, f"{label} “{shown(text)}”不认识{hint}")
        return key or ""

    def line(self, value: Raw, label: str, longest: int = LONGEST_TEXT) -> str:
        """A value as one readable line, or "" with a report."""
        fault = _fault(value, label, longest)
        if fault:
            self.report.error(value.place, fault)
        return value.text if isinstance(value, Text) and not fault else ""

    def listed(self, key: str) -> Iterator[tuple[str, Place]]:
        """The items of a list, or of one text with separators, each with its place."""
        value = self.value(key)
        label = self.label(key)
        if isinstance(value, Text):
            whole = Text(_SEPARATORS.sub("、", value.text), value.place, value.is_date, value.fault)
            pieces = self.line(whole, label, LONGEST_TEXT * 100).split("、")
            value = Items(tuple(Text(piece.strip(), value.place) for piece in pieces), value.place)
        elif isinstance(value, Entry):
            self.line(value, label)
        for item in value.items if isinstance(value, Items) else ():
            text = "" if is_blank(item) else self.line(item, label)
            if _SEPARATORS.search(text):
                self.report.error(item.place, f"{label} “{shown(text)}”里有逗号、顿号或分号，请分成几项。")
            elif text:
                yield text, item.place

    def label(self, key: str) -> str:
        """A key as problems name it: `from（开始）`."""
        return f"{key}（{self.shape.keys.names[key]}）"


def is_blank(value: Raw) -> bool:
    """Whether nothing was written."""
    return isinstance(value, Text) and not value.text and not value.fault


def _fault(value: Raw, label: str, longest: int) -> str:
    if not isinstance(value, Text):
        return f"{label} 应当是一段文字，而不是列表或映射。"
    if value.fault:
        return value.fault
    if value.is_date:
        return f"{label} 被 Excel 当成了日期，请把单元格格式设为“文本”后重新填写。"
    unseen = next((char for char in value.text if unicodedata.category(char) in _UNSEEN), None)
    if unseen is not None:
        return f"{label} “{shown(value.text)}”里有看不见的字符（U+{ord(unseen):04X}），请删掉后重新填写。"
    if len(value.text) > longest:
        return f"{label} 太长（{len(value.text)} 个字），最多 {longest} 个字。"
    return ""
