"""Conversations told in another way, so that an ear learns how people talk and not which conversations there are. Pure.

What is said stays as it was written; who says nothing to the point may be silent, two groups may be one, strangers
may say what the corpus of single messages has, and a group may have been silent until somebody tells what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from nlu.conversation.corpus import Conversation, Line
from nlu.conversation.offices import is_office

SHORT = 60  # lines; longer conversations are noisy enough
THINNED, MERGED, JOINED, OPENED = 0.5, 0.4, 0.5, 0.15  # how often
_STRANGERS, _ALONE = 3, 2  # single messages: at most so many said into a conversation; so many by themselves after it
_TRIES = 4  # to find two conversations about different things
_SILENT = 0.35  # of the chatter that is left out at most
_EARLIER, _LATER = -0.3, 0.8  # where the second conversation begins, in lengths of the first
_LEAST = timedelta(minutes=10)  # that a first one is taken to last
_OTHER = "乙"  # before the names of the second one's people and troubles


def varied(
    all_of: Sequence[Conversation], dice: Random, singles: Sequence[Conversation] = ()
) -> Iterator[Conversation]:
    """Without end: every conversation in turn, in another order each time, many of them told in another way.

    Args:
        singles: of one line each; said into conversations and by themselves between them.
    """
    short = [one for one in all_of if len(one.lines) < SHORT]
    while True:
        for one in dice.sample(all_of, len(all_of)):
            told = thinned(one, dice) if dice.random() < THINNED else one
            if len(told.lines) < SHORT and dice.random() < MERGED:
                told = _with_another(told, short, dice)
            if singles and dice.random() < JOINED:
                for _ in range(dice.randint(1, _STRANGERS)):
                    told = _with_another(told, singles, dice)
            if dice.random() < OPENED:
                told = opened(told, dice.choice([*openings(told), 0]))
            yield told
            yield from dice.sample(singles, min(_ALONE, len(singles)))


def openings(one: Conversation) -> list[int]:
    """Where a trouble is told plainly by its first words: what was said before need not have been said."""
    begun, found = set[str](), list[int]()
    for place, line in enumerate(one.lines):
        if place and line.alone and not begun & set(line.belongs):
            found.append(place)
        begun.update(line.belongs)
    return found


def opened(one: Conversation, start: int) -> Conversation:
    """From this line on; what is said of troubles that began before may belong to one or not, until one is told."""
    begun = {key for line in one.lines[:start] for key in line.belongs}
    lines = []
    for line in one.lines[start:]:
        begun -= set(line.belongs) if line.alone else set()
        quotes = None if line.quotes is None or line.quotes < start else line.quotes - start
        if begun & set(line.belongs):
            line = replace(line, belongs=(), joins=(), neutral=True, near=None)
        elif line.near in begun:
            line = replace(line, near=None)
        lines.append(replace(line, quotes=quotes))
    return Conversation(one.path, one.troubles, lines)


def thinned(one: Conversation, dice: Random) -> Conversation:
    """Some of the chatter left out."""
    share = dice.uniform(0, _SILENT)
    kept = [place for place, line in enumerate(one.lines) if _matters(line) or dice.random() > share]
    if not kept:
        return one
    places = {old: new for new, old in enumerate(kept)}
    lines = [replace(one.lines[old], quotes=places.get(_quoted(one.lines[old]))) for old in kept]
    return Conversation(one.path, one.troubles, lines)


def merged(one: Conversation, other: Conversation, dice: Random) -> Conversation:
    """Both said into one group in the same hours."""
    first, second = one.lines[0].at, other.lines[0].at
    length = max(one.lines[-1].at - first, _LEAST)
    shift = first - second + dice.uniform(_EARLIER, _LATER) * length
    told = [(line.at, 0, place) for place, line in enumerate(one.lines)]
    told += [(line.at + shift, 1, place) for place, line in enumerate(other.lines)]
    told.sort()
    places = {(whose, old): new for new, (_, whose, old) in enumerate(told)}
    lines = []
    for at, whose, place in told:
        line = replace(_renamed(other.lines[place]), at=at) if whose else one.lines[place]
        lines.append(replace(line, quotes=places.get((whose, _quoted(line)))))
    troubles = {_OTHER + key: replace(trouble, key=_OTHER + key) for key, trouble in other.troubles.items()}
    return Conversation(one.path, one.troubles | troubles, lines)


def _with_another(one: Conversation, others: Sequence[Conversation], dice: Random) -> Conversation:
    """With another one about different things: two neighbours' cold rooms would be one trouble, not two."""
    about = _about(one)
    for other in (dice.choice(others) for _ in range(_TRIES)):
        if other.path != one.path and not about & _about(other):
            return merged(one, other, dice)
    return one


def _about(one: Conversation) -> set[str]:
    return {category for trouble in one.troubles.values() for category in trouble.categories}


def _matters(line: Line) -> bool:
    return bool(line.belongs) or line.neutral


def _quoted(line: Line) -> int:
    return -1 if line.quotes is None else line.quotes


def _renamed(line: Line) -> Line:
    """An office is known by its name, which stays."""
    sender = line.sender if is_office(line.sender) else _OTHER + line.sender
    near = None if line.near is None else _OTHER + line.near
    belongs, joins = (tuple(_OTHER + key for key in keys) for keys in (line.belongs, line.joins))
    return replace(line, sender=sender, belongs=belongs, joins=joins, near=near)
