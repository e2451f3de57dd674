"""What the stories of 微信客服 have in common: a town that is reached by it, and a process that dies."""

from __future__ import annotations

import threading
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bot import memory
from bot.channels import registry
from bot.channels.kit import Kit, Note
from bot.channels.wecom_kf.channel import WecomKf
from handlers.messages import Card, Inbound, Kind
from handlers.notices import owe
from handlers.org import Address
from storage.database import Database
from tests.plays_wecom_kf import WecomKfPlay, start
from tests.wecom_kf_server import KfServer
from tests.wire import Wire, wait

T = TypeVar("T")


class KfTown:
    """A town on 微信客服, and what is told to it."""

    def __init__(self, wire: Wire, play: WecomKfPlay) -> None:
        self.wire = wire
        self.play = play
        self._count = 0

    @property
    def server(self) -> KfServer:
        """The platform."""
        return self.play.server

    @property
    def kit(self) -> Kit:
        """What a platform gets of this product."""
        return memory.kit_for(self.wire.town.product, "wecom_kf")

    def ids(self) -> list[str]:
        """The ids of all that was accepted, in the order it was stored."""
        return [row.message_id for row in self.wire.accepted()]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the channel do something."""
        return self.wire.town.product.wires.submit(self.play.platform, work).result(timeout=20)

    def process(self, kit: Kit | None = None) -> WecomKf:
        """The channel in another process; it takes no calls."""
        found = registry.connect("wecom_kf", self.play.section(), kit or self.kit)
        assert isinstance(found, WecomKf)
        return found

    def restarts(self, kit: Kit | None = None) -> None:
        """The process ends, and another begins; nobody listens in it."""
        product = self.wire.town.product
        self.wire.heard()
        self.run(self.play.platform.close())
        product.channels["wecom_kf"] = self.process(kit)

    def owes(self, text: str, to: str = "李姐", card: Card | None = None) -> None:
        """A message is owed to somebody."""
        self._count += 1
        with self.wire.town.product.work(f"test:{self._count}") as work:
            owe(work, Address("wecom_kf", self.play.account(to)), Kind.ANSWER, text, card=card)

    def shown(self, to: str = "李姐") -> list[str]:
        """The texts somebody was shown."""
        return [shown.text for shown in self.play.shown(self.play.account(to))]


class PowerCut:
    """Dies once between fetching a page and storing it."""

    def __init__(self, kit: Kit, page: int) -> None:
        self._take = kit.take
        self._left = page
        self.happened = False

    def __call__(self, messages: Sequence[Inbound], /, *notes: Note) -> Future[int]:
        self._left -= 1
        if self._left == 0:
            self.happened = True
        if self.happened:
            raise RuntimeError("power cut")
        return self._take(messages, *notes)

    @classmethod
    def of(cls, kit: Kit, page: int) -> tuple[PowerCut, Kit]:
        """A kit with which the power goes at that page."""
        cut = cls(kit, page)
        return cut, replace(kit, take=cut)


class Stuck:
    """Has fetched a page, and does not come to store it until it is let go."""

    def __init__(self, kit: Kit) -> None:
        self._take = kit.take
        self.fetched, self.free = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(1)

    def __call__(self, messages: Sequence[Inbound], /, *notes: Note) -> Future[int]:
        self.fetched.set()
        return self._pool.submit(self._when_free, messages, *notes)

    def _when_free(self, messages: Sequence[Inbound], *notes: Note) -> int:
        assert self.free.wait(timeout=20)
        return self._take(messages, *notes).result(timeout=20)


class Watched:
    """A memory that counts how often a lease was asked for."""

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self.claims = 0
        self.put, self.claim, self.forget = self._memory.put, self._memory.claim, self._memory.forget

    def get(self, name: str) -> Any:
        # Whoever wants a lease looks first whether somebody has it.
        self.claims += name.startswith("turn:")
        return self._memory.get(name)


@contextmanager
def kf_town(database: Database, folder: Path) -> Iterator[KfTown]:
    """A town that has looked once whether there is something."""
    with start() as play, Wire(database, folder, play).up() as wire:
        wait(lambda: play.server.items.looked)
        wire.heard()
        yield KfTown(wire, play)
