"""Who holds the connection: of all our processes one, until it gives it back or dies."""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import timedelta

from bot.channels.kit import Kit

log = logging.getLogger(__name__)

LENGTH = timedelta(seconds=30)  # after a sudden end another process takes over in this time
RENEW = 10.0  # seconds
LOOK_AGAIN = 3.0  # seconds between two looks of a process that stands by
_NAME = "connection"


class Lease:
    """The right to connect."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._me = secrets.token_hex(8)

    async def take(self) -> None:
        """Stand by until nobody has it, then have it."""
        while not await self.claim():
            await asyncio.sleep(LOOK_AGAIN)

    async def claim(self) -> bool:
        """Have it, if nobody does."""
        # First a look: whoever stands by must not write to the database every few seconds.
        if await self.held() or not await self._kit.claim(_NAME, LENGTH):
            return False
        await self._kit.put(_NAME, self._me, LENGTH)
        return True

    async def held(self) -> bool:
        """Whether somebody has it."""
        return await self._kit.get(_NAME) is not None

    async def keep(self) -> None:
        """Renew it; returns when another has it, because we were too slow."""
        while True:
            await asyncio.sleep(RENEW)
            try:
                if await self._kit.get(_NAME) not in (None, self._me):
                    return
                await self._kit.put(_NAME, self._me, LENGTH)
            except Exception as error:
                # The database is away for a moment; the connection need not be.
                log.error(
                    "the lease could not be renewed: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG)
                )

    async def give_back(self) -> None:
        """Let another have it."""
        if await self._kit.get(_NAME) == self._me:
            await self._kit.forget(_NAME)
