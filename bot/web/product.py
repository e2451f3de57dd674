"""What the pages need from the product: the seams to the code that joins the parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.base import Answer, Call, Login, Platform
from bot.settings import Settings
from handlers.messages import Inbound
from handlers.org import Org
from handlers.policy import Policy
from nlu.understanding import Engine
from storage.database import Database
from storage.files import Kept


class SubscriptionLike(Protocol):
    """A seat at the news: `wait` returns a version number whenever something was committed."""

    async def wait(self) -> int: ...

    def close(self) -> None: ...


class Product(Protocol):
    """The running product as the pages see it.

    `accept` stores a message (False: it was there already) and raises `ValueError` with a Chinese
    sentence on unusable input; `settle` waits until nothing is left to handle or to send.
    """

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...

    @property
    def engine(self) -> Engine: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...

    async def hook(self, platform: Platform, call: Call) -> Answer: ...

    async def account_of(self, login: Login, platform: Platform, code: str) -> str | None: ...

    @property
    def district(self) -> str | None: ...

    def now(self) -> datetime: ...

    def org(self) -> Org: ...

    def policy(self) -> Policy: ...

    @property
    def rules_trouble(self) -> str: ...

    def accept(self, message: Inbound, /, kept: Mapping[str, Kept] = ..., wait: timedelta = ...) -> bool: ...

    def settle(self, timeout: float = 2.0) -> None: ...

    def advance(self, by: timedelta, /) -> None: ...

    def load_demo(self) -> None: ...

    def subscribe(self) -> SubscriptionLike: ...
