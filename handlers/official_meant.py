"""Which of the orders in hand an official's words mean: by number, by place, by subject. Changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers import offered
from handlers.talk import NUMBER, Talk, number_in
from nlu.guessing import SURE
from nlu.understanding import Place
from storage import tickets
from storage.tickets import Ticket

_MOST = 50  # of what somebody has in hand; who has more speaks of the newest
# The end of a number, as people say it: 0059. What counts or measures something, or is a door, is none.
_SERIAL = re.compile(r"(?<![\d.-])(\d{4,6})(?![\d.])(?!\s?(?:号楼|号院|栋|幢|单元|室|[元块年度平米人户次个天]))")
# A thing of which one character is enough, 灯换好了.
_THING = re.compile("[灯墙门窗梯水电气暖车树狗锁网管井盖垃漏堵]")
_SPACES = re.compile(r"\s+")
_EDGE = " \t\n,，、。:：;；"
_HAN = re.compile("[\u4e00-\u9fff]+")
# Said of any work: these tell no order from another.
_ANYWHERE = re.compile(
    "[今明后昨]天|[上下]午|早上|晚上|我们?|居民|业主|已经|没有|师傅|物业|问题|现在|什么|怎么|联系|处理|过[来去]|号楼|单元|小区|一下|有人"
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What an official's words are about, as far as they tell.

    Attributes:
        found: the orders they may be about, likeliest first.
        words: what was said, without the number.
        named: whether it was said by its number.
        sure: whether the words tell it, rather than what came before them.
        here: the orders in hand at the place that was said.
        hand: ids of all he has in hand.
    """

    found: tuple[Ticket, ...]
    words: str
    named: bool = False
    sure: bool = False
    here: tuple[Ticket, ...] = ()
    hand: frozenset[int] = frozenset()


def held(talk: Talk, person: str) -> list[Ticket]:
    """What the official has in hand, newest first."""
    return tickets.held_by(talk.work.conn, talk.work.district, person, _MOST)


def by_number(text: str, among: Sequence[Ticket]) -> tuple[list[Ticket], str]:
    """The orders named by their whole number or by its end, and the words without it."""
    whole = number_in(text)
    if whole is not None:
        found = [ticket for ticket in among if ticket.number == whole]
        return found, _tidy(NUMBER.sub(" ", text, count=1)) if found else text.strip()
    for serial in _SERIAL.finditer(text):
        found = [ticket for ticket in among if ticket.number.partition("-")[2] == serial[1]]
        if found:
            return found, _tidy(f"{text[: serial.start()]} {text[serial.end() :]}")
    return [], text.strip()


def find(talk: Talk, among: Sequence[Ticket]) -> Meant:
    """Which of these the words mean: the one they name; else the only one, or the one whose card came last."""
    return replace(_found(talk, among), hand=frozenset(ticket.id for ticket in among))


def _found(talk: Talk, among: Sequence[Ticket]) -> Meant:
    named, words = by_number(talk.text, among)
    if named:
        return Meant(tuple(named), words, named=True, sure=len(named) == 1)
    if any(serial[1].startswith("0") for serial in _SERIAL.finditer(talk.text)):
        # A number that none of his has: the order whose card came last is a bad guess.
        return Meant(tuple(among), words)
    here = tuple(ticket for ticket in among if at(talk.said.place, ticket))
    told = _told_apart(talk, here or among)
    if len(only := here if len(here) == 1 else tuple(told)) == 1:
        return Meant(only, words, sure=True, here=here)
    if here or told or talk.said.place.building:
        # Several at the place or of the kind, or a place where he has none: he is asked.
        return Meant(tuple(told) or here or tuple(among), words, here=here)
    if len(among) > 1 and (last := offered.last_about(talk.work, talk.message, {one.id for one in among})):
        return Meant(tuple(one for one in among if one.id == last), words)
    return Meant(tuple(among), words)


def at(place: Place, ticket: Ticket) -> bool:
    """Whether the place that was said is that of the order; words without a place are about none."""
    if not (place.estate or place.building or place.room):
        return False
    houses = place.buildings or ((place.building,) if place.building else ())
    return (
        place.estate in (None, ticket.estate, ticket.unit)
        and (not houses or ticket.building in houses)
        and (place.entrance is None or ticket.entrance in (None, place.entrance))
        and (place.room is None or ticket.room in ((None, place.room) if houses else (place.room,)))
    )


def _told_apart(talk: Talk, among: Sequence[Ticket]) -> list[Ticket]:
    """Those that the words fit best: by words that no other of them has, and by the subject."""
    if len(among) < 2:
        return []
    said, told = _marks(talk.text), [_marks(ticket.summary) for ticket in among]
    often = Counter(mark for marks in told for mark in marks)
    points = [
        sum(len(mark) for mark in said & marks if often[mark] == 1) + _names(talk, ticket)
        for ticket, marks in zip(among, told, strict=True)
    ]
    best = max(points)
    return [ticket for ticket, own in zip(among, points, strict=True) if own == best] if best else []


def _names(talk: Talk, ticket: Ticket) -> bool:
    issues = [issue for issue in talk.issues if issue.confidence >= SURE]
    return any(issue.category == ticket.category for issue in issues) if issues else talk.names(ticket)


def _marks(text: str) -> set[str]:
    """Every two characters that stand beside each other, and every thing, without what is said of anything."""
    runs = _HAN.findall(_ANYWHERE.sub(" ", text))
    return {run[start : start + 2] for run in runs for start in range(len(run) - 1)} | set(_THING.findall(text))


def _tidy(words: str) -> str:
    return _SPACES.sub(" ", words).strip(_EDGE)
