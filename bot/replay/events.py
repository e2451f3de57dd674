"""Recorded events (interfaces.md section 3) and letters, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers.messages import Inbound
from storage.types import CHINA

CHANNEL = "sim"
_LONGEST_LINE = 16_000_000


class EventError(Exception):
    """A line cannot be played; the message names file and line."""


def read(paths: Iterable[Path]) -> list[Inbound]:
    """All events of these files in the order of time; `EventError` names the first unusable line."""
    events = [event for path in paths for event in _file(path)]
    return sorted(events, key=lambda event: event.at)


def _file(path: Path) -> Iterator[Inbound]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _event(_data(line, path, number), path, number)
    except OSError as error:
        raise EventError(f"{path.name}: 文件读不了（{error.strerror}）。") from error
    except UnicodeDecodeError as error:
        raise EventError(f"{path.name}: 不是 UTF-8 编码。") from error


def _data(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        if len(line) > _LONGEST_LINE:
            raise ValueError("too long")
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EventError(f"{path.name}:{number}: 这一行不是 JSON。") from error
    if not isinstance(data, dict):
        raise EventError(f"{path.name}:{number}: 这一行应是一个 JSON 对象。")
    return data


def _event(data: dict[str, Any], path: Path, number: int) -> Inbound:
    try:
        return decode(data, f"{path.stem}:{number}")
    except ValueError as error:
        raise EventError(f"{path.name}:{number}: {error}") from error


def decode(data: dict[str, Any], fallback_id: str) -> Inbound:
    """One event; a letter (`user`, `title`, `body`) is a private message of its title and body.

    Raises:
        ValueError: a field is missing or of the wrong kind; the message says which, in Chinese.
    """
    sender = _text(data, "sender") or _text(data, "user")
    if not sender:
        raise ValueError("缺少 sender（发送人）。")
    private = data.get("chat_type", "group" if data.get("chat") else "private") == "private"
    chat = None if private else _text(data, "chat")
    if not private and not chat:
        raise ValueError("群消息缺少 chat（群编号）。")
    text = _text(data, "text") or "\n".join(part for part in (_text(data, "title"), _text(data, "body")) if part)
    return Inbound(
        CHANNEL, _text(data, "id") or fallback_id, _moment(data), sender, chat, text,
        sender_name=_text(data, "sender_name") or None, images=_images(data), voice=bool(data.get("voice")),
        reply_to=_text(data, "reply_to") or None, press=_text(data, "press") or None,
    )  # fmt: skip


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise ValueError(f"{key} 应是文字。")
    return str(value)


def _images(data: dict[str, Any]) -> tuple[str, ...]:
    images = data.get("images") or []
    if not isinstance(images, list) or not all(isinstance(image, str) for image in images):
        raise ValueError("images 应是文件名的列表。")
    return tuple(images)


def _moment(data: dict[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(data["at"])
    except KeyError as error:
        raise ValueError("缺少 at（时间）。") from error
    except (TypeError, ValueError) as error:
        raise ValueError(f"at 不是 ISO 8601 时间：{data['at']}。") from error
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
