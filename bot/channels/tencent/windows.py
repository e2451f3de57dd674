"""How long, and how often, somebody may be written to after he did something: 48 hours and five messages, mostly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.kit import Kit, Note


@dataclass(frozen=True, slots=True)
class Opening:
    """What something people do allows us: so many messages within so long."""

    name: str
    length: timedelta
    count: int


class Windows:
    """The open windows of everybody on one channel.

    What changes a window is returned as notes: they are kept with whatever else belongs to that moment.

    Args:
        openings: the shortest first; that one is used up first.
    """

    def __init__(self, kit: Kit, *openings: Opening) -> None:
        self._kit = kit
        self._openings = openings

    def opened(self, account: str, opening: Opening, at: datetime) -> list[Note]:
        """Somebody did something at that moment: the window is open anew."""
        until = at + opening.length
        return [_note(account, opening, opening.count, until)] if until > self._kit.now() else []

    async def taken(self, account: str) -> list[Note]:
        """One message is used up; nothing when no window is open."""
        for opening in self._openings:
            known: dict[str, Any] | None = await self._kit.get(_name(account, opening))
            if known and known["left"] > 0:
                return [_note(account, opening, known["left"] - 1, datetime.fromisoformat(known["until"]))]
        return []

    async def given_back(self, account: str) -> list[Note]:
        """The message was not sent after all."""
        for opening in self._openings:
            known: dict[str, Any] | None = await self._kit.get(_name(account, opening))
            if known and known["left"] < opening.count:
                return [_note(account, opening, known["left"] + 1, datetime.fromisoformat(known["until"]))]
        return []

    def closed(self, account: str) -> list[Note]:
        """The platform says that no window is open, whatever we counted."""
        return [Note(_name(account, opening), None) for opening in self._openings]


def _note(account: str, opening: Opening, left: int, until: datetime) -> Note:
    return Note(_name(account, opening), {"left": left, "until": until.isoformat()}, until)


def _name(account: str, opening: Opening) -> str:
    return f"window:{opening.name}:{account}"[:191]
