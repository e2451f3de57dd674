"""What a ticket is about, in half a line: for whoever has several of them in hand."""

from __future__ import annotations

import re

from handlers import cards, privacy, wording
from handlers.work import Case
from handlers.workflow import NAMES, Status
from nlu.courtesy import core

# A door at the beginning of what somebody told, which stands in a ticket's place already.
_DOOR = re.compile(
    r"\A(?:[0-9一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座|单元|室))+(?:[0-9]{3,4}(?![0-9户人天年个块]))?"
)
_PAUSE = " ,，、。:："
_A_FEW = 14  # characters of what was told, where a ticket is named in a line


def matter(case: Case, person: str, *, place: bool = True, most: int = _A_FEW) -> str:
    """Where it is and a few words of it, as this official may read them: 锦绣花园3号楼楼道灯不亮.

    Args:
        place: with the estate's name; without it only the building, for whoever knows where he works.
        most: characters of what was told.
    """
    unit = case.work.org.unit(case.ticket.estate or case.ticket.unit)
    names = (unit.name, *unit.aliases) if unit else ()
    words = privacy.words_for(case, person, case.ticket.summary).partition(" / ")[0].strip()
    words = words[slice(*core(words))]
    for name in sorted(names, key=len, reverse=True):
        words = words.removeprefix(name)
    words = _DOOR.sub("", words.lstrip(_PAUSE), count=1).lstrip(_PAUSE)
    told = wording.short(words, most) or wording.category(case.ticket.category)
    at = cards.place_for(case, person)
    return (at if place else at.removeprefix(unit.name if unit else "")) + told


def line(case: Case, person: str) -> str:
    """One line of an official's list."""
    ticket, due = case.ticket, cards.due_of(case)
    about = f"{cards.urgency(ticket.urgency)}{wording.category(ticket.category)}：{NAMES[Status(ticket.status)]}"
    late = cards.LATE if due and due[1].endswith(cards.LATE) else ""
    return f"{ticket.number} {matter(case, person)}（{about}）{late}"
