"""An event as others write it down (interfaces.md section 3): one JSON object, decoded to an `Inbound`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.messages import Inbound
from storage.types import CHINA

_YEARS = range(2010, 2101)
_LONGEST_NAME = 64
_CHAT_TYPES = ("group", "private")


def decode(data: dict[str, Any], fallback_id: str, channel: str) -> Inbound:
    """One event; a letter (`user`, `title`, `body`) is a private message of its title and body.

    Raises:
        ValueError: a field is missing or of the wrong kind; the message says which, in Chinese.
    """
    recalls = _text(data, "recalls") or _text(data, "recall")
    # Who takes a message back is said by whoever sends the event; a platform's own word needs nobody.
    sender = _text(data, "sender") or _text(data, "user") or ("platform" if recalls else "")
    if not sender:
        raise ValueError("缺少 sender（发送人）。")
    text = _text(data, "text") or "\n".join(part for part in (_text(data, "title"), _text(data, "body")) if part)
    return Inbound(
        channel, _text(data, "id") or fallback_id, _moment(data), sender, _chat(data), text,
        sender_name=_text(data, "sender_name")[:_LONGEST_NAME] or None, images=_images(data),
        voice=bool(data.get("voice")), reply_to=_text(data, "reply_to") or None, press=_text(data, "press") or None,
        scene=_text(data, "scene") or None, recalls=recalls or None,
    )  # fmt: skip


def _chat(data: dict[str, Any]) -> str | None:
    """The group it was said in; None in private."""
    chat = _text(data, "chat")
    kind = _text(data, "chat_type") or ("group" if chat else "private")
    if kind not in _CHAT_TYPES:
        raise ValueError(f"chat_type 应是 {' 或 '.join(_CHAT_TYPES)}。")
    if kind == "group" and not chat:
        raise ValueError("群消息缺少 chat（群编号）。")
    return chat if kind == "group" else None


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{key} 应是文字。")
    return _plain(str(value))


def _plain(text: str) -> str:
    """Without what no database takes: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _images(data: dict[str, Any]) -> tuple[str, ...]:
    images = data.get("images") or []
    if not isinstance(images, list) or not all(isinstance(image, str) for image in images):
        raise ValueError("images 应是文件名的列表。")
    return tuple(_plain(image) for image in images)


def _moment(data: dict[str, Any]) -> datetime:
    if "at" not in data:
        raise ValueError("缺少 at（时间）。")
    return moment(data["at"], "at")


def moment(value: object, name: str) -> datetime:
    """A moment in ISO 8601; without an offset it is the district's time.

    Raises:
        ValueError: it is not one, or in a year nobody means; `name` says what it was for.
    """
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        raise ValueError(f"{name} 不是 ISO 8601 时间（如 2026-11-15T08:02:11+08:00）。")
    if at.year not in _YEARS:
        raise ValueError(f"{name} 的年份应在 {_YEARS[0]} 到 {_YEARS[-1]} 之间。")
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
