"""How fast sealed calls of 公众号 are proven, read and committed, beside proving and reading them alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import bootstrap
from bot.bench.measure import Comparison, interleave
from bot.bench.town import START, tree
from bot.channels.base import Call
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
CONTROL = "只验签、解密、解析"
_NAME, _TOKEN, _KEY, _APP = "official_account", "bench", "b" * 43, "wxbench"
_SECTION = OfficialAccountSection(app_id=_APP, secret=_TOKEN, token=_TOKEN, aes_key=_KEY, patience=0)


def accepted(engine: Engine, texts: Sequence[str], rounds: int) -> Comparison:
    """Calls of fifty people at once; the product commits each before it answers."""
    made = Comparison("回调，50 人同时", "一条消息", CONTROL)
    numbers, slowest = count(1), [0.0]
    with TemporaryDirectory() as folder:
        product = _product(engine, Path(folder))

        rounds_of_calls = [[_sealed(text, next(numbers), START) for text in texts] for _ in range(2 * rounds)]

        def hooks() -> int:
            calls = rounds_of_calls.pop()
            slowest.append(_take(product, calls))
            return len(calls)

        def control() -> int:
            calls, door = rounds_of_calls.pop(), Door(_TOKEN, _KEY, _APP)
            for call in calls:
                door.open(call, START)
            return len(calls)

        interleave(made, rounds, hooks, control)
        product.wires.close()
        product.database.close()
    made.facts["slowest_ms"] = round(max(slowest) * 1000, 1)
    return made


def _product(engine: Engine, folder: Path) -> Product:
    database = Database(f"sqlite:///{folder / 'hooks.db'}")
    migrate.upgrade(database)
    bootstrap.import_tree(database, tree())
    sections = {_NAME: _SECTION}
    return bootstrap.build(Settings(data_dir=folder), database, engine, VirtualTime(START), sections=sections)


def _take(product: Product, calls: Sequence[Call]) -> float:
    """Make the calls, so many at once; returns the seconds of the slowest answer."""
    platform = product.platforms[_NAME]

    async def sender(mine: Sequence[Call]) -> float:
        slowest = 0.0
        for call in mine:
            began = time.perf_counter()
            answer = await platform.hook(call)
            slowest = max(slowest, time.perf_counter() - began)
            assert answer.status == 200, answer  # noqa: S101 - its figures would mean nothing
        return slowest

    async def all_senders() -> float:
        return max(await asyncio.gather(*(sender(calls[place::SENDERS]) for place in range(SENDERS))))

    return product.wires.submit(platform, all_senders()).result()


def _sealed(text: str, number: int, at: datetime) -> Call:
    """A call as 公众号 makes it in 安全模式."""
    said = xml.render(
        {
            "ToUserName": "gh_bench", "FromUserName": f"o{number % 997}", "CreateTime": int(at.timestamp()),
            "MsgType": "text", "Content": text, "MsgId": number,
        }
    )  # fmt: skip
    sealed = Envelope(_TOKEN, _KEY, _APP).seal(said, at)
    query = {
        "encrypt_type": "aes", "timestamp": sealed.timestamp, "nonce": sealed.nonce, "msg_signature": sealed.signature,
    }  # fmt: skip
    return Call("POST", query, {}, xml.render({"Encrypt": sealed.encrypt}).encode())
