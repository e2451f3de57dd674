"""A browser and a served town for the stories about pages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx

from bot import bootstrap, intake
from bot.channels.base import Answer, Call, Platform
from bot.clocks import VirtualTime
from bot.demo import district as demo_district
from bot.settings import Settings
from bot.web.app import create_app
from bot.worker import Worker, run_through
from handlers.messages import Inbound
from handlers.org import Org
from handlers.policy import Policy
from nlu.understanding import Engine
from storage.database import Database
from storage.files import Kept
from tests.fakes import MONDAY, FakeEngine

HERE = "http://127.0.0.1:8000"


class FakeNews:
    """A subscription that is told by the test."""

    def __init__(self) -> None:
        self.closed = False
        self._versions: asyncio.Queue[int] = asyncio.Queue()

    def tell(self, version: int) -> None:
        """Something was committed."""
        self._versions.put_nowait(version)

    async def wait(self) -> int:
        """The next version."""
        return await self._versions.get()

    def close(self) -> None:
        """Nobody listens any more."""
        self.closed = True


class ServedTown:
    """The whole product on a virtual clock behind the pages; every message is kept in `accepted`."""

    def __init__(self, database: Database, folder: Path, *, loaded: bool = True, **settings: Any) -> None:
        self.settings = Settings(data_dir=folder, **({"demo": True} | settings))
        self.database = database
        self.clock = VirtualTime(MONDAY)
        self.inner = bootstrap.build(self.settings, database, FakeEngine(), self.clock)
        self.worker = Worker(self.inner)
        self.accepted: list[Inbound] = []
        self.subscriptions: list[FakeNews] = []
        if loaded:
            self.load_demo()

    @property
    def engine(self) -> Engine:
        """Who understands."""
        return self.inner.engine

    @property
    def platforms(self) -> dict[str, Platform]:
        """The channels at somebody else's, by name."""
        return self.inner.platforms

    async def hook(self, platform: Platform, call: Call) -> Answer:
        """Let a platform answer a call."""
        return await platform.hook(call)

    @property
    def district(self) -> str | None:
        """Code of the district, if there is one."""
        return self.inner.district or None

    def now(self) -> Any:
        """The virtual moment."""
        return self.clock.now()

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
        """Store a message."""
        self.accepted.append(message)
        return intake.accept(self.inner, message, kept, wait)

    def settle(self, timeout: float = 2.0) -> None:
        """Handle and deliver everything that waits."""
        while self.worker.run_until_idle():
            pass

    def advance(self, by: timedelta) -> None:
        """Let time pass with everything that is due in it."""
        run_through(self.worker, self.clock, self.clock.now() + by)

    def load_demo(self) -> None:
        """Put the demo district in."""
        demo_district.put(self.inner.database)
        self.inner.district = ""
        self.inner.forget_org()
        self.inner.org()
        self.inner.changed()

    def subscribe(self) -> FakeNews:
        """Listen to news."""
        self.subscriptions.append(FakeNews())
        return self.subscriptions[-1]

    # --- telling stories ---

    def says(self, sender: str, text: str = "", chat: str | None = None, **more: Any) -> None:
        """Somebody writes, and it is handled."""
        number = f"s{len(self.accepted)}"
        self.accept(Inbound("sim", number, self.now(), sender, chat, text, **more))
        self.settle()

    def number(self) -> str:
        """The number of the newest ticket's page."""
        page = Browser(self).get("/desk").text
        return page.split('href="/desk/tickets/')[1].split('"')[0]


class Browser:
    """Sends requests as a browser on one page does, keeping cookies."""

    def __init__(self, product: Any, base: str = HERE) -> None:
        self.app = create_app(product)
        self._base = base
        self._cookies = httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Open a page; redirects are not followed."""
        return self.request("GET", path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Submit a form of our own page."""
        headers = {"Origin": self._base} | more.pop("headers", {})
        return self.request("POST", path, data=data or {}, headers=headers, **more)

    def turned(self, path: str) -> tuple[str, str]:
        """Open a list and follow its link to what is older: both pages."""
        first = self.get(path).text
        older = re.search(rf"{path}\?before=\d+", first)
        assert older
        return first, self.get(older.group()).text

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request."""
        headers = {"Accept": "text/html"} | more.pop("headers", {})
        return anyio.run(self._send, method, path, headers, more)

    async def _send(self, method: str, path: str, headers: dict[str, str], more: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self._base, cookies=self._cookies) as client:
            answer = await client.request(method, path, headers=headers, **more)
            self._cookies = client.cookies
            return answer
