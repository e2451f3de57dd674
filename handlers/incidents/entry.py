"""The entry of a household that was counted in: its door, and what it tells whoever has the ticket."""

from __future__ import annotations

from datetime import timedelta

from handlers import passing_on, wording
from handlers.evidence import noting
from handlers.evidence.doors import Door
from handlers.incidents import telling
from handlers.passing_on import Line
from handlers.talk import Talk
from handlers.work import Case

DOOR = "door"  # we asked which house it is
_WAITS = timedelta(hours=2)


def door_of(talk: Talk, case: Case) -> Door:
    """The door he was counted in with."""
    return noting.fuller(case, (talk.message.channel, talk.message.sender), Door())


def ask_door(talk: Talk, case: Case) -> str:
    """The question which house it is, where nobody knows; it is remembered, so that a bare number answers it."""
    if talk.message.chat is not None or door_of(talk, case).building is not None:
        return ""
    talk.ask(DOOR, {"ticket": case.ticket.id}, _WAITS)
    return telling.WHICH_DOOR


def tell(talk: Talk, case: Case, what: str) -> None:
    """The ticket's people hear what the household says, and behind which door it lives."""
    passing_on.tell(case, Line(what, wording.short(talk.text, 200), door_of(talk, case).said()))
