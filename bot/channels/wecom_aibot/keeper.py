"""Keeps the connection for ever: one of all processes, back after every break, and never in a fight for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from bot.channels.base import DeliveryError, TemporaryError, UntriedError
from bot.channels.kit import Kit
from bot.channels.lease import Lease
from bot.channels.wecom_aibot.client import Frame, Line, dialled
from bot.channels.wecom_aibot.errors import TITLE, NotLetInError, TakenOverError
from bot.channels.wecom_aibot.settings import WecomAibotSection
from bot.channels.wecom_aibot.trouble import Troubles

log = logging.getLogger(__name__)
Take = Callable[[Line, Frame], Awaitable[None]]

LEASE = timedelta(seconds=30)  # after a sudden end another process is connected in this time
RENEW = 10.0  # seconds
LOOK_AGAIN = 3.0  # seconds between two looks of a process that stands by
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds before the next try; doubled each time
STEADY = 60.0  # seconds after which a connection counts as having worked
TAKEN_OVER = timedelta(minutes=15)  # whoever took over may need it; come back too soon, and both fight for ever
NOT_LET_IN = timedelta(minutes=10)  # the platform counts how often it is asked in (document/path/101463)
SOON = 10.0  # seconds a message waits for a connection that is being made
_TRY_AGAIN = 5.0  # seconds until a message that found no connection looks again
_LAST_MOMENTS = 3.0  # seconds for what has come but is not stored yet, when we are told to stop
_MOST_WAITING = 1000


class Keeper:
    """The way to the platform.

    Args:
        take: stores a callback; returns when it is stored, however long that takes.
    """

    def __init__(self, section: WecomAibotSection, kit: Kit, troubles: Troubles, take: Take) -> None:
        self._section = section
        self._troubles = troubles
        self._take = take
        self.lease = Lease(kit, "connection", LEASE)
        self._news: asyncio.Queue[tuple[Line, Frame]] = asyncio.Queue(_MOST_WAITING)
        self._at_hand: tuple[Line, Frame] | None = None
        self._line: Line | None = None
        self._there = asyncio.Event()
        self._why: DeliveryError | None = None
        self._standing_by = False

    async def line(self) -> Line:
        """The connection; waits a moment for one that is being made.

        Raises:
            UntriedError: there is none here.
        """
        if self._standing_by:
            raise UntriedError("长连接在另一个进程里", _TRY_AGAIN)
        if isinstance(self._why, TakenOverError | NotLetInError):
            raise UntriedError(str(self._why), _TRY_AGAIN)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._there.wait(), SOON)
        if self._line is None:
            raise UntriedError(str(self._why or f"{TITLE}没有连上"), _TRY_AGAIN)
        return self._line

    async def run(self) -> None:
        """Keep it until cancelled."""
        storing = asyncio.create_task(self._store())
        try:
            while True:
                await self._stand_by()
                try:
                    await _first(self._keep_lease(), self._keep_connected(), _finished(storing))
                finally:
                    await self.lease.give_back()
        finally:
            storing.cancel()
            await asyncio.gather(storing, return_exceptions=True)
            await self._store_rest()

    async def _stand_by(self) -> None:
        """Until it is our turn."""
        self._standing_by = not await self.lease.claim()
        if self._standing_by:
            log.info("channel wecom_aibot: another process has the connection")
            while not await self.lease.claim():
                await asyncio.sleep(LOOK_AGAIN)
            self._standing_by = False

    async def _keep_lease(self) -> None:
        """Renew it; returns when another has it, because we were too slow."""
        while True:
            await asyncio.sleep(RENEW)
            try:
                if not await self.lease.renew():
                    return
            except Exception as error:
                # The database is away for a moment; the connection need not be.
                fully = log.isEnabledFor(logging.DEBUG)
                log.error("the lease could not be renewed: %s", type(error).__name__, exc_info=fully)

    async def _keep_connected(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            self._why = await self._ended()
            await self._troubles.remember(self._why)
            log.warning("channel wecom_aibot is not connected: %s", self._why)
            if asyncio.get_running_loop().time() - began > STEADY:
                pause = FIRST_PAUSE
            await asyncio.sleep(_wait_after(self._why, pause))
            self._why = None
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _ended(self) -> DeliveryError:
        """Connect; returns why it is over."""
        try:
            async with dialled(self._section.ws_url, self._news) as line:
                # What is asked of a connection that ends fails by itself, so this tells first why it ended.
                reading = asyncio.create_task(line.read())
                try:
                    await line.subscribe(self._section.bot_id, self._section.secret.get_secret_value())
                    await self._be_there(line, reading)
                finally:
                    reading.cancel()
                    await asyncio.gather(reading, return_exceptions=True)
        except DeliveryError as error:
            return error
        return TemporaryError(f"{TITLE}的长连接断了")

    async def _be_there(self, line: Line, reading: asyncio.Task[None]) -> None:
        await self._troubles.connected(line.moment)
        self._line = line
        self._there.set()
        try:
            await _first(_finished(reading), line.beat())
        finally:
            self._line = None
            self._there.clear()

    async def _store(self) -> None:
        while True:
            self._at_hand = self._at_hand or await self._news.get()
            await self._take(*self._at_hand)
            self._at_hand = None

    async def _store_rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_MOMENTS):
                while self._at_hand or not self._news.empty():
                    self._at_hand = self._at_hand or self._news.get_nowait()
                    await self._take(*self._at_hand)
                    self._at_hand = None


def _wait_after(why: DeliveryError, pause: float) -> float:
    if isinstance(why, TakenOverError):
        return TAKEN_OVER.total_seconds()
    return NOT_LET_IN.total_seconds() if isinstance(why, NotLetInError) else pause


async def _finished(task: asyncio.Task[None]) -> None:
    """Until it ends; who stops waiting for it does not end it."""
    await asyncio.wait([task])
    task.result()


async def _first(*works: Awaitable[None]) -> None:
    """Let them go on until one of them ends; the others end with it."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
