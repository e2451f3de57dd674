"""A forwarded record of others' talk (合并转发, `merged_msg` of document/path/94670) → a line of JSON a message. Pure.

`nlu/chatrecords` reads these lines, so that a record somebody forwards and one he pastes are confirmed alike; what
people call themselves and what they write can be taken for nothing else there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import accumulate
from typing import Any

from bot.channels.tencent.parts import inner, moment, words
from nlu.chatrecords.json_form import as_line, too_long
from nlu.chatrecords.record import CHINA

_UNNAMED = "（没有名字）"
_DEEPEST = 3  # records within records that are unpacked
_UNKNOWN = "[不支持的消息]"
_LONGEST = 19_000  # characters; a message of more is cut


def record(part: Mapping[str, Any], at: datetime) -> str:
    """Every message with its moment, its sender and the record's title; the title alone where there is none.

    Args:
        at: when it was forwarded, for messages that tell no moment.
    """
    title = " ".join(words(part, "title").split())
    group = title.removesuffix("聊天记录").removesuffix("的")
    lines = list(_messages(part, at, group, 1))
    kept = accumulate(len(line) + 1 for line in reversed(lines))
    left_out = len(lines) - sum(length <= _LONGEST for length in kept)
    if left_out:  # the oldest: what is dangerous is told last
        lines = [too_long(at.astimezone(CHINA), left_out), *lines[left_out:]]
    return "\n".join(lines) or f"［暂不支持的消息］{title or '聊天记录'}"


def _messages(part: Mapping[str, Any], at: datetime, group: str, depth: int) -> Iterator[str]:
    items = part.get("item")
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        at = moment(item.get("send_time"), at)
        kind, said = _content(item)
        if kind == "merged_msg" and depth < _DEEPEST:
            yield from _messages(said, at, group, depth + 1)
            continue
        name = "".join(filter(str.isprintable, words(item, "sender_name"))).strip() or _UNNAMED
        yield as_line(at.astimezone(CHINA), name, _KINDS[kind](said) if kind else _UNKNOWN, group)


def _content(item: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Of what kind a message is, empty where nobody knows, and what it says: JSON within JSON."""
    written = item.get("msg_content")
    body = _read(written) if isinstance(written, str) else written
    if not isinstance(body, dict):
        body = {"text": {"content": written}}
    elif not inner(body, "text") and words(body, "content"):
        body |= {"text": {"content": words(body, "content")}}
    named = (words(item, "msgtype"), words(body, "msgtype"), *body)
    kind = next((name for name in named if name in _KINDS), "")
    return kind, inner(body, kind)


def _read(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None


def _place(part: Mapping[str, Any]) -> str:
    return f"[位置]{' '.join(filter(None, (words(part, 'name'), words(part, 'address'))))}"


def _marked(mark: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda part: mark


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "text": lambda part: words(part, "content"), "location": _place, "merged_msg": _marked("[聊天记录]"),
    "image": _marked("[图片]"), "video": _marked("[视频]"), "voice": _marked("[语音]"), "file": _marked("[文件]"),
    "link": _marked("[链接]"), "miniprogram": _marked("[小程序]"), "business_card": _marked("[名片]"),
    "channels": _marked("[视频号]"), "channels_shop_product": _marked("[链接]"),
    "channels_shop_order": _marked("[链接]"),
}  # fmt: skip
