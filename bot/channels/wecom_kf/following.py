"""Follows one account: page after page, by one of all processes at a time, until there is nothing more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.channels.base import RefusedError, TemporaryError
from bot.channels.kit import Kit
from bot.channels.lease import Lease

log = logging.getLogger(__name__)

Pull = Callable[[str, str], Awaitable[bool]]

# For one page: some answers of ten seconds at most, and a commit. Whoever is killed holds up the others so long.
LEASE = timedelta(seconds=45)
TOKEN_LIFE = timedelta(minutes=10)  # document/path/94670
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds after a failure, doubled each time
_LOOK_AGAIN = 0.5  # seconds, while another process fetches


class Follower:
    """One account.

    A callback only says that there is something. Whoever hears it leaves a note; whoever has the lease goes round
    until no note is left. So eight callbacks at once are one round, and perhaps one more.

    Args:
        pull: fetches and stores the next page of an account, with the token of a callback or an empty one;
            returns whether there are more.
    """

    def __init__(self, kit: Kit, account: str, pull: Pull) -> None:
        self._kit = kit
        self._account = account
        self._pull = pull
        self._wanted = f"wanted:{account}"[:191]
        self._turn = Lease(kit, f"turn:{account}"[:191], LEASE)
        self._token = ""
        self._told = asyncio.Event()
        self._pausing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being fetched, and not only waited for."""
        return self._task is not None and not self._task.done() and not self._pausing

    def tell(self, token: str = "") -> None:
        """There may be something; returns at once."""
        self._token = token or self._token
        self._told.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Fetch no more; what was fetched and not stored comes again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        pause = FIRST_PAUSE
        while self._told.is_set():
            self._told.clear()
            token, self._token = self._token, ""
            try:
                await self._round(token)
                pause = FIRST_PAUSE
            except RefusedError as error:
                log.error("nothing can be fetched for account %s: %s", self._account, error)
            except TemporaryError as error:
                log.warning("account %s is fetched later: %s", self._account, error)
                pause = await self._rest(token, pause, error.retry_after)
            except Exception:
                log.exception("account %s is fetched later", self._account)
                pause = await self._rest(token, pause, None)

    async def _rest(self, token: str, pause: float, asked: float | None) -> float:
        """Wait as long as the platform asked, or until the next callback; returns the next pause."""
        self._token = self._token or token
        self._pausing = True
        try:
            async with asyncio.timeout(asked or pause):
                await self._told.wait()
        except TimeoutError:
            self._told.set()
        finally:
            self._pausing = False
        return min(pause * 2, LONGEST_PAUSE)

    async def _round(self, token: str) -> None:
        await self._kit.put(self._wanted, token, TOKEN_LIFE)
        # Looked at once more after the lease is given back: who left a note meanwhile did not get it.
        while await self._kit.get(self._wanted) is not None:
            if not await self._turn.claim():
                await asyncio.sleep(_LOOK_AGAIN)
                continue
            try:
                await self._drain()
            finally:
                await self._turn.give_back()

    async def _drain(self) -> None:
        while (token := await self._kit.get(self._wanted)) is not None:
            # First forgotten, then fetched: a note that comes from now on is another round.
            await self._kit.forget(self._wanted)
            await self._renew()
            while await self._pull(self._account, token):
                await self._renew()

    async def _renew(self) -> None:
        if self._turn.left < LEASE / 2 and not await self._turn.renew():
            # Both would store the same, each message once; but one is enough.
            raise TemporaryError("一页取得太慢，别的进程已经接手")
