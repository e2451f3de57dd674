"""A forwarded record of others' talk (合并转发, `merged_msg` of document/path/94670) → a record as text. Pure.

It is written in a form that `nlu/chatrecords` reads, so that whoever forwards it and whoever pastes it is heard alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from nlu.chatrecords.record import CHINA

_LATEST = 4_102_444_800  # 2100: what is later is no time
_UNNAMED = "（没有名字）"
_LONGEST_NAME = 60  # that is read again
_DEEPEST = 3  # records within records that are unpacked
_UNKNOWN = "[不支持的消息]"


def record(part: Mapping[str, Any], at: datetime) -> str:
    """Its title, and below it each message with its moment (China's time) and sender; only the title without any.

    Args:
        at: when it was forwarded, for messages that tell no moment.
    """
    title = " ".join(_words(part, "title").split())
    # So that it can be told from words somebody typed.
    titled = title if title.endswith("聊天记录") else f"{title or '群聊'}的聊天记录"
    return "\n\n".join([titled, *_messages(part, at, 1)])


def _messages(part: Mapping[str, Any], at: datetime, depth: int) -> Iterator[str]:
    """Each below its heading."""
    items = part.get("item")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            at = _moment(item.get("send_time"), at)
            # At a colon a name would end.
            name = " ".join(re.split(r"[\s:：]+", _words(item, "sender_name"))).strip()[:_LONGEST_NAME] or _UNNAMED
            yield f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S} {name}\n{_said(item, at, depth)}"


def _said(item: Mapping[str, Any], at: datetime, depth: int) -> str:
    """Its words without empty lines, behind which a heading would be looked for."""
    body = _content(item.get("msg_content"))
    kind = next((name for name in (_words(item, "msgtype"), _words(body, "msgtype"), *body) if name in _KINDS), "")
    said = _part(body, kind)
    if kind == "merged_msg":
        within = _messages(said, at, depth + 1) if depth < _DEEPEST else ()
        return "\n\n".join(["[聊天记录]", *within])
    words = _KINDS[kind](said) if kind else _UNKNOWN
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())


def _content(written: Any) -> Mapping[str, Any]:
    """JSON within JSON."""
    if isinstance(written, str):
        try:
            written = json.loads(written)
        except (ValueError, RecursionError):
            return {"text": {"content": written}}
    return written if isinstance(written, dict) else {}


def _moment(seconds: Any, otherwise: datetime) -> datetime:
    known = isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < _LATEST
    return datetime.fromtimestamp(seconds, UTC) if known else otherwise


def _place(part: Mapping[str, Any]) -> str:
    return f"[位置]{' '.join(filter(None, (_words(part, 'name'), _words(part, 'address'))))}"


def _marked(mark: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda part: mark


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "text": lambda part: _words(part, "content"), "location": _place, "merged_msg": _marked("[聊天记录]"),
    "image": _marked("[图片]"), "video": _marked("[视频]"), "voice": _marked("[语音]"), "file": _marked("[文件]"),
    "link": _marked("[链接]"), "miniprogram": _marked("[小程序]"), "business_card": _marked("[名片]"),
    "channels": _marked("[视频号]"), "channels_shop_product": _marked("[链接]"),
    "channels_shop_order": _marked("[链接]"),
}  # fmt: skip


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _words(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
