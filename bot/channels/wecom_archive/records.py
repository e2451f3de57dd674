"""An export of the archive as records to be confirmed: the same consent as for living groups, and nothing stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TypeVar

import anyio

from bot.channels.kit import Kit, Note
from bot.channels.wecom_archive import exported
from bot.channels.wecom_archive.consent import Consents
from bot.channels.wecom_archive.cursor import Progress
from bot.channels.wecom_archive.decode import CHANNEL
from bot.channels.wecom_archive.settings import WecomArchiveSection
from bot.channels.wecom_archive.taking import Taking
from handlers.messages import Inbound
from nlu.chatrecords import content, ordering
from nlu.chatrecords.record import Line, Record

__all__ = ["CHANNEL", "Taken", "read"]

FORM = "企业微信会话存档"
_SKIPPED = {
    "no_consent": "没有同意存档", "own": "自己的账号或机器人", "private": "私聊", "revoke": "撤回", "unbound": "别的群",
}  # fmt: skip
_ANSWERED = {"heard", "agree", "disagree", "unreadable"}
_LINE = re.compile(r"第 (\d{1,9}) 行：(.*)", re.DOTALL)

T = TypeVar("T")


@dataclass(slots=True)
class Taken:
    """What was read of an export.

    Attributes:
        records: by group what was said there.
        unbound: groups no org file binds.
    """

    records: dict[str, Record] = field(default_factory=dict)
    unbound: set[str] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)

    def counts(self) -> str:
        """What was not taken, in words."""
        return "，".join(f"{reason} {count} 条" for reason, count in self.skipped.items()) or "文件里没有消息"


class _Collected:
    """Stands where messages would be stored."""

    def __init__(self) -> None:
        self.messages: dict[str, Inbound] = {}

    def take(self, messages: Sequence[Inbound], /, *notes: Note) -> Future[int]:
        """Keep them in memory only."""
        self.messages |= {message.id: message for message in messages}
        return _done(len(messages))

    def take_back(self, message_id: str) -> Future[bool]:
        """Who took a message back did so in the record too."""
        return _done(self.messages.pop(message_id, None) is not None)


def _done(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future


def read(kit: Kit, section: WecomArchiveSection, lines: Iterable[bytes], only: str | None = None) -> Taken:
    """What was said in the groups of an export, or in one of them.

    Raises:
        DeliveryError: consent cannot be asked for now.
    """
    collected = _Collected()

    def wanted(chat: str) -> bool:
        return kit.bound(chat) and only in (None, chat)

    own = replace(kit, take=collected.take, take_back=collected.take_back, bound=wanted)
    progress = Progress()
    taking = Taking(own, Consents(own), section.ignore)

    async def take() -> None:
        await taking.take(list(exported.read(lines)), progress, keep=False)

    anyio.run(take)
    return _sorted_out(collected, progress, kit)


def _sorted_out(collected: _Collected, progress: Progress, kit: Kit) -> Taken:
    taken = Taken()
    for message in sorted(collected.messages.values(), key=lambda one: one.at):
        record = taken.records.setdefault(message.chat or "", Record(FORM))
        record.read += 1
        text = message.text.strip()
        if not text and (message.voice or not message.images):
            record.skipped["语音没有文字" if message.voice else "空白"] += 1
            continue
        line = Line(record.read, message.at, message.sender, text, bool(message.images), message.voice, id=message.id)
        record.lines.append(line)
    for record in taken.records.values():
        record.lines = ordering.spread(record.lines)
        record.answers = content.answered(record.lines)
    for kind, count in progress.counts.items():
        if kind not in _ANSWERED:
            taken.skipped[_SKIPPED.get(kind, "用不上的类型")] += count
    taken.unbound = {chat for chat in progress.unbound if not kit.bound(chat)}
    for record in taken.records.values():
        record.amiss = [(int(told[1]), told[2]) for _, why in progress.aside if (told := _LINE.match(why))]
        record.skipped += taken.skipped
    return taken
