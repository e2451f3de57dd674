"""The joined parts: what intake, delivery, ticks, pages and commands work with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Channel, Platform
from bot.clocks import TimeSource
from bot.gathering import Gathering
from bot.rulebook import Rulebook
from bot.settings import Settings
from bot.wires import Wires
from handlers.org import Org
from handlers.policy import Policy
from handlers.work import Work
from nlu.understanding import Engine
from storage import health, tree
from storage.database import Database
from storage.health import Failure
from storage.types import Ids

# How long another process may go on with the tree it has read.
ORG_FRESH = timedelta(seconds=5)
NOT_LISTENING = "会自动再连；一直这样请按原因检查这个渠道的设置，再运行 minhu doctor"


class NoDistrictError(Exception):
    """There is no district in the database yet."""


@dataclass
class Product:
    """One running minhu.

    Attributes:
        district: code of the district this process serves; empty until there is one.
        wires: where the platforms live; gathering: what they write at the same moment is committed together.
        rules: the district's policy pack, as its files are now.
        stand_in: the channel on which people without accounts are reached (replay and demo).
    """

    settings: Settings
    database: Database
    engine: Engine
    clock: TimeSource
    channels: dict[str, Channel]
    district: str = ""
    stand_in: str | None = None
    ids: Ids = field(default_factory=Ids)
    wires: Wires = field(default_factory=Wires)
    gathering: Gathering = field(init=False)
    rules: Rulebook = field(init=False)
    _org: Org | None = None
    _org_read_at: datetime | None = None
    _wake: threading.Event = field(default_factory=threading.Event)
    _listeners: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gathering = Gathering(self.database)
        self.rules = Rulebook(self.settings.policies_dir)
        self.wires.tell = self._does_not_listen

    def _does_not_listen(self, channel: str, why: str) -> None:
        if district := self.district:
            failure = Failure(self.now(), f"收不到消息：{why}", NOT_LISTENING)
            self.gathering.run(lambda conn: health.failed(conn, district, channel, failure))

    @property
    def platforms(self) -> dict[str, Platform]:
        """The channels at somebody else's, by name."""
        return {name: channel for name, channel in self.channels.items() if isinstance(channel, Platform)}

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def org(self) -> Org:
        """The tree, read anew when an import changed it; `NoDistrictError` when there is none."""
        now = self.now()
        if self._org is None or self._org_read_at is None or now - self._org_read_at > ORG_FRESH:
            self._org, self._org_read_at = self._read_org(), now
        return self._org

    def _read_org(self) -> Org:
        with self.database.read() as conn:
            self.district = self.district or next(iter(tree.district_codes(conn)), "")
            if self._org and tree.version(conn, self.district) == self._org.tree.version:
                return self._org
            found = tree.load(conn, self.district)
        if found is None:
            raise NoDistrictError("还没有辖区数据，请先导入组织文件（minhu import-org）或装入演示小区。")
        only_hear = [name for name, platform in self.platforms.items() if not platform.sends]
        return Org(found, [name for name in self.channels if name not in only_hear], self.stand_in, only_hear)

    def forget_org(self) -> None:
        """Read the tree anew at its next use."""
        self._org = self._org_read_at = None

    def policy(self) -> Policy:
        """The rules of the district."""
        return self.rules.current(self.org().tree.policy, self.now())

    def check_rules(self) -> None:
        """Before the start: `PolicyError` when the rules cannot be used and none ever could."""
        if self.district:
            self.policy()

    @contextmanager
    def work(self, source: str) -> Iterator[Work]:
        """One transaction for a handler; everything it did is written at the end, or nothing."""
        org, rules, now = self.org(), self.policy(), self.now()
        if source.startswith("tick:"):
            source = f"{source}:{self.ids.next(now)}"
        with self.database.begin() as conn:
            work = Work(
                conn, org, rules, now, self.ids, source, public_url=(self.settings.public_url or "").rstrip("/")
            )
            yield work
            work.finish()

    # --- telling each other that something happened ---

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def wait_for_work(self, seconds: float) -> None:
        """Sleep until `wake`, or so long at most."""
        self._wake.wait(seconds)
        self._wake.clear()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change (from any thread); returns how to stop listening."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def changed(self) -> None:
        """Something was committed that a page may show."""
        for listener in list(self._listeners):
            listener()
