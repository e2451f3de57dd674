"""Where: building, entrance, room and estate, as far as the words of a message tell them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nlu.understanding import EstateName, Place

MAX_CHARS = 1_000

_HAN = "一二三四五六七八九十"
_NUMBER = rf"(?:[a-z]?[0-9]{{1,3}}|[{_HAN}]{{1,3}})"
# Looked back at: not in the middle of a number or a word such as "wifi3" and not an ordinal.
_START = rf"(?<![0-9a-z.{_HAN}第])"
# "每一栋", "这栋", "哪栋", "共3栋" speak of houses without naming one; so do "几栋", "整栋", "两栋楼".
_INDEFINITE = "".join(
    f"(?<!{word})" for word in ("每", "这", "那", "哪", "某", "整", "共", "建了", "盖了", "其中", "另", "同", "任何")
)
_LIST = rf"(?:\s?[、,，和及/-]\s?{_NUMBER}){{0,6}}"
_HOUSE = r"(?:号楼|号院楼|#楼|栋|幢|座(?![桥山城大房小机])|#(?=[0-9]|$|\s|楼|单元))"
_GAP = r"[\s,，、的-]{0,2}"
# A bare number after a house is a room only when nothing says that it counts something.
_COUNTED = r"(?![0-9.%])(?!\s?(?:多|余|[元块度年月日天个人米平吨次斤万瓦伏]|户[人居业住家]|[wv㎡%]))"
_ROOM = rf"[a-z]?[0-9]{{3,4}}(?:室|户|号房|号|房)?{_COUNTED}"
_FLOOR = rf"(?:(?:[0-9]{{1,2}}|[{_HAN}]{{1,3}})(?:层|楼){_GAP})?"
_ENTRANCE = rf"(?:{_NUMBER}|[甲乙丙丁])\s?(?:单元|门洞)"

_BUILDING = re.compile(
    rf"{_START}{_INDEFINITE}(?P<building>{_NUMBER}|[a-z]){_LIST}\s?{_HOUSE}"
    rf"(?:{_GAP}(?P<entrance>{_ENTRANCE}|[0-9]{{1,2}}\s?门))?"
    rf"(?:{_GAP}{_FLOOR}(?P<room>{_ROOM}))?"
)
_ENTRANCE_ONLY = re.compile(rf"{_START}(?<!每)(?<!哪)(?P<entrance>{_ENTRANCE})(?:{_GAP}{_FLOOR}(?P<room>{_ROOM}))?")
# 12-1-802 and 12-802: a door number has three or four digits, so a date never matches.
_DASHED = re.compile(
    rf"(?<![0-9a-z.:-])(?P<building>[a-z]?[1-9][0-9]{{0,2}})[-–—](?:(?P<entrance>[1-9][0-9]?)[-–—])?"
    rf"(?P<room>[1-9][0-9]{{2,3}}){_COUNTED}(?![-–—:a-z])"
)
_ROOM_ONLY = re.compile(
    r"(?<![0-9a-z.-])(?P<room>[1-9][0-9]{2,3})(?:室|号房|房间?(?![0-9])"
    r"|户(?![0-9人居业住家籍口]))"
)
_PARTS = (_DASHED, _BUILDING, _ENTRANCE_ONLY, _ROOM_ONLY)

# Anything that names a place inside an estate; the models see a marker instead.
PLACE_SPAN = re.compile(
    rf"(?<![0-9a-z.:-])[a-z]?[1-9][0-9]{{0,2}}[-–—](?:[1-9][0-9]?[-–—])?[1-9][0-9]{{2,3}}{_COUNTED}(?!"
    rf"[-–—:a-z])"
    rf"|{_START}(?:{_NUMBER}|[a-z]){_LIST}\s?{_HOUSE}楼?(?:{_GAP}(?:{_ENTRANCE}"
    rf"|[0-9]{{1,2}}\s?门))?(?:{_GAP}{_FLOOR}{_ROOM})?"
    rf"|{_START}{_ENTRANCE}(?:{_GAP}{_FLOOR}{_ROOM})?"
    rf"|{_START}(?:[0-9]{{1,2}}|[{_HAN}]{{1,3}})(?:楼|层)(?![上下道顶])"
    r"|(?<![0-9a-z.-])[1-9][0-9]{2,3}(?:室|号房|户(?![0-9人居业住家籍口]))"
)

_COUNTING = re.compile(rf"^[{_HAN}](?:栋|幢)楼?(?!{_GAP}(?:[0-9{_HAN}]|[东西南北中]户))")
_SUFFIX = re.compile(r"(?:家属院|住宅小区|小区|社区|花园|家园|公寓|新村|院)$")
_VALUES = {char: value for value, char in enumerate(_HAN, start=1)}
_SHORTEST_ALIAS = 3  # a shortened name of two characters is usually an everyday word


def find_place(text: str, estates: Sequence[EstateName] = ()) -> Place:
    """Read the place out of a message; the first one told wins, and doubt gives nothing.

    Args:
        estates: the estates that may be meant, nearest first; no other name is recognised.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower()[:MAX_CHARS]
    parts = _first_parts(plain)
    return Place(find_estate(plain, estates), *(parts.get(name) for name in ("building", "entrance", "room")))


def find_estate(text: str, estates: Sequence[EstateName]) -> str | None:
    """Code of the estate with the longest name told; among equals the nearest, then the first told."""
    if not estates:
        return None
    index = _estate_index(tuple(estates))
    best, code = 0, None
    for start in range(len(text) - 1):
        for form, candidate in index.get(text[start : start + 2], ()):
            if len(form) > best and text.startswith(form, start):
                best, code = len(form), candidate
    return code


@lru_cache(maxsize=64)
def _estate_index(estates: tuple[EstateName, ...]) -> dict[str, list[tuple[str, str]]]:
    """Forms by their first two characters, so that a city of names costs no more than a few."""
    forms: dict[str, str] = {}
    for estate in estates:
        for form in _forms(estate):
            forms.setdefault(form, estate.code)
    index: dict[str, list[tuple[str, str]]] = {}
    for form, code in forms.items():
        index.setdefault(form[:2], []).append((form, code))
    return index


def _forms(estate: EstateName) -> Iterator[str]:
    for name in (estate.name, *estate.aliases):
        plain = unicodedata.normalize("NFKC", name).lower().strip()
        short = _SUFFIX.sub("", plain)
        if len(plain) > 1:
            yield plain
        if len(short) >= _SHORTEST_ALIAS:
            yield short


def _first_parts(text: str) -> dict[str, str]:
    """The parts of the first house told; a lone entrance or room elsewhere completes it."""
    parts: dict[str, str] = {}
    for pattern in _PARTS:
        for match in pattern.finditer(text):
            if pattern is _BUILDING and _COUNTING.match(match.group()):
                continue
            found = {name: _plain(value) for name, value in match.groupdict().items() if value}
            if not parts.keys() & found.keys():
                parts |= found
                break
    return parts


def _plain(value: str) -> str:
    """ "三" -> "3", "b3" -> "B3", "1502室" -> "1502"; of "五六" (five or six) the first."""
    core = re.sub(r"[\s单元门洞室户号房]", "", value)
    if core and all(char in _VALUES for char in core):
        return str(_han_number(core))
    return core.upper()


def _han_number(numeral: str) -> int:
    if "十" not in numeral:
        return _VALUES[numeral[0]]
    tens, _, ones = numeral.partition("十")
    return (_VALUES[tens] if tens else 1) * 10 + (_VALUES[ones] if ones else 0)
