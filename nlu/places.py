"""Where: building, entrance, room and estate, as far as the words of a message tell them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from nlu.gazetteer import Ear, gazetteer
from nlu.houses import names_houses, numbers
from nlu.numerals import DIGITS
from nlu.understanding import EstateName, Place

MAX_CHARS = 1_000

_HAN = "一二三四五六七八九十"
_NUMBER = rf"(?:[a-z]?[0-9]{{1,3}}|[{_HAN}]{{1,4}})"
_ONE = rf"(?:{_NUMBER}|[a-z])"
# Looked back at: not in the middle of a number or a word such as "wifi3", and not an ordinal.
_START = rf"(?<![0-9a-z.+{_HAN}零百两几第])"
_AND = r"(?:\s?(?:[、,和及与跟至到~～–—/.-]|以及)\s?|\s)"
_HOUSE = r"(?:号楼|号院楼|#楼|栋|幢|座(?![桥山城大房小机])|#(?=[0-9]|$|\s|楼|单元))"
_GAP = r"[\s,，、的-]{0,2}"
# A bare number after a house is a room only when nothing says that it counts something.
_COUNTED = r"(?![0-9.%])(?!\s?(?:多|余|[元块度年月日天个人米平吨次斤万瓦伏户]|[wv㎡%]))"
# 1502户 is a door with a floor and one of few flats in it; 200户 are two hundred households.
_FLAT = r"[1-9][0-9]?(?:0[1-9]|1[0-9])户(?![0-9人居业住家籍口])"
_ROOM = rf"(?:{_FLAT}|[a-z]?[0-9]{{3,4}}(?:室|号房|号|房)?{_COUNTED})"
_FLOOR = rf"(?:(?:[0-9]{{1,2}}|[{_HAN}]{{1,3}})(?:层|楼){_GAP})?"
_ENTRANCE = rf"(?:{_NUMBER}(?:{_AND}{_NUMBER}){{0,5}}|[甲乙丙丁])\s?(?:单元|门洞)"

# 12-1-802 and 12-802: a door number has three or four digits, so a date never matches.
_DASHED = (
    r"(?<![0-9a-z.#-])(?<![0-9]:)(?P<block>[a-z]?[1-9][0-9]{0,2})[-–—](?:(?P<stairs>[1-9][0-9]?)[-–—])?"
    rf"(?P<door>[1-9][0-9]{{2,3}}){_COUNTED}(?![-–—:a-z])"
)
_NAMED = (
    rf"{_START}(?P<houses>{_ONE}(?:(?:号楼?|栋|幢|座|#)?{_AND}{_ONE}){{0,12}})\s?(?P<word>{_HOUSE})(?:"
    rf"[-–—]?(?P<steps>[1-9][0-9]?)[-–—](?P<flat>[1-9][0-9]{{2,3}}){_COUNTED}"
    rf"|(?:楼?{_GAP}(?P<entrance>{_ENTRANCE}|[0-9]{{1,2}}\s?门(?!口)|[a-z]座))?(?:{_GAP}{_FLOOR}(?P<room>{_ROOM}))?)"
)
_STAIRS = rf"{_START}(?<!每)(?<!哪)(?P<entrance>{_ENTRANCE})(?:{_GAP}{_FLOOR}(?P<room>{_ROOM}))?"
_DOOR = rf"(?<![0-9a-z.-])(?P<room>[1-9][0-9]{{2,3}}(?:室|号房|房间?(?![0-9]))|{_FLAT})"
_STOREY = rf"{_START}(?:[0-9]{{1,2}}|[{_HAN}]{{1,3}})(?:楼|层)(?![上下道顶])"

PLACE_HINT = re.compile(r"[栋幢座楼元#室房户洞层]|[0-9][-–—][1-9]")
HOUSES = re.compile(f"{_DASHED}|{_NAMED}")
_ENTRANCES = re.compile(_STAIRS)
_DOORS = re.compile(_DOOR)
# Anything that names a place inside an estate; the models see a marker instead.
PLACE_SPAN = re.compile(re.sub(r"\?P<\w+>", "?:", "|".join((_DASHED, _NAMED, _STAIRS, _STOREY, _DOOR))))

# The whole estate; "是不是全小区都停了" and "不是每栋" say nothing of the kind.
_EVERYWHERE = re.compile(
    r"每一?(?:栋|幢|座楼|号楼|个楼)|各个?(?:栋|幢|号楼)|(?:整个?|全)小区|(?:整个|全)院(?:子|里)?"
    r"|所有的?(?:楼(?![道层梯下上顶])|栋|单元楼)|小区里?(?:全部?都?|所有楼?都?|都)(?:停|断|没[水电气暖]|不热|黑)"
)
_DOUBTED = re.compile(r"[吗么嘛]\s?[?!]*$|还是(?:就|只|光|单|仅)?[我俺咱额]|不是.{0,2}(?:全|整|每|各|所有)")
_NOTHING = "\u200b"  # what no mind reads
_CORE = re.compile(r"[\s单元门洞座]")
# 五零一 and 十二零三 are doors as people say them; 二零二四 is a year.
_SPOKEN_ROOM = re.compile(
    rf"(?<![{_HAN}零〇百千两几])(?P<floor>十[一二三四五六七八九]?|[一二三四五六七八九]{{1,2}})[零〇]"
    rf"(?P<flat>[一二三四五六七八九])(?![{_HAN}零〇百千点度])"
)
_DASHED_STAIRS = re.compile(r"([0-9]{1,3})[-–—]([0-9]{1,2})\s?(?:单元|门洞)")


def find_place(text: str, estates: Sequence[EstateName] = (), ear: Ear | None = None) -> Place:
    """Read the place out of a message; the first one told wins, and doubt gives nothing.

    Args:
        estates: the estates that may be meant, nearest first; no other name is recognised.
        ear: how characters sound, so that estates are found by homophones and in traditional characters as well.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower()[:MAX_CHARS]
    everywhere = _EVERYWHERE.search(plain) is not None and not _DOUBTED.search(plain)
    at = _estate(plain, estates, ear, everywhere=everywhere)
    if not PLACE_HINT.search(plain):
        return at
    plain = _SPOKEN_ROOM.sub(_in_digits, plain)
    told, entrance, room = _houses(plain)
    if len(told) <= 1 and not (entrance and room):
        told, entrance, room = _completed(plain, told, entrance, room)
    return replace(at, building=told[0] if told else None, entrance=entrance, room=room, buildings=told)


