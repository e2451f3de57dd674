"""Where somebody lives, as far as he said: asked once, kept, and changed only by his own word."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import scenes
from handlers.messages import Inbound
from handlers.org import OFFICES, Org
from handlers.work import Work
from nlu.understanding import Place, Understanding
from storage import residents
from storage.residents import Resident

_LONGEST_NAME = 64  # of what a platform calls somebody; the column holds 191
_HOME = re.compile("[我俺额咱](?:们)?(?:家|这儿?|们?[楼栋幢]|们?单元|住)|住在|家住|搬[到进来了家至]")
_MOVED = re.compile("搬[到进来了家至]|[我俺额咱](?:现在|家)?(?:就)?(?:住|在)|家住|住在")


def home(org: Org, unit: str | None) -> str | None:
    """The unit as a place to live in; None for the district, which stands for "asked, but not found"."""
    found = org.unit(unit)
    return found.code if found and found.kind != "district" and found.kind not in OFFICES else None


def told(work: Work, message: Inbound, said: Understanding) -> tuple[Resident, bool]:
    """The resident as we know him after a private message, and whether it taught us something."""
    before = residents.get(work.conn, work.district, message.channel, message.sender)
    base = _scanned(before or _stranger(work, message), scenes.place(work.org, message.scene))
    now = _after(work.org, base, said)
    if before is None or now != before:
        residents.put(work.conn, replace(now, seen_at=work.now))
    return now, now != base


def heard(work: Work, message: Inbound, unit: str | None) -> Resident:
    """The resident after a message in the group of `unit`: who speaks there lives there, unless he said otherwise."""
    before = residents.get(work.conn, work.district, message.channel, message.sender)
    base = before or _stranger(work, message)
    now = replace(base, unit=unit) if unit and home(work.org, base.unit) is None else base
    if before is None or now != before:
        residents.put(work.conn, replace(now, seen_at=work.now))
    return now


def put_right(work: Work, resident: Resident, wrong: tuple[str, str | None], right: Place) -> None:
    """A place told wrongly is remembered rightly, if it was the one remembered."""
    if (resident.unit, resident.building) == wrong:
        residents.put(work.conn, replace(_at(resident, right), seen_at=work.now))


def of_home(text: str) -> bool:
    """Whether somebody speaks of where he lives."""
    return bool(_HOME.search(text))


def moves(text: str) -> bool:
    """Whether somebody says where he lives now, rather than where a trouble is."""
    return bool(_MOVED.search(text))


def not_found(work: Work, resident: Resident) -> Resident:
    """He was asked and told a place the tree does not know: kept as the district, so that he is not asked again."""
    if resident.unit is not None:
        return resident
    now = replace(resident, unit=work.district)
    residents.put(work.conn, replace(now, seen_at=work.now))
    return now


def _scanned(base: Resident, at: Place | None) -> Resident:
    """He stands where he scanned a code; that is remembered without a word, and his door there is not forgotten."""
    if at is None or (base.unit == at.estate and at.building in (None, base.building)):
        return base
    return _at(base, at)


def _stranger(work: Work, message: Inbound) -> Resident:
    return Resident(
        work.district,
        message.channel,
        message.sender,
        (message.sender_name or "")[:_LONGEST_NAME] or None,
        None,
        None,
        None,
        None,
        work.now,
    )


def _after(org: Org, base: Resident, said: Understanding) -> Resident:
    place, lives = said.place, home(org, base.unit)
    if lives is not None and place.estate not in (None, lives):
        # Another estate is where a trouble is; only who says that he moved lives there now.
        return _at(base, place) if moves(said.text) else base
    known = replace(base, unit=place.estate) if place.estate else base
    if place.building and place.building != base.building:
        return _at(known, place) if _is_home(said, base) else known
    if not _is_home(said, base) and not place.building:
        return known
    return replace(known, entrance=place.entrance or base.entrance, room=place.room or base.room)


def _at(base: Resident, place: Place) -> Resident:
    return replace(
        base, unit=place.estate or base.unit, building=place.building, entrance=place.entrance, room=place.room
    )


def _is_home(said: Understanding, base: Resident) -> bool:
    """Whether the door told is his own: a trouble may be anywhere, what he tells besides is home."""
    if _HOME.search(said.text):
        return True
    return base.building is None and bool(not said.appeal or said.place.entrance or said.place.room)
