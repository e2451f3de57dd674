"""Rows of the archive → Inbound, consent, or something taken back (document/path/91774). Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from bot.channels.tencent.parts import words
from handlers.messages import Inbound

CHANNEL = "wecom_archive"
_EXTERNAL, _ROBOT = ("wm", "wo"), "wb"
_LATEST = 4_102_444_800_000  # 2100, in milliseconds: what is later is no time
_AGREEING = ("agree", "disagree")


@dataclass(frozen=True, slots=True)
class Said:
    """Something said in a group; `external`: by somebody who has to have agreed to the archive."""

    message: Inbound
    external: bool
    robot: bool


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody agreed, or no longer does, in one group (`chat` is empty for a private talk)."""

    chat: str
    person: str
    agreed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    """A message was taken back by whoever had sent it."""

    msgid: str


@dataclass(frozen=True, slots=True)
class Other:
    """Nothing for us: `why` is the kind of message, or `private`."""

    why: str


Heard = Said | Consent | Revoked | Other


def decode(body: Mapping[str, Any]) -> Heard:
    """What a row says.

    Raises:
        ValueError: it is not as documented; the message says in Chinese what is wrong, and nothing of its words.
    """
    if body.get("action") == "switch":
        return Other("switch")
    kind = _needed(body, "msgtype", "消息类型")
    part = _part(body.get(kind))
    if kind in _AGREEING:
        person = words(part, "userid") or _needed(body, "from", "发送人")
        at = _moment(part.get(f"{kind}_time", body.get("msgtime")))
        return Consent(words(body, "roomid"), person, kind == "agree", at)
    if kind == "revoke":
        return Revoked(_needed(part, "pre_msgid", "被撤回的消息编号"))
    if kind not in _KINDS:
        return Other(kind[:32])
    return _said(body, _KINDS[kind](part))


def _said(body: Mapping[str, Any], said: dict[str, Any]) -> Heard:
    chat = words(body, "roomid")
    if not chat:
        return Other("private")
    sender, msgid = _needed(body, "from", "发送人"), _needed(body, "msgid", "消息编号")
    message = Inbound(CHANNEL, msgid, _moment(body.get("msgtime")), sender, chat, **said)
    return Said(message, sender.startswith(_EXTERNAL), sender.startswith(_ROBOT))


# --- what is said, by `msgtype` ---


def _text(part: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": words(part, "content")}


def _image(part: Mapping[str, Any]) -> dict[str, Any]:
    file = words(part, "sdkfileid")
    return {"images": (file,)} if file else {"text": "［图片］"}


def _voice(part: Mapping[str, Any]) -> dict[str, Any]:
    # Kept like a photo: somebody at the desk can listen to it, which no engine here does.
    file = words(part, "sdkfileid")
    return {"voice": True, "images": (file,) if file else ()}


def _location(part: Mapping[str, Any]) -> dict[str, Any]:
    named = " ".join(filter(None, (words(part, "title"), words(part, "address"))))
    return {"text": f"位置：{named or '{},{}'.format(part.get('latitude'), part.get('longitude'))}"}


def _mixed(part: Mapping[str, Any]) -> dict[str, Any]:
    """Text and pictures in one; each part is written as JSON within JSON."""
    texts: list[str] = []
    images: list[str] = []
    items = part.get("item")
    for item in items if isinstance(items, list) else []:
        kind = words(_part(item), "type")
        if kind not in ("text", "image", "location"):
            continue
        said = _KINDS[kind](_inner(_part(item).get("content"), kind))
        texts += filter(None, [said.get("text", "").strip()])
        images += said.get("images", ())
    return {"text": "\n".join(texts), "images": tuple(images)}


def _inner(content: Any, kind: str) -> Mapping[str, Any]:
    if not isinstance(content, str):
        return _part(content)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"content": content} if kind == "text" else {}


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = MappingProxyType(
    {"text": _text, "image": _image, "voice": _voice, "location": _location, "mixed": _mixed}
)


def _part(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _needed(data: Mapping[str, Any], name: str, called: str) -> str:
    if found := words(data, name):
        return found
    raise ValueError(f"没有{called}（{name}）")


def _moment(milliseconds: Any) -> datetime:
    """Exports write numbers as text now and then."""
    if isinstance(milliseconds, str) and milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) < 20:
        milliseconds = int(milliseconds)
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int) or not 0 < milliseconds < _LATEST:
        raise ValueError("发送时间（msgtime）不是毫秒时间戳")
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
