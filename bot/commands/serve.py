"""`minhu serve`: the whole product in one process."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer

from bot import bootstrap, settings
from bot.channels import registry
from bot.channels.section import Section
from bot.clocks import MachineTime
from bot.commands import engines, listening, opening
from bot.commands.options import DataDir
from bot.commands.saying import log_fully, say
from bot.demo import district
from bot.product import Product
from bot.relearning import Relearning
from bot.settings import Settings
from bot.worker import Worker
from scheduler.clock import Clock
from storage import meta
from storage.database import Database


def serve(
    demo: Annotated[bool, typer.Option("--demo", help="没有数据时装入演示小区，并打开模拟器")] = False,
    host: Annotated[str | None, typer.Option(metavar="HOST", help="监听地址（默认 127.0.0.1）")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, metavar="PORT", help="端口（默认 8000）")] = None,
    data_dir: DataDir = None,
) -> None:
    """启动民呼我行：网页、消息处理和时钟都在这一个进程里。

    数据在 ./var/minhu.db，除非设置了 MINHU_DATABASE_URL。按 Ctrl+C 停止，不会丢失已收到的消息。
    """
    log_fully()
    found, platforms = settings.read(demo=demo or None, host=host, port=port, data_dir=data_dir), registry.sections()
    with listening.take_address(found) as listener, opening.database_of(found) as database:
        opening.offer_demo(database, wanted=found.demo)
        if district.served_from(database):
            found = found.model_copy(update={"demo": True})
        elif found.demo and bootstrap.districts(database):
            say("注意：--demo 打开了模拟器，能打开网页的人可以用任何人的身份说话、拨快时间；正式使用请不要加。")
        # Before the engine: what is adopted while it loads is seen at the next look.
        relearning = Relearning(found.models_dir, partial(engines.ready, found))
        _serve(_product(found, database, platforms), relearning, listener)
    say("已停止。")


def _product(found: Settings, database: Database, platforms: Mapping[str, Section]) -> Product:
    with database.read() as conn:
        shift = timedelta(seconds=meta.get(conn, bootstrap.SHIFT, 0))
    nlu = engines.ready(found)
    clock = MachineTime(shift) if found.demo else None
    product = bootstrap.build(found, database, nlu, clock, sections=platforms)
    product.check_rules()
    return product


def _serve(product: Product, relearning: Relearning, listener: socket.socket) -> None:
    worker = Worker(product, relearning)
    clock = Clock(worker.tick)
    worker.start()
    clock.start()
    product.wires.listen(product.platforms.values())
    try:
        listening.run_pages(product, listener)
    finally:
        clock.stop()
        worker.stop()
        product.wires.close()
