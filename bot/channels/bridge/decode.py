"""Events of section 3 → Inbound. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from bot import events
from handlers.messages import Inbound

CHANNEL = "bridge"
MOST = 500  # events in one call


def decode(body: bytes, name: str) -> list[Inbound]:
    """The events of a call, as the bridge `name` sends them.

    Ids are told apart by bridge. An event without one is known again by what it says: whoever repeats a
    call does not repeat the event.

    Raises:
        ValueError: it is no event; the message says what is wrong, in Chinese.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("请求体不是 JSON。") from error
    listed = found if isinstance(found, list) else [found]
    if len(listed) > MOST:
        raise ValueError(f"一次最多 {MOST} 条。")
    return [_event(one, name, place) for place, one in enumerate(listed, 1)]


def _event(data: Any, name: str, place: int) -> Inbound:
    if not isinstance(data, dict):
        raise ValueError(f"第 {place} 条不是 JSON 对象。")
    try:
        message = events.decode(data, _digest(data), CHANNEL)
    except ValueError as error:
        raise ValueError(f"第 {place} 条：{error}") from error
    answers = f"{name}:{message.reply_to}" if message.reply_to else None
    taken_back = f"{name}:{message.recalls}" if message.recalls else None
    return replace(message, id=f"{name}:{message.id}", reply_to=answers, recalls=taken_back)


def _digest(data: dict[str, Any]) -> str:
    written = json.dumps(data, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()[:32]
