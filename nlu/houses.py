"""Which houses are meant: lists ("18、19栋"), ranges ("1-6号楼"), and words that only count ("每栋"). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from nlu.numerals import each

MOST = 30  # so many houses of a range; "1-60号楼" gives the first thirty

_PIECE = re.compile(r"[a-z]?[0-9]{1,3}|[一二三四五六七八九十]{1,4}|[a-z]")
_BETWEEN = str.maketrans("", "", "号楼栋幢座# ")
_RANGE = ("-", "–", "—", "~", "～", "到", "至")
_UP_TO = ("到", "至")
_LOOSE = ("", ",", ".")  # these stand between any two numbers, so both must look like houses
_LARGEST = 99  # of houses told so loosely

_NOT_THESE = ("除了", "除", "不是", "不在")
_ASKED = ("是不是", "是不在")
_COUNTED_BEFORE = (
    "每", "这", "那", "哪", "某", "整", "共", "建了", "盖了", "其中", "另", "另外", "同", "任何", "该", "有", "隔壁",
    "所有", "全部", "建", "约", "近", "几", "各", "了", "后面", "前面", "旁边", "周围", "只",
)  # fmt: skip
_COUNTED_AFTER = re.compile(
    r"的?(?:小?高层|多层|洋房|别墅|步梯|电梯房|建筑|房子|楼房|楼盘|平房|公寓|住宅|安置房|大楼|危楼|老楼|新楼|楼?一共)"
    r"|楼(?![下上道梯顶里门前后底外旁背东西南北]).{0,4}(?:都|全|一起|同时|住|有|也)|[0-9]{1,2}多层"
)
_COUNTERS = "栋幢座"
_NUMERALS = tuple("一三四五六七八九十")  # 二 is never counted with, 两 is
# Where a single numeral names a house all the same: "我们三栋没电", "锦绣园三栋没电".
_NAMED_BEFORE: tuple[str, ...] = (
    "我们",
    "咱们",
    "俺们",
    "我",
    "咱",
    "俺",
    "住",
    "住在",
    "家在",
    "是",
    "在",
    "到",
    "去",
)
_NAMED_BEFORE += tuple("园苑府城院里村庭居郡湾期门,。!?;: ")
_NAMED_AFTER = re.compile(r"(?![都全多楼])|楼[下上道梯顶门前后旁]")
_FIRST_AFTER = re.compile(r"$|[ ,。!?;、]|的(?!楼|房)|没|停|又|楼[下上道梯顶门]|门口|电梯(?!房)|暖|水|漏")


def names_houses(text: str, match: re.Match[str]) -> bool:
    """Whether the words name houses and do not count them or leave them out.

    Args:
        match: a match of `nlu.places.HOUSES` in the text.
    """
    before = text[: match.start()]
    if before.endswith(_NOT_THESE) and not before.endswith(_ASKED):
        return False
    if match["houses"] is None or match["entrance"] or match["room"] or match["flat"]:
        return True
    if match["word"] not in _COUNTERS:
        return True
    if _COUNTED_AFTER.match(text, match.end()):
        return False
    if before.endswith(_COUNTED_BEFORE):
        return before.endswith("还有") and text.startswith("也", match.end())
    return match["houses"] not in _NUMERALS or _is_named(text, before, match)


def _is_named(text: str, before: str, match: re.Match[str]) -> bool:
    """A single numeral: "三栋" may be three houses, "一栋" nearly always is some house."""
    if match["word"] == "座" or not (before.strip() == "" or before.endswith(_NAMED_BEFORE)):
        return False
    pattern = _FIRST_AFTER if match["houses"] == "一" else _NAMED_AFTER
    return pattern.match(text, match.end()) is not None


def numbers(listed: str) -> tuple[str, ...]:
    """Every number of a list or range, plain ("3", "B2"); nothing where it is in doubt what was meant.

    Args:
        listed: such as "18、19", "b7、c7、c8", "1-6", "五六", "3栋和5".
    """
    pieces = [*_PIECE.finditer(listed)]
    gaps = [listed[one.end() : two.start()].translate(_BETWEEN) for one, two in pairwise(pieces)]
    one_range = sum(gap in _RANGE for gap in gaps) == 1  # 7-9-10 are three houses
    told = [*_plain(pieces[0].group())]
    for gap, piece in zip(gaps, pieces[1:], strict=True):
        more = _plain(piece.group())
        if one_range and gap in _RANGE:
            between = _range(told[-1], more[0]) if told and more else None
            if between is None and gap not in _UP_TO:
                return ()
            told = [*told[:-1], *between] if between else [*more]
        elif (gap in _LOOSE and not (_is_small(told) and _is_small(more))) or gaps == ["."]:
            told = [*more]  # "802 3号楼" and "3.6栋" end with a house
        else:
            told += more
    return tuple(dict.fromkeys(told))


def _plain(piece: str) -> tuple[str, ...]:
    """ "03" -> "3", "b3" -> "B3", "五六" -> "5", "6"."""
    if piece.isdecimal():
        return (str(int(piece)),)
    return (piece.upper(),) if piece.isascii() else tuple(map(str, each(piece)))


def _is_small(told: Sequence[str]) -> bool:
    return all(not number.isdecimal() or int(number) <= _LARGEST for number in told)


def _range(first: str, last: str) -> list[str] | None:
    """The houses from the first to the last, or None where that is no range."""
    if first.isalpha() and last.isalpha():
        return [chr(code) for code in range(ord(first), ord(last) + 1)] or None
    letter, low = _letter_and_number(first)
    other, high = _letter_and_number(last)
    if other not in ("", letter) or low >= high or high > _LARGEST:
        return None
    return [f"{letter}{number}" for number in range(low, min(high + 1, low + MOST))]


def _letter_and_number(house: str) -> tuple[str, int]:
    return (house[0], int(house[1:] or 0)) if house[0].isalpha() else ("", int(house))
