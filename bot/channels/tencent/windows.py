"""How long, and how often, somebody may be written to after he did something: 48 hours and five messages, mostly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.kit import Kit


@dataclass(frozen=True, slots=True)
class Opening:
    """What something people do allows us: so many messages within so long."""

    name: str
    length: timedelta
    count: int


class Windows:
    """The open windows of everybody on one channel.

    Args:
        openings: the shortest first; that one is used up first.
    """

    def __init__(self, kit: Kit, *openings: Opening) -> None:
        self._kit = kit
        self._openings = openings

    async def open(self, account: str, opening: Opening, at: datetime) -> None:
        """Somebody did something at that moment: the window is open anew."""
        until = at + opening.length
        if until > self._kit.now():
            await self._keep(account, opening, opening.count, until)

    async def take(self, account: str) -> bool:
        """Use up one message; False when no window is open."""
        for opening in self._openings:
            known: dict[str, Any] | None = await self._kit.get(_name(account, opening))
            if known and known["left"] > 0:
                await self._keep(account, opening, known["left"] - 1, datetime.fromisoformat(known["until"]))
                return True
        return False

    async def give_back(self, account: str) -> None:
        """The message was not sent after all."""
        for opening in self._openings:
            known: dict[str, Any] | None = await self._kit.get(_name(account, opening))
            if known and known["left"] < opening.count:
                await self._keep(account, opening, known["left"] + 1, datetime.fromisoformat(known["until"]))
                return

    async def close(self, account: str) -> None:
        """The platform says that no window is open, whatever we counted."""
        for opening in self._openings:
            await self._kit.forget(_name(account, opening))

    async def _keep(self, account: str, opening: Opening, left: int, until: datetime) -> None:
        await self._kit.put(_name(account, opening), {"left": left, "until": until.isoformat()}, until)


def _name(account: str, opening: Opening) -> str:
    return f"window:{opening.name}:{account}"[:191]
