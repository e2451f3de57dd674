"""What the doctor finds about the archive: settings, the library, keys, and how far it was read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.base import DeliveryError, Trouble
from bot.channels.kit import Kit
from bot.channels.wecom_archive import cursor
from bot.channels.wecom_archive.cursor import WINDOW, Progress
from bot.channels.wecom_archive.keys import KeyRefusedError, Keys
from bot.channels.wecom_archive.rows import Source
from bot.channels.wecom_archive.settings import WecomArchiveSection
from storage.types import CHINA

LATE, DANGER = timedelta(hours=1), timedelta(days=4)
_SHOWN = 5
_RUN = "启动 minhu serve（或 minhu worker、minhu archive），看日志里为什么没有取"
_CONSOLE = "在管理后台“会话内容存档”里核对 Secret、可信 IP 和公钥，再运行一次 minhu doctor"


async def examine(section: WecomArchiveSection, kit: Kit, source: Source) -> list[Trouble]:
    """Everything that is wrong, by looking and by asking for one row."""
    found = [*_files(section)]
    progress = await cursor.load(kit)
    if not found:
        try:
            # Asked for, and not stored: the cursor stays where it is.
            await source.page(progress.seq, 1)
        except DeliveryError as error:
            found.append(Trouble(str(error), _CONSOLE))
    if lost := await cursor.loss(kit):
        found.append(Trouble(lost, "这段时间里群里报过的事请向网格员了解", fatal=False))
    return [*found, *_age(progress, kit.now()), *_left_out(progress)]


def _files(section: WecomArchiveSection) -> Iterator[Trouble]:
    if not Path(section.library).is_file():
        remedy = "从“获取会话内容”的文档页下载 SDK，解压后把 .so 的完整路径写到 MINHU_WECOM_ARCHIVE__LIBRARY"
        yield Trouble(f"腾讯的库不在这里：{section.library}", remedy)
    try:
        Keys(section.private_keys)
    except KeyRefusedError as error:
        yield Trouble(str(error), "在 MINHU_WECOM_ARCHIVE__PRIVATE_KEYS 里写对私钥文件的路径，程序要读得了它")


def _age(progress: Progress, now: datetime) -> Iterator[Trouble]:
    if progress.upto is None:
        yield Trouble("还没有取过消息", _RUN, fatal=False)
        return
    behind = now - progress.upto
    if behind <= LATE:
        return
    said = f"取到第 {progress.seq} 条，只到 {progress.upto.astimezone(CHINA):%m-%d %H:%M}，已经过去 {_length(behind)}"
    if behind < DANGER:
        yield Trouble(said, _RUN, fatal=False)
        return
    left = WINDOW - behind
    rest = f"再过 {_length(left)}平台就开始删" if left > timedelta() else "平台已经在删"
    yield Trouble(f"{said}；平台只保留 5 天，{rest}，删了就取不回来", f"马上{_RUN}")


def _left_out(progress: Progress) -> Iterator[Trouble]:
    for version, seq in sorted(progress.lacking.items()):
        said = f"没有第 {version} 版私钥，第 {seq} 条起用它加密的消息打不开"
        remedy = f"在 MINHU_WECOM_ARCHIVE__PRIVATE_KEYS 里加上第 {version} 版并重启；5 天之内的会自动补取"
        yield Trouble(said, remedy)
    if progress.aside:
        seq, why = progress.aside[-1]
        total = progress.counts.get("unreadable", 0)
        yield Trouble(f"有 {total} 条读不懂，跳过了；最近一条是第 {seq} 条：{why}", "告诉维护者", fatal=False)
    if count := progress.counts.get("no_consent", 0):
        said = f"有 {count} 条因为说话的外部联系人没有同意存档，没有处理，也没有保存"
        yield Trouble(said, "请群主在群里说明，请居民点“同意”；不同意的可以用公众号或微信客服", fatal=False)
    if progress.unbound:
        most = sorted(progress.unbound, key=lambda chat: -progress.unbound[chat])[:_SHOWN]
        said = f"有 {len(progress.unbound)} 个群在存档里，但不在组织文件里，没有听：{'、'.join(most)}"
        remedy = "要听的群写到组织文件的 chats（channel: wecom_archive）；不该听的不用管"
        yield Trouble(said, remedy, fatal=False)


def _length(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    return f"{hours // 24} 天 {hours % 24} 小时" if hours >= 24 else f"{hours} 小时"
