"""Whose door somebody speaks of: from his words, else from what he calls himself, else from what is known. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nlu.normalise import fold
from nlu.numerals import interval
from nlu.places import find_place
from nlu.understanding import Place

TOPMOST = 60  # no house here is higher
MOST_FLATS = 12  # of one floor: what ends higher is a year or a price, and no door

_HAN = "一二三四五六七八九十"
_FLAT = re.compile(r"([1-9]\d?)(0[1-9]|1[0-9])$")
_NO_DOOR = r"(?![0-9元块度.%℃年月日号天点秒分人个斤米平户次万楼栋幢])"
_DOOR = r"(?P<room>[1-9]\d{2,3})"
# "601我是501", "我家1501也是", "1203也停了", "+1 1203".
_OWN_ROOM = (
    re.compile(rf"[我俺咱额](?:们?家)?(?:是|住在?)?\s?{_DOOR}{_NO_DOOR}"),
    re.compile(rf"^{_DOOR}(?:室|家)?[\s,，]?(?:也|同|一样|\+1)"),
    re.compile(rf"^(?:\+1|我家也是|我也是|同问|同上|一样|加一|附议)[\s,，。、]*{_DOOR}$"),
)
_FLOOR = re.compile(
    rf"(?<![0-9a-z.+{_HAN}第号每两几])(?P<floor>[0-9]{{1,2}}|[{_HAN}]{{1,3}})(?:楼|层)(?![上下道顶梯长栋号]|\s?[0-9一二三四五六]单元)"
)
# What people call themselves in a group: 5-2, 2-1102顾, A-602, B座租客, 四单元阿梅, 403小白, 三楼听风.
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![0-9a-z])(?P<building>[a-z]|[1-9]\d?)-(?P<room>[1-9]\d{2,3})(?![0-9-])",
        r"(?<![0-9a-z-])(?P<building>[1-9]\d?)-(?P<entrance>[1-9])(?![0-9])",
        r"(?P<building>[a-z])[座栋]",
        r"^(?P<room>[1-9]\d{2,3})(?![0-9])",
        r"(?<![0-9-])(?P<room>[1-9]\d{2,3})$",
    )
)


@dataclass(frozen=True, slots=True)
class Door:
    """A door as far as it is known; `floor` is kept where it was told without a room."""

    building: str | None = None
    entrance: str | None = None
    room: str | None = None
    floor: int | None = None

    def __bool__(self) -> bool:
        return any((self.building, self.entrance, self.room, self.floor))

    @property
    def storey(self) -> int | None:
        """The floor it is on: of room 1501 the fifteenth."""
        match = _FLAT.search(self.room or "")
        return int(match[1]) if match else self.floor

    @property
    def riser(self) -> str | None:
        """The flats above one another that hang on one pipe: of rooms 301, 1501 it is 01."""
        match = _FLAT.search(self.room or "")
        return match[2] if match else None

    def within(self, other: Door) -> Door:
        """What is unknown here taken from there, as long as the two can be one door."""
        if _differ(self.building, other.building) or _differ(self.entrance, other.entrance):
            return self
        if _differ(self.room, other.room):
            # Somebody else's flat, or one he moved from: the house may still be the same.
            return Door(self.building or other.building, self.entrance or other.entrance, self.room, self.floor)
        elsewhere = self.floor is not None and other.storey not in (None, self.floor)
        return Door(
            self.building or other.building,
            self.entrance or other.entrance,
            self.room or (None if elsewhere else other.room),
            self.floor or other.floor,
        )

    def or_fuller(self, other: Door) -> Door:
        """Of two doors somebody told the one that tells more: both together where they can be one."""
        both = self.within(other)
        return other if other.room and not both.room else both

    def said(self) -> str:
        """As one says it: 3号楼2单元1501."""
        parts = [f"{self.building}号楼" if self.building else "", f"{self.entrance}单元" if self.entrance else ""]
        return "".join(parts) + (self.room or (f"{self.floor}层" if self.floor else ""))


def in_words(text: str, place: Place) -> Door:
    """The door told by words in which this place was understood."""
    plain = fold(text, {})
    told = (match["room"] for find in _OWN_ROOM if (match := find.search(plain)))
    room = place.room or next(filter(_is_room, told), None)
    return Door(place.building, place.entrance, room, None if room else _floor(plain))


def in_name(name: str) -> Door:
    """The door that somebody calls himself after: 3-1-501老高, 5号楼2单元小王."""
    plain = fold(name, {})
    place = find_place(plain)
    found = Door(place.building, place.entrance, place.room)
    if not found:
        for pattern in _NAMED:
            match = pattern.search(plain)
            told = match.groupdict() if match else {}
            if match and (not told.get("room") or _is_room(told["room"])):
                building = told.get("building")
                found = Door(building.upper() if building else None, told.get("entrance"), told.get("room"))
                break
    return found if found.room else Door(found.building, found.entrance, None, _floor(plain))


def _floor(plain: str) -> int | None:
    match = _FLOOR.search(plain)
    told = match["floor"] if match else ""
    number = interval(told) if told and not told.isdigit() else (int(told), int(told)) if told else None
    if number is None or number[0] != number[1] or not 1 <= number[0] <= TOPMOST:
        return None
    return int(number[0])


def _is_room(room: str) -> bool:
    match = _FLAT.search(room)
    return bool(match and int(match[1]) <= TOPMOST and int(match[2]) <= MOST_FLATS)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


Row = TypeVar("Row")


def households(rows: Sequence[tuple[Door, Row]]) -> list[tuple[Door, list[Row]]]:
    """Accounts behind one door are one household; where no room is known every account is one.

    3-501 and 3-1-501 may be the same door, and are counted as one: rather a household too few.
    """
    found: list[tuple[Door, list[Row]]] = []
    for door, row in rows:
        number = behind(door, (known for known, _ in found))
        if number is None:
            found.append((door, [row]))
        else:
            fuller = found[number][0].within(door)
            found[number] = (fuller, [*found[number][1], row])
    return found


def behind(door: Door, known: Iterable[Door]) -> int | None:
    """Which of these doors it is; None where it is another one, or no room is known."""
    if door.room is None or door.building is None:
        return None
    for number, other in enumerate(known):
        here = (other.building, other.room) == (door.building, door.room)
        if here and not _differ(other.entrance, door.entrance):
            return number
    return None
