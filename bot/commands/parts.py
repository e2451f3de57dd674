"""`minhu web`, `worker` and `clock`: the parts of `serve` as processes of their own, in any number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from typing import Annotated

import typer

from bot import bootstrap, settings
from bot.channels import registry
from bot.commands import engines, listening, opening
from bot.commands.saying import UnusableError, log_fully, say
from bot.product import Product
from bot.relearning import Relearning
from bot.settings import Settings
from bot.worker import Worker
from scheduler.clock import Clock

# How often open pages look again: what other processes commit is not told here.
LOOK_SECONDS = 2.0

_ONE_PROCESS = (
    "SQLite 数据库同一时间只适合一个进程写入，不能把 {part} 分开运行；请用 minhu serve，"
    "或把 MINHU_DATABASE_URL 设为 PostgreSQL 的地址。"
)


def web(
    host: Annotated[str | None, typer.Option(metavar="HOST", help="监听地址（默认 127.0.0.1）")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, metavar="PORT", help="端口（默认 8000）")] = None,
) -> None:
    """只开网页；消息由 worker 处理，时限由 clock 推进。需要 PostgreSQL。"""
    found = settings.read(host=host, port=port)
    with _product(found, "web") as product, listening.take_address(found) as listener, _looking(product):
        listening.run_pages(product, listener)


def worker() -> None:
    """只处理收到的消息、发出该发的消息；可以同时运行几个。需要 PostgreSQL。"""
    found = settings.read()
    relearning = Relearning(found.models_dir, partial(engines.ready, found))
    with _product(found, "worker") as product:
        running = Worker(product, relearning)
        # Only one process of all gets a platform's news at a time: the channel itself sees to that.
        running.start()
        product.wires.listen(product.platforms.values())
        say("正在处理消息。（按 Ctrl+C 停止）")
        listening.wait_for_stop()
        running.stop()


def clock() -> None:
    """只走时钟：提醒、升级、回访；可以同时运行几个。需要 PostgreSQL。"""
    with _product(settings.read(), "clock") as product:
        running = Clock(Worker(product).tick)
        running.start()
        say("时钟在走。（按 Ctrl+C 停止）")
        listening.wait_for_stop()
        running.stop()


@contextmanager
def _product(found: Settings, part: str) -> Iterator[Product]:
    log_fully()
    if found.url.startswith("sqlite"):
        raise UnusableError(_ONE_PROCESS.format(part=part))
    with opening.database_of(found) as database:
        product = bootstrap.build(found, database, engines.ready(found), sections=registry.sections())
        product.check_rules()
        try:
            yield product
        finally:
            product.wires.close()


@contextmanager
def _looking(product: Product) -> Iterator[None]:
    """Meanwhile, tell open pages every few seconds to look again."""
    stop = Event()

    def look() -> None:
        while not stop.wait(LOOK_SECONDS):
            product.changed()

    thread = Thread(target=look, name="minhu-look", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
