"""Reading on from where the last reading ended, in one process of all."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.channels.kit import Kit
from bot.channels.lease import Lease
from bot.channels.wecom_archive import cursor
from bot.channels.wecom_archive.rows import LIMIT, Source
from bot.channels.wecom_archive.taking import Taking

log = logging.getLogger(__name__)

TURN = timedelta(seconds=90)  # longer than a page takes; should two read all the same, ids stop the doubles
EVERY = 15.0  # seconds between looks when there is nothing new; the platform allows 600 calls a minute
QUIET = timedelta(minutes=5)
LOOK_AGAIN = 10.0  # seconds until a process looks again whether the one that reads has gone


class Follower:
    """Reads a source, page by page."""

    def __init__(self, kit: Kit, source: Source, taking: Taking) -> None:
        self._kit = kit
        self._source = source
        self._taking = taking
        self._turn = Lease(kit, "turn", TURN)

    async def run(self) -> None:
        """Read until cancelled; raises `DeliveryError` when the platform does not answer."""
        progress = await cursor.load(self._kit)
        if lost := await cursor.note_loss(self._kit, progress, self._kit.now()):
            log.error("会话内容存档：%s", lost)
        while True:
            if not await self._turn.renew():
                await asyncio.sleep(LOOK_AGAIN)
            elif not await self.pull():
                await asyncio.sleep(EVERY)

    async def pull(self) -> bool:
        """Read and store the next page; returns whether there may be more."""
        progress = await cursor.load(self._kit)
        progress.begin_anew_for(self._source.holds)
        asked = self._kit.now()
        rows = await self._source.page(progress.seq, LIMIT)
        more = len(rows) >= LIMIT
        # A quiet night is written down now and then, not every few seconds.
        if rows or progress.upto is None or asked - progress.upto > QUIET:
            await self._taking.take(rows, progress, complete=None if more else asked)
        return more

    async def leave(self) -> None:
        """Let another process have the turn at once."""
        await self._turn.give_back()
