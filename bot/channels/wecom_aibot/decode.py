"""What the platform tells us → what it means to us. Pure; the same in calls and over the connection.

Format: developer.work.weixin.qq.com/document/path/100719 (messages) and 101027 (events).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channels.wecom_aibot import media
from handlers.messages import Inbound

CHANNEL = "wecom_aibot"
# What cannot be read is still said to have come: whoever sent it is answered.
_UNREAD = {"file": "发来一个文件", "video": "发来一段视频"}
# A group's text begins with whom it is for: "@助手 3号楼暖气不热".
_ADDRESSED = re.compile(r"(?:@\S{1,64}(?:\s+|$))+")
_YEARS = range(2020, 2101)
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Heard:
    """One callback.

    Attributes:
        message: what was said or pressed; None where nothing was.
        account: where an answer goes: the group, or else the person.
        quote: the words of the message it answers; which one that was the platform does not tell.
        task: of the card whose button was pressed.
        entered: somebody opened the chat with us, for the first time today.
        reply_url: where one answer may be posted within an hour.
        stream: the answer the platform comes for.
    """

    message: Inbound | None = None
    account: str = ""
    quote: str = ""
    task: str = ""
    entered: bool = False
    reply_url: str = ""
    stream: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    text: str = ""
    images: tuple[str, ...] = ()
    voice: bool = False


def decode(data: Any, now: datetime) -> Heard:
    """What a callback says.

    Raises:
        ValueError: it is none as documented: without id, sender or group.
    """
    kind = text_of(data, "msgtype")
    if kind == "stream":
        return Heard(stream=text_of(data, "stream", "id"))
    event = text_of(data, "event", "eventtype") if kind == "event" else ""
    if kind == "event" and event not in ("enter_chat", "template_card_event"):
        return Heard()  # a thumb up or down is nobody's trouble
    number, sender = text_of(data, "msgid"), text_of(data, "from", "userid")
    group = text_of(data, "chattype") == "group"
    chat = text_of(data, "chatid") if group else None
    if not number or not sender or chat == "":
        raise ValueError("缺少 msgid、from.userid 或 chatid")
    if event == "enter_chat":
        return Heard(account=sender, entered=True)
    where = _Where(number, sender, chat, _moment(data, now))
    return _pressed(data, where) if event else _spoken(data, where)


@dataclass(frozen=True, slots=True)
class _Where:
    number: str
    sender: str
    chat: str | None
    at: datetime

    def inbound(self, said: _Said, button: str | None = None) -> Inbound:
        return Inbound(
            CHANNEL, self.number, self.at, self.sender, self.chat, said.text,
            images=said.images, voice=said.voice, button=button,
        )  # fmt: skip


def _pressed(data: Any, where: _Where) -> Heard:
    # Documented is the event inside a field of its name; the types of the Node SDK have it flat.
    event = data["event"]
    inner = event.get("template_card_event")
    pressed = inner if isinstance(inner, Mapping) else event
    key = text_of(pressed, "event_key")
    if not key:
        raise ValueError("缺少 event_key")
    account, task = where.chat or where.sender, text_of(pressed, "task_id")
    return Heard(where.inbound(_Said(), key), account, task=task, reply_url=_reply_url(data))


def _spoken(data: Any, where: _Where) -> Heard:
    said, quoted = _said(data), _said(data.get("quote"))
    if where.chat is not None:
        said, quoted = _unaddressed(said), _unaddressed(quoted)
    # Pictures are sent to a group without mentioning anybody, and then shown to us by quoting them.
    said = _Said(said.text, said.images + quoted.images, said.voice)
    account = where.chat or where.sender
    if not (said.text or said.images or said.voice or quoted.text):
        return Heard(account=account)
    return Heard(where.inbound(said), account, quoted.text, reply_url=_reply_url(data))


def _said(data: Any) -> _Said:
    kind = text_of(data, "msgtype")
    if kind == "mixed":
        mixed = data.get("mixed")
        items = mixed.get("msg_item") if isinstance(mixed, Mapping) else None
        parts = items if isinstance(items, list) else []
        return _joined([_said(part) for part in parts if text_of(part, "msgtype") in ("text", "image")])
    if kind == "image":
        url, key = text_of(data, "image", "url"), text_of(data, "image", "aeskey")
        return _Said(images=(media.reference(url, key),) if _ADDRESS.fullmatch(url) else ())
    if kind in ("text", "voice"):
        return _Said(text_of(data, kind, "content"), voice=kind == "voice")
    return _Said(_UNREAD.get(kind, ""))


def _joined(parts: list[_Said]) -> _Said:
    text = "\n".join(part.text for part in parts if part.text)
    return _Said(text, tuple(image for part in parts for image in part.images))


def _unaddressed(said: _Said) -> _Said:
    return _Said(_ADDRESSED.sub("", said.text, count=1) if said.text[:1] == "@" else said.text, said.images, said.voice)


def _reply_url(data: Any) -> str:
    url = text_of(data, "response_url")
    return url if _ADDRESS.fullmatch(url) else ""


def _moment(data: Any, now: datetime) -> datetime:
    """When it was, where that is told; never later than now."""
    told = data.get("create_time")
    try:
        at = datetime.fromtimestamp(told, UTC) if isinstance(told, int) and not isinstance(told, bool) else now
    except (OverflowError, OSError, ValueError):
        return now
    return min(at, now) if at.year in _YEARS else now


def text_of(data: Any, *path: str) -> str:
    """The text at that path, without spaces around it; empty when there is none."""
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data.strip() if isinstance(data, str) else ""
