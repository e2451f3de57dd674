"""The one event loop all platforms live in: their calls, their sending, and their asking for news.

One loop for all of it lets a platform keep connections, locks and half-given answers in plain attributes.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Coroutine, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from bot.channels.base import DeliveryError, Platform

log = logging.getLogger(__name__)
T = TypeVar("T")

THREADS = 32
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a listener is begun anew; doubled each time
_STEADY = 300.0  # seconds after which a listener counts as having worked


def _nobody(_channel: str, _why: str) -> None:
    return None


class Wires:
    """A loop in a thread of its own, started at its first use.

    Attributes:
        tell: is told the channel and the reason when asking for news fails.
    """

    def __init__(self) -> None:
        self.tell: Callable[[str, str], None] = _nobody
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._platforms: set[Platform] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    def submit(self, platform: Platform, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Let a platform do something; the result is in the future."""
        self._platforms.add(platform)
        return asyncio.run_coroutine_threadsafe(self._known(work), self._running())

    async def _known(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in one
        self._tasks.add(task)
        try:
            return await work
        finally:
            self._tasks.discard(task)

    def listen(self, platforms: Iterable[Platform]) -> list[Future[None]]:
        """Ask these platforms for news until `close`, or until the future of one is cancelled."""
        return [self.submit(platform, keep_listening(platform, self.tell)) for platform in platforms]

    def close(self) -> None:
        """End the listeners, give connections back and stop the loop."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        # Everything is cancelled once, in there: a second time would break off what a listener does to end well.
        asyncio.run_coroutine_threadsafe(self._close_all(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        self._loop = self._thread = None

    async def _close_all(self) -> None:
        # Ours first: they end what they have begun, where a task of theirs would be broken off before it began.
        await _cancel(self._tasks - {asyncio.current_task()})
        await _cancel(asyncio.all_tasks() - {asyncio.current_task()})
        for platform in self._platforms:
            await platform.close()
        await asyncio.get_running_loop().shutdown_default_executor()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # Most of its threads wait for a commit, which they share.
                self._loop.set_default_executor(ThreadPoolExecutor(THREADS, "minhu-platform"))
                self._thread = threading.Thread(target=_run, args=(self._loop,), name="minhu-wires", daemon=True)
                self._thread.start()
            return self._loop


async def _cancel(tasks: Collection[asyncio.Task[Any] | None]) -> None:
    known = [task for task in tasks if task is not None]
    for task in known:
        task.cancel()
    await asyncio.gather(*known, return_exceptions=True)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


async def keep_listening(platform: Platform, tell: Callable[[str, str], None] = _nobody) -> None:
    """Listen for ever; returns only where the platform calls us."""
    pause = FIRST_PAUSE
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await platform.listen()
            return
        except DeliveryError as error:
            log.warning("channel %s does not listen: %s", platform.name, error)
            tell(platform.name, str(error))
        except Exception as error:
            log.exception("channel %s does not listen", platform.name)
            tell(platform.name, f"渠道程序出错：{type(error).__name__}")
        if asyncio.get_running_loop().time() - began > _STEADY:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
