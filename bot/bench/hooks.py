"""How fast sealed calls of 公众号 are proven, read and committed, beside proving and reading them alone.

No web server is between: what one costs by itself, and what both cost together, is in `bot.bench.sockets`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import bootstrap
from bot.bench.measure import Comparison, interleave
from bot.bench.town import START, tree
from bot.channels.base import Call
from bot.channels.official_account import decode
from bot.channels.official_account.settings import OfficialAccountSection
from bot.channels.official_account.webhook import Door
from bot.channels.tencent import xml
from bot.channels.tencent.envelope import Envelope
from bot.clocks import VirtualTime
from bot.product import Product
from bot.settings import Settings
from nlu.understanding import Engine
from storage import migrate
from storage.database import Database

SENDERS = 50  # calls under way at once
CONTROL = "只验签、解密、解析"  # by the very same code, in one thread, into the message that would be stored
_NAME, _TOKEN, _KEY, _APP = "official_account", "bench", "b" * 43, "wxbench"
_SECTION = OfficialAccountSection(app_id=_APP, secret=_TOKEN, token=_TOKEN, aes_key=_KEY, patience=0)


def accepted(engine: Engine, texts: Sequence[str], rounds: int) -> Comparison:
    """Calls of fifty people at once; the product commits each before it answers."""
    made = Comparison("回调，50 人同时", "一条消息", CONTROL)
    numbers, waited = count(1), list[float]()
    with calling(engine) as product:
        rounds_of_calls = [[sealed(text, next(numbers), START) for text in texts] for _ in range(2 * rounds)]

        def hooks() -> int:
            calls = rounds_of_calls.pop()
            waited.extend(_take(product, calls))
            return len(calls)

        interleave(made, rounds, hooks, lambda: read(rounds_of_calls.pop()))
    made.facts |= waits(waited)
    return made


def read(calls: Sequence[Call]) -> int:
    """Prove, open and parse calls into messages, and nothing else; returns how many."""
    door = Door(_TOKEN, _KEY, _APP)
    return sum(decode.decode(door.open(call, START).fields, START) is not None for call in calls)


def waits(seconds: Sequence[float]) -> dict[str, float]:
    """How long people waited for their answers, in milliseconds."""
    ordered = sorted(seconds)
    named = {"p50_ms": 0.5, "p99_ms": 0.99, "slowest_ms": 1.0}
    return {name: round(ordered[int((len(ordered) - 1) * part)] * 1000, 1) for name, part in named.items()}


@contextmanager
def calling(engine: Engine) -> Iterator[Product]:
    """A product that 公众号 may call."""
    with TemporaryDirectory() as folder:
        product = _product(engine, Path(folder))
        try:
            yield product
        finally:
            product.wires.close()
            product.database.close()


def _product(engine: Engine, folder: Path) -> Product:
    database = Database(f"sqlite:///{folder / 'hooks.db'}")
    migrate.upgrade(database)
    bootstrap.import_tree(database, tree())
    sections = {_NAME: _SECTION}
    return bootstrap.build(Settings(data_dir=folder), database, engine, VirtualTime(START), sections=sections)


def _take(product: Product, calls: Sequence[Call]) -> list[float]:
    """Make the calls, so many at once; returns the seconds of each answer."""
    platform, waited = product.platforms[_NAME], list[float]()

    async def sender(mine: Sequence[Call]) -> None:
        for call in mine:
            began = time.perf_counter()
            answer = await platform.hook(call)
            waited.append(time.perf_counter() - began)
            assert answer.status == 200, answer  # noqa: S101 - its figures would mean nothing

    async def all_senders() -> None:
        await asyncio.gather(*(sender(calls[place::SENDERS]) for place in range(SENDERS)))

    product.wires.submit(platform, all_senders()).result()
    return waited


def sealed(text: str, number: int, at: datetime) -> Call:
    """A call as 公众号 makes it in 安全模式."""
    said = xml.render(
        {
            "ToUserName": "gh_bench", "FromUserName": f"o{number % 997}", "CreateTime": int(at.timestamp()),
            "MsgType": "text", "Content": text, "MsgId": number,
        }
    )  # fmt: skip
    closed = Envelope(_TOKEN, _KEY, _APP).seal(said, at)
    query = {
        "encrypt_type": "aes", "timestamp": closed.timestamp, "nonce": closed.nonce, "msg_signature": closed.signature,
    }  # fmt: skip
    return Call("POST", query, {}, xml.render({"Encrypt": closed.encrypt}).encode())
