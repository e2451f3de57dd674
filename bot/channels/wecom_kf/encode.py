"""Outbound → messages of 微信客服 within its limits (document/path/94677). Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.channels.splitting import cut, split, utf8
from handlers.messages import Card, Outbound

TEXT, HEAD, LABEL, BUTTON = 2048, 1024, 128, 128  # bytes
MOST_BUTTONS = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of the platform.

    Attributes:
        msgid: made of the key and the number of the piece: at most 32 of `0-9a-zA-Z_-`, unique in an account.
        content: `msgtype` and what belongs to it.
    """

    msgid: str
    content: dict[str, Any]


def encode(message: Outbound) -> list[Piece]:
    """The message in as many pieces as it takes; the same pieces each time."""
    contents = _contents(message)
    return [Piece(_msgid(message.key, number), content) for number, content in enumerate(contents)]


def _contents(message: Outbound) -> list[dict[str, Any]]:
    card = message.card
    if card is None or not _fits(card):
        return [_text(part) for part in split(message.text, TEXT)]
    head = _head(card)
    if utf8(head) <= HEAD:
        return [_menu(card, head)]
    return [*(_text(part) for part in split(head, TEXT)), _menu(card, cut(card.title, HEAD))]


def _fits(card: Card) -> bool:
    """Whether its buttons can be a menu; otherwise the text has codes for them."""
    return 0 < len(card.buttons) <= MOST_BUTTONS and all(0 < utf8(button.id) <= BUTTON for button in card.buttons)


def _head(card: Card) -> str:
    lines = [f"【{card.title}】"] + [f"{name}：{value}" for name, value in card.rows]
    return "\n".join([*lines, card.note] if card.note else lines)


def _text(content: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": content}}


def _menu(card: Card, head: str) -> dict[str, Any]:
    items = [{"type": "click", "click": {"id": one.id, "content": cut(one.label, LABEL)}} for one in card.buttons]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": head, "list": items}}


def _msgid(key: str, number: int) -> str:
    return hashlib.sha256(f"{key}:{number}".encode()).hexdigest()[:32]
