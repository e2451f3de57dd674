"""One of all processes at a time: a right that lasts while it is renewed, and ends by itself when its holder dies."""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.channels.kit import Kit


class Lease:
    """The right to do one thing of a channel.

    Args:
        name: of its note in the channel's memory.
        length: after a sudden end another process can have it in this time; to keep it, renew it sooner.
    """

    def __init__(self, kit: Kit, name: str, length: timedelta) -> None:
        self._kit = kit
        self._name = name
        self._length = length
        self._me = secrets.token_hex(8)
        self._ends = kit.now()

    @property
    def left(self) -> timedelta:
        """How long it lasts unless it is renewed; nothing or less when it is over, or was never ours."""
        return self._ends - self._kit.now()

    async def claim(self) -> bool:
        """Have it, if nobody does; False also when we have it ourselves."""
        # First a look: whoever only stands by must not write to the database again and again.
        return await self._kit.get(self._name) is None and await self._begin()

    async def renew(self) -> bool:
        """Have it for its whole length from now on; False when another has it."""
        holder = await self._kit.get(self._name)
        if holder != self._me:
            return holder is None and await self._begin()
        ends = self._kit.now() + self._length
        await self._kit.put(self._name, self._me, ends)
        self._ends = ends
        return True

    async def give_back(self) -> None:
        """Let another have it at once."""
        if await self._kit.get(self._name) == self._me:
            await self._kit.forget(self._name)

    async def _begin(self) -> bool:
        ends = self._kit.now() + self._length
        if not await self._kit.claim(self._name, ends, self._me):
            return False
        self._ends = ends
        return True