def is_door(text: str) -> bool:
    """Whether a message is nothing but a building, entrance or room, said with no more than one sound beside it."""
    return sum(map(str.isalpha, PLACE_SPAN.sub("", text[:MAX_CHARS].lower()))) <= 1


def _estate(text: str, estates: Sequence[EstateName], ear: Ear | None, *, everywhere: bool) -> Place:
    found, near = gazetteer(estates, ear).look(text) if estates else (None, ())
    if found is None:
        return Place(everywhere=everywhere, near=near)
    return Place(found.code, everywhere=everywhere, guessed=found.guessed, spoken=found.spoken, near=near)


def _in_digits(spoken: re.Match[str]) -> str:
    floor = spoken["floor"]
    if floor[0] == "十":
        floor = "一" + (floor[1:] or "零")
    return "".join(str(DIGITS[char]) for char in f"{floor}零{spoken['flat']}")


def cover_estate(text: str, estates: Sequence[EstateName] = (), ear: Ear | None = None) -> str:
    """The message with 小区 for the name of its estate, of the same length, so that no name sounds like a meaning.

    "幸福里有好几条流浪狗" is no good news, however happy the name.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower()
    found = gazetteer(estates, ear).find(plain) if estates and len(plain) == len(text) else None
    if found is None:
        return text
    start, end = found.span
    after = text[start:end].endswith("小区") or not text.startswith("小区", end)
    name = "小区" if after else ""
    return text[:start] + name + _NOTHING * (end - start - len(name)) + text[end:]


_Door = tuple[tuple[str, ...], str | None, str | None]


def _houses(text: str) -> _Door:
    """Every house told, with entrance and room where only one house can be meant."""
    told: dict[str, None] = {}
    doors: list[tuple[str, str | None, str | None]] = []
    for match in HOUSES.finditer(text):
        if not names_houses(text, match):
            continue
        here = numbers(match["houses"] or match["block"])
        told.update(dict.fromkeys(here))
        if len(here) == 1:
            entrance = match["stairs"] or match["steps"] or _entrance(match["entrance"])
            doors.append((here[0], entrance, match["door"] or match["flat"] or _room(match["room"])))
    own = [door for door in doors if door[0] == next(iter(told))]
    entrance = next((door[1] for door in own if door[1]), None)
    room = next((door[2] for door in own if door[2] and entrance in (None, door[1])), None)
    return tuple(told), entrance, room


def _completed(text: str, told: tuple[str, ...], entrance: str | None, room: str | None) -> _Door:
    """A lone entrance or room elsewhere belongs to the only house told; "5-2单元" tells the house as well."""
    match = _ENTRANCES.search(text) if entrance is None else None
    if match and (room is None or match["room"] is None):
        dashed = _DASHED_STAIRS.fullmatch(match["entrance"])
        if dashed is None:
            entrance, room = _entrance(match["entrance"]), room or _room(match["room"])
        elif int(dashed[1]) > int(dashed[2]) and not told:
            told, entrance, room = (dashed[1],), dashed[2], _room(match["room"])
    door = _DOORS.search(text) if room is None else None
    return told, entrance, _room(door["room"]) if door else room


def _entrance(told: str | None) -> str | None:
    """The first entrance of those told: "二三单元" -> "2"; "甲单元" -> "甲"."""
    if not told:
        return None
    core = _CORE.sub("", told)
    return next(iter(numbers(core)), None) if core not in "甲乙丙丁" else core


def _room(told: str | None) -> str | None:
    return told.rstrip("室户号房间").upper() if told else None
