"""A district to measure in: estates with their groups, and the people who take and settle appeals."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import bootstrap, intake
from bot.bench.control import Control, Recorder, contents
from bot.channels.base import Channel, Limits
from bot.clocks import VirtualTime
from bot.commands.saying import FailedError
from bot.settings import Settings
from bot.worker import Worker
from handlers.messages import Inbound, Outbound
from nlu.understanding import Engine
from storage import inbox, migrate, outbox, tickets
from storage.database import Database
from storage.tree import Account, Chat, Duty, Person, Tree, Unit
from storage.types import CHINA

ESTATES = 50
CHANNEL = "sim"
DISTRICT = "bench"
START = datetime(2026, 11, 16, 9, 0, tzinfo=CHINA)


def tree() -> Tree:
    """Fifty estates of one community, each with a courtyard chief, a grid worker and a group; a heat supplier."""
    estates = range(ESTATES)
    units = [
        Unit(DISTRICT, "district", "测试区", None),
        Unit("street", "subdistrict", "测试街道", DISTRICT),
        Unit("community", "community", "测试社区", "street"),
        Unit("heat", "department", "供热服务中心", DISTRICT, categories=["heating"]),
        *(Unit(f"e{n}", "estate", f"甲字{n}号院", "community") for n in estates),
    ]
    held = [
        ("leader", "dispatcher", DISTRICT), ("street", "street_leader", "street"),
        ("chief", "service_chief", "community"), ("heat", "department", "heat"),
        *((f"court{n}", "courtyard_chief", f"e{n}") for n in estates),
        *((f"grid{n}", "grid_worker", f"e{n}") for n in estates),
    ]  # fmt: skip
    return Tree(
        DISTRICT, "测试区", "default", units,
        [Person(code, code) for code, *_ in held],
        [Account(CHANNEL, code, code) for code, *_ in held],
        [Duty(code, role, unit) for code, role, unit in held],
        [Chat(CHANNEL, f"g{n}", "residents", f"e{n}") for n in estates],
    )  # fmt: skip


class SpoiltError(FailedError):
    """What was measured did not do what it should; its figures would mean nothing."""


class Phones:
    """A platform that takes everything at once; remembers the last button of each kind everybody was shown."""

    name = CHANNEL
    limits = Limits()

    def __init__(self) -> None:
        self.sent = 0
        self._buttons: dict[tuple[str, str], str] = {}

    async def send(self, message: Outbound) -> None:
        """Take the message."""
        self.sent += 1
        if message.card is not None:
            for button in message.card.buttons:
                self._buttons[message.recipient, button.action] = button.id

    def button(self, account: str, action: str) -> str:
        """The button with this action on the newest card that has one."""
        return self._buttons[account, action]


class Stage:
    """A product in this district on a virtual clock, its statements recorded, and the control beside it."""

    def __init__(self, folder: Path, engine: Engine, *, durable: bool) -> None:
        self.phones = Phones()
        self.clock = VirtualTime(START)
        self._file = folder / "product.db"
        self.database = Database(f"sqlite:///{self._file}", durable=durable)
        migrate.upgrade(self.database)
        bootstrap.import_tree(self.database, tree())
        channels: dict[str, Channel] = {CHANNEL: self.phones}
        self.product = bootstrap.build(Settings(data_dir=folder), self.database, engine, self.clock, channels)
        self.worker = Worker(self.product)
        self.control = Control(self._file, folder / "control.db", durable=durable)
        self.recorder = Recorder(self.database)
        self._numbers = count(1)

    def accept(self, sender: str, text: str = "", *, group: str | None = None, press: str | None = None) -> None:
        """A message or a press comes in; it is handled by `work`."""
        button = self.phones.button(sender, press) if press else None
        message = Inbound(
            CHANNEL, f"m{next(self._numbers)}", self.clock.now(), sender, group, text, press=press, button=button
        )
        intake.accept(self.product, message)

    def work(self) -> None:
        """Handle and deliver what is there, as the worker does when it is woken."""
        self.worker.run_until_idle()

    def later(self, **length: float) -> None:
        """Move the clock ahead, e.g. `later(hours=2)`; nothing happens on the way."""
        self.clock.move_to(self.clock.now() + timedelta(**length))

    def at_nine(self, days: int) -> None:
        """Move the clock to nine o'clock, so many days ahead; nothing happens on the way."""
        then = (self.clock.now() + timedelta(days=days)).astimezone(CHINA)
        self.clock.move_to(then.replace(hour=9, minute=0, second=0, microsecond=0))

    def open_tickets(self) -> int:
        """How many tickets are not closed."""
        with self.database.read() as conn:
            states = tickets.count_by_status(conn, DISTRICT)
        return sum(count for state, count in states.items() if state != "closed")

    def check(self) -> None:
        """Raise `SpoiltError` unless every message was handled and delivered and the control wrote the same rows."""
        with self.database.read() as conn:
            left = inbox.count_by_state(conn, DISTRICT) | outbox.count_by_state(conn, DISTRICT)
        if wrong := {state: count for state, count in left.items() if state not in ("done", "sent")}:
            raise SpoiltError(f"测速无效：有消息没有处理完（{wrong}）。")
        with closing(sqlite3.connect(self._file)) as product:
            if contents(product) != contents(self.control.connection):
                raise SpoiltError("测速无效：对照写的行与产品写的不同。")

    @property
    def path(self) -> Path:
        """The file of the product's database."""
        return self._file

    def close(self) -> None:
        """Give back both databases."""
        self.control.close()
        self.database.close()


@contextmanager
def stage(engine: Engine, *, durable: bool) -> Iterator[Stage]:
    """A fresh stage in a folder of its own, which is removed afterwards."""
    with TemporaryDirectory(prefix="minhu-bench-") as folder:
        made = Stage(Path(folder), engine, durable=durable)
        try:
            yield made
        finally:
            made.close()
