"""What WeCom tells us → Inbound. Pure. XML or JSON, whichever the console is set to.

Source: developer.work.weixin.qq.com/document/path/90239 (messages), 90240 and 96458 (events).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.channels.tencent import xml
from bot.channels.tencent.xml import Fields
from handlers.messages import Inbound

CHANNEL = "wecom"
_BELIEVED = timedelta(days=1)
_TOLD_APART_BY = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId")


@dataclass(frozen=True, slots=True)
class Pressed:
    """The card of a pressed button.

    Attributes:
        code: lets us change the card once, within 72 hours.
    """

    task: str
    code: str


def parse(body: str | bytes) -> Fields:
    """The fields of a call or of what was sealed in it; raises `ValueError` when it is neither XML nor JSON."""
    head = body.lstrip()[:1]
    if head not in ("{", b"{"):
        return xml.parse(body)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("请求体不是 JSON。") from error
    return Fields({name: _as_xml_has_it(value) for name, value in found.items()})


def encrypted(body: bytes) -> str:
    """The sealed part of a call; raises `ValueError` when the body is spoiled."""
    fields = parse(body)
    return fields.text("Encrypt") or fields.text("encrypt")


def decode(fields: Fields, now: datetime) -> Inbound | None:
    """What somebody wrote, showed or pressed; None for events that nobody did for us."""
    kind, sender, at = fields.text("MsgType"), fields.text("FromUserName"), _made(fields, now)
    if kind == "event":
        if fields.text("Event") != "template_card_event":
            return None
        return Inbound(CHANNEL, _event_id(fields), at, sender, button=fields.text("EventKey"))
    images = (fields.text("MediaId"),) if kind == "image" and fields.text("MediaId") else ()
    said = _WORDS.get(kind, _unknown)(fields)
    return Inbound(CHANNEL, fields.text("MsgId"), at, sender, text=said, images=images, voice=kind == "voice")


def pressed(fields: Fields) -> Pressed:
    """The card whose button was pressed."""
    return Pressed(fields.text("TaskId"), fields.text("ResponseCode"))


def _made(fields: Fields, now: datetime) -> datetime:
    """When it was said; a time far from ours is taken for a mistake."""
    seconds = fields.whole("CreateTime")
    return datetime.fromtimestamp(seconds, UTC) if abs(seconds - now.timestamp()) < _BELIEVED.total_seconds() else now


def _event_id(fields: Fields) -> str:
    """Events have no id: everything that tells two of the same second apart."""
    told = "\n".join(fields.text(name) for name in _TOLD_APART_BY)
    return f"event:{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _as_xml_has_it(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


def _link(fields: Fields) -> str:
    return "\n".join(filter(None, (fields.text(name) for name in ("Title", "Description", "Url"))))


def _location(fields: Fields) -> str:
    return fields.text("Label") or f"位置：{fields.text('Location_X')},{fields.text('Location_Y')}"


def _unknown(fields: Fields) -> str:
    """A text, so that whoever sends a video or a file is answered too."""
    return f"［{_NAMES.get(fields.text('MsgType'), '消息')}］"


_NAMES = MappingProxyType({"video": "视频", "file": "文件"})
_WORDS: MappingProxyType[str, Callable[[Fields], str]] = MappingProxyType(
    {
        "text": lambda fields: fields.text("Content"),
        "image": lambda _: "",
        "voice": lambda fields: fields.text("Recognition"),
        "location": _location,
        "link": _link,
    }
)
