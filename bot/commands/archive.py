"""`minhu archive`: 会话内容存档 in a process of its own, or from a file somebody else pulled."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot import bootstrap, settings
from bot.channels import registry
from bot.channels.base import DeliveryError
from bot.channels.wecom_archive import exported
from bot.channels.wecom_archive.channel import WecomArchive, connect
from bot.channels.wecom_archive.cursor import Progress
from bot.channels.wecom_archive.decode import CHANNEL
from bot.channels.wecom_archive.settings import WecomArchiveSection
from bot.commands import engines, listening, opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, UnusableError, log_briefly, log_fully, say, shown
from bot.memory import kit_for
from bot.product import Product
from bot.settings import Settings

_ONE_PROCESS = (
    "SQLite 数据库同一时间只适合一个进程写入；minhu serve 设置好会话内容存档后自己会取。"
    "要单独运行 archive，请把 MINHU_DATABASE_URL 设为 PostgreSQL 的地址。"
)
_OFF = "没有设置会话内容存档（MINHU_WECOM_ARCHIVE__…）；只导入文件请用 --file。"
_BECAME = {
    "heard": "收下", "confirm_first": "先确认后登记的群", "unbound": "群不在组织文件里", "no_consent": "没有同意存档",
    "own": "自己的账号或机器人", "private": "私聊", "agree": "同意存档", "disagree": "不同意存档", "revoke": "撤回",
    "unreadable": "读不懂",
}  # fmt: skip
_MOST_TOLD = 10

File = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="FILE", help="导入已解密的消息，每行一个 JSON 对象；- 是标准输入", show_default=False
    ),
]


def archive(file: File = None, data_dir: DataDir = None) -> None:
    """取企业微信的会话内容存档：没有 --file 时一直取（单独的进程，需要 PostgreSQL）；有 --file 时导入一个文件。

    只听组织文件里绑定的群，只听同意了存档的外部联系人；别的只计数，不保存。导入可以重复，同一条消息只收一次。
    收下的消息由正在运行的 serve 或 worker 处理。
    """
    found = settings.read(data_dir=data_dir)
    if file is not None:
        log_briefly()
        _import(found, file)
        return
    log_fully()
    if CHANNEL not in registry.sections():
        raise UnusableError(_OFF)
    if found.url.startswith("sqlite"):
        raise UnusableError(_ONE_PROCESS)
    with _product(found) as product:
        product.wires.listen(product.platforms.values())
        say("正在取会话内容存档。（按 Ctrl+C 停止）")
        listening.wait_for_stop()


@contextmanager
def _product(found: Settings) -> Iterator[Product]:
    """With this channel alone: the others belong to whoever handles and sends."""
    with opening.database_of(found, existing=True) as database:
        opening.district_in(database)
        sections = {name: section for name, section in registry.sections().items() if name == CHANNEL}
        product = bootstrap.build(found, database, engines.ready(found), sections=sections)
        try:
            yield product
        finally:
            product.wires.close()


def _import(found: Settings, file: Path) -> None:
    with _lines(file) as lines, _product(found) as product:
        platform = product.platforms.get(CHANNEL)
        if not isinstance(platform, WecomArchive):
            platform = connect(WecomArchiveSection(), kit_for(product, CHANNEL))
        try:
            progress = product.wires.submit(platform, platform.take_exported(exported.read(lines))).result()
        except DeliveryError as error:
            raise FailedError(f"{error}；已经收下的不会丢，过一会儿再导入同一个文件。") from error
    _sum_up(progress)


@contextmanager
def _lines(file: Path) -> Iterator[BinaryIO]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    with file.open("rb") as lines:
        yield lines


def _sum_up(progress: Progress) -> None:
    for _, why in progress.aside[:_MOST_TOLD]:
        say(shown(f"跳过：{why}"))
    if progress.unbound:
        say(shown(f"不在组织文件里的群：{'、'.join(sorted(progress.unbound))}"))
    counts = dict(progress.counts)
    told = [f"{name} {counts.pop(key)}" for key, name in _BECAME.items() if key in counts]
    if rest := sum(counts.values()):
        told.append(f"用不上的类型 {rest}")
    say(f"{'，'.join(told) or '文件里没有消息'}。")
