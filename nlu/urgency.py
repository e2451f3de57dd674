"""How fast somebody must move, from the words for dangers and the words that take them back.

Recall comes first: a wrong alarm costs a telephone call. But films, drills, fears and memories are
told in the same words, so every danger is read within its clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.cries import danger_cried
from nlu.damage import URGENCIES
from nlu.dangers import ALL_CLEAR, EMERGENCIES, NOT_NOW, Danger
from nlu.understanding import Urgency

_CLAUSE_END = re.compile(r"[。！!？?;；，,、\n\s]")
# Nobody in danger writes a letter: a long text argues with dangers, unless it says that it is now.
_LETTER = 120
_NOW = re.compile("现在|正在|刚刚|刚才|快来|快点来|赶[紧快]来|马上来|救命|救人|救救|没反应|没有反应|喘不上|此刻|怎么办")
_BEFORE, _AFTER = 16, 10  # characters around a danger in which a word may take it back


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the words say: a grade, the danger's name and where it is told in the folded text."""

    urgency: Urgency
    danger: str
    span: tuple[int, int]


def read_alarm(folded: str) -> Alarm | None:
    """The worst danger told as happening now, or None.

    Args:
        folded: text after `nlu.normalise.fold`, which also bounds its length.
    """
    if (cried := danger_cried(folded)) is not None:
        return Alarm(Urgency.EMERGENCY, cried, (0, len(folded)))
    if ALL_CLEAR.search(folded):
        return None
    for urgency, dangers in ((Urgency.EMERGENCY, EMERGENCIES), (Urgency.URGENT, URGENCIES)):
        for danger in dangers:
            span = _told(danger, folded)
            if span is not None:
                return Alarm(Urgency.URGENT if _is_letter(folded) else urgency, danger.name, span)
    return None


def is_told_as_distant(folded: str) -> bool:
    """Whether the message is about a film, a drill, the news or something that is over, or argues in a letter."""
    return bool(ALL_CLEAR.search(folded)) or _is_letter(folded)


def _is_letter(folded: str) -> bool:
    return len(folded) >= _LETTER and not _NOW.search(folded)


def _told(danger: Danger, folded: str) -> tuple[int, int] | None:
    if danger.also is not None and not danger.also.search(folded):
        return None
    for match in danger.words.finditer(folded):
        around = _surroundings(folded, match.start(), match.end())
        if not NOT_NOW.search(around) and not (danger.unless and danger.unless.search(around)):
            return match.span()
    return None


def _surroundings(folded: str, start: int, end: int) -> str:
    """The clause a danger is told in, as far as it is near."""
    before = _CLAUSE_END.split(folded[max(0, start - _BEFORE) : start])[-1]
    after = _CLAUSE_END.split(folded[end : end + _AFTER])[0]
    return before + folded[start:end] + after
