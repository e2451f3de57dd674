"""Channels that are our own pages: what is in the outbox is what the page shows."""

from __future__ import annotations

from bot.channels.base import Limits, RoomWanted
from handlers.messages import Outbound


class PageChannel:
    """The simulator (`sim`), the dispatcher's desk (`desk`), the residents' page (`web`) and what the seats have to
    tell callers (`hotline`): delivered as soon as it is committed.
    """

    limits = Limits()

    def __init__(self, name: str) -> None:
        self.name = name

    async def send(self, message: Outbound) -> None:
        """Nothing is left to do: the page reads the outbox."""

    async def open_room(self, room: RoomWanted) -> None:
        """Nothing is left to do: the page reads the rooms."""
