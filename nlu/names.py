"""Names of estates: in which forms people use one, and what tells it from its neighbour's. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlu.understanding import EstateName

SHORTEST = 3  # a shortened name of two characters is usually an everyday word

_SUFFIX = re.compile(r"(?:家属院|住宅小区|小区|社区|花园|家园|公寓|新村|新苑|苑|院)$")
_MARKS = re.compile(r"[\s()\[\]【】「」《》·•'\"“”_-]")
_PHASE = re.compile(r"[1-9](?=期|区|号院)")
_NUMERALS = str.maketrans("123456789", "一二三四五六七八九")

# What tells one estate from the next: nobody mistypes 二期 for 一期.
_TELLING = frozenset(
    "一二三四五六七八九十东西南北中上下前后左右新老旧大小甲乙丙丁0123456789abcdefghijklmnopqrstuvwxyz期区村里路街校"
)
# What makes another name of a name.
_OTHER_PART = re.compile(
    r"\s?(?:[一二三四五六七八九十0-9]{1,2}(?:期|区|村|社区|号院)|[东西南北中新老](?:区|苑|院|村|园|郡|庭))"
)
_OTHER_PLACE = re.compile(
    r"(?:小学|中学|学校|幼儿园|医院|菜?市场|地铁|路(?![灯面口上边不又没])|街(?!道)|公园|广场|商场|站(?!着)|派出所|酒店|宾馆"
    r"|花园|家园|公寓|新村|家属院|苑|城(?!管)|府|国际)"
)
_HOUSE_NEXT = re.compile(
    r"(?:小区|院[里子]|\s?[a-z]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:号?楼|栋|幢|#|座|单元|-[0-9]))"
)
_LIVING = ("住", "住在", "家在", "小区叫", "小区是")


@dataclass(frozen=True, slots=True)
class Form:
    """One way of naming an estate.

    Attributes:
        stem: characters before its suffix; all where it has none.
        full: a whole name or alias, not one that was shortened.
    """

    text: str
    code: str
    stem: int
    full: bool


def tidy(name: str) -> str:
    """A name as it is compared: one width and case, without brackets, 1期 as 一期."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return with_numerals(_MARKS.sub("", plain))


def with_numerals(text: str) -> str:
    """1期 as 一期; as many characters as before."""
    if "期" not in text and "区" not in text and "号院" not in text:
        return text
    return _PHASE.sub(lambda match: match.group().translate(_NUMERALS), text)


def forms(estates: Sequence[EstateName]) -> Iterator[Form]:
    """Every form by which exactly one estate is meant; of two with the same name the nearest."""
    full: dict[str, str] = {}
    for estate in estates:
        for name in map(tidy, (estate.name, *estate.aliases)):
            if len(name) > 1:
                full.setdefault(name, estate.code)
    begun: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    for name, code in full.items():
        yield Form(name, code, _stem(name), full=True)
        for end in range(2, len(name)):
            begun[name[:end]].add(code)
        short[name[: _stem(name)]].add(code)
    for name, codes in short.items():
        # 明德门 means nobody where there are 明德门小区 and 明德门二期.
        if len(name) > 1 and name not in full and len(codes | begun[name]) == 1:
            yield Form(name, next(iter(codes)), len(name), full=False)


def _stem(name: str) -> int:
    match = _SUFFIX.search(name)
    return match.start() if match and match.start() > 1 else len(name)


def goes_on(text: str, form: Form, end: int) -> bool:
    """Whether the words after a name make another name of it: 明德门 + 二期, 明德门 + 小学."""
    if _OTHER_PART.match(text, end):
        return True
    return form.stem == len(form.text) and _OTHER_PLACE.match(text, end) is not None


def is_named_here(text: str, start: int, end: int) -> bool:
    """Whether the words around say that an estate is named: "住锦绣", "锦绣3号楼"."""
    return _HOUSE_NEXT.match(text, end) is not None or text[:start].endswith(_LIVING)


def may_be_misheard(form: Form, typed: str) -> bool:
    """Whether what sounds the same may stand for the name: not one telling word for another (校区, 小区)."""
    return not any(a != b and a in _TELLING and b in _TELLING for a, b in zip(form.text, typed, strict=True))


def one_slip(form: Form, typed: str) -> bool:
    """Whether one careless key may lie between what was typed and the name; edit distance 1 is given."""
    name, start = form.text, 0
    while start < min(len(name), len(typed)) and name[start] == typed[start]:
        start += 1
    end = 0
    while end < min(len(name), len(typed)) - start and name[-1 - end] == typed[-1 - end]:
        end += 1
    wrong = {*name[start : len(name) - end], *typed[start : len(typed) - end]}
    rest = form.stem - (1 if len(name) == len(typed) else 0)
    # The suffix is no place for slips (花园, 家园), and of a short name too little would be left.
    return start < form.stem and rest > (1 if len(name) == len(typed) else 3) and not wrong & _TELLING
