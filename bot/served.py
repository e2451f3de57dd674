"""The running product as the pages see it: accept, wait for the answer, listen to news, move the demo clock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from bot import bootstrap, intake, worker
from bot.channels.base import Answer, Call, Login, Platform
from bot.clocks import MachineTime
from bot.demo import district
from bot.product import NoDistrictError, Product
from bot.settings import Settings
from bot.worker import Worker
from handlers.messages import Inbound
from handlers.org import Org
from handlers.policy import Policy
from nlu.understanding import Engine
from storage import meta
from storage.database import Database
from storage.files import Kept


class News:
    """A seat at the news of one product, for one open page."""

    def __init__(self, product: Product) -> None:
        self._loop = asyncio.get_running_loop()
        self._told = asyncio.Event()
        self._version = 0
        self._leave = product.listen(self._heard)

    async def wait(self) -> int:
        """The number of the latest change, as soon as there is one not told yet."""
        await self._told.wait()
        self._told.clear()
        return self._version

    def close(self) -> None:
        """Nobody listens any more."""
        with suppress(ValueError):
            self._leave()

    def _heard(self) -> None:
        # Called from any thread; after the pages have shut down there is nobody to tell.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self._version += 1
        self._told.set()


class Served:
    """One product behind pages (see `bot.web.product.Product`)."""

    def __init__(self, inner: Product) -> None:
        self.inner = inner
        self._moving = threading.Lock()

    @property
    def engine(self) -> Engine:
        """Who understands, at this moment."""
        return self.inner.engine

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.inner.settings

    @property
    def database(self) -> Database:
        """The database."""
        return self.inner.database

    @property
    def platforms(self) -> dict[str, Platform]:
        """The channels at somebody else's, by name."""
        return self.inner.platforms

    async def hook(self, platform: Platform, call: Call) -> Answer:
        """Let a platform answer a call, in the loop it lives in."""
        return await asyncio.wrap_future(self.inner.wires.submit(platform, platform.hook(call)))

    async def account_of(self, login: Login, platform: Platform, code: str) -> str | None:
        """Who signed in with a platform's code, asked in the loop the platform lives in."""
        return await asyncio.wrap_future(self.inner.wires.submit(platform, login.account(code)))

    @property
    def district(self) -> str | None:
        """Code of the district; None while there is no data, also when another process has to import it."""
        if not self.inner.district:
            with suppress(NoDistrictError):
                self.inner.org()
        return self.inner.district or None

    def now(self) -> datetime:
        """The present moment."""
        return self.inner.now()

    def org(self) -> Org:
        """The tree."""
        return self.inner.org()

    def policy(self) -> Policy:
        """The rules of the district."""
        return self.inner.policy()

    @property
    def rules_trouble(self) -> str:
        """What is wrong with the rules as they are written now; empty when all is well."""
        return self.inner.rules.trouble

    def accept(
        self, message: Inbound, /, kept: Mapping[str, Kept] = intake.NO_FILES, wait: timedelta = intake.AT_ONCE
    ) -> bool:
        """Store a message (False: it was there already); `ValueError` when it is unusable."""
        return intake.accept(self.inner, message, kept, wait)

    def settle(self, timeout: float = 2.0) -> None:
        """Wait until everything that came in is handled and answered, at most so long (seconds)."""
        worker.settle(self.inner, timeout)

    def advance(self, by: timedelta, /) -> None:
        """Move the demo clock on, doing everything at the moment it is due; without the demo nothing."""
        clock = self.inner.clock
        if not self.settings.demo or not isinstance(clock, MachineTime):
            return
        with self._moving:
            worker.run_through(Worker(self.inner), clock, clock.now() + by)
            with self.database.begin() as conn:
                meta.put(conn, bootstrap.SHIFT, clock.shift.total_seconds())
        self.inner.changed()

    def load_demo(self) -> None:
        """Put the demo district into the empty database, and show the simulator."""
        district.put(self.database)
        self.inner.settings = self.settings.model_copy(update={"demo": True})
        self.inner.clock = MachineTime()
        self.inner.district = ""
        self.inner.forget_org()
        self.inner.changed()

    def subscribe(self) -> News:
        """Listen to news; only within the running event loop."""
        return News(self.inner)
