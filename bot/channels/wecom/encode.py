"""Outbound → what message/send and appchat/send take. Pure.

Source: developer.work.weixin.qq.com/document/path/90236 (texts, cards) and 90248 (groups). Where two pages of the
platform give different lengths for a field of a card, it is the shorter one here.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from bot.channels.pieces import without_codes
from bot.channels.splitting import cut, split
from handlers import cards
from handlers.messages import Button, Card, Outbound

LONGEST_TEXT = 2048  # bytes; what is longer is cut off without a word
TITLE, KEY, VALUE, NOTE, BUTTON = 26, 5, 26, 112, 10  # characters
ROWS, BUTTONS = 6, 6
_SAME_FOR, _AT_MOST = 1800, 4 * 3600  # seconds


def for_member(message: Outbound, agent: int, site: str = "") -> list[dict[str, Any]]:
    """What is posted to message/send, in order. A card with buttons is a card, anything else is text.

    Args:
        site: how people outside reach our pages; with it what is about a ticket leads to its page.
    """
    card = message.card
    shows = card is not None and fits(card)
    page = site + card.page if site and card and card.page else ""
    texts = [_with_link(message.text, page)] if card is None or not shows else overflow(card)
    found: list[dict[str, Any]] = [_text(piece) for text in texts for piece in split(text, LONGEST_TEXT)]
    if card is not None and shows:
        found.append({"msgtype": "template_card", "template_card": template(card, task_id(message.key, card), page)})
    whom = {"touser": message.recipient, "agentid": agent}
    return [whom | body | _once(message.key, number) for number, body in enumerate(found)]


def for_chat(message: Outbound, chat: str) -> list[dict[str, Any]]:
    """What is posted to appchat/send, in order: groups have no cards, and nobody hears a number answered there."""
    return [{"chatid": chat} | _text(piece) for piece in split(without_codes(message), LONGEST_TEXT)]


def fits(card: Card) -> bool:
    """Whether there is something to press on it, and not too much."""
    return 0 < len(card.buttons) <= BUTTONS and all(button.id for button in card.buttons)


def overflow(card: Card) -> list[str]:
    """The card as text, to be sent before it, when a part of it is too long for its place; else nothing."""
    rows = [value for _, value in card.rows]
    whole = len(card.title) <= TITLE and len(card.note) <= NOTE and len(rows) <= ROWS
    return [] if whole and all(len(value) <= VALUE for value in rows) else [cards.with_text(replace(card, buttons=()))]


def task_id(key: str, card: Card) -> str:
    """Unique for ever in the application, and the same when the message is sent again: buttons' ids are drawn."""
    told = "\n".join((key, *(button.id for button in card.buttons)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def template(card: Card, task: str, page: str = "") -> dict[str, Any]:
    """A card of the kind button_interaction; whoever touches it beside the buttons gets to `page`."""
    rows = [{"keyname": cut(name, KEY, len), "value": cut(value, VALUE, len)} for name, value in card.rows[:ROWS]]
    found: dict[str, Any] = {
        "card_type": "button_interaction",
        "main_title": {"title": cut(card.title, TITLE, len)},
        "task_id": task,
        "button_list": [_button(button) for button in card.buttons],
    }
    # What is empty is left out: the platform takes no row without a value.
    if card.note:
        found["sub_title_text"] = cut(card.note, NOTE, len)
    if filled := [row for row in rows if row["value"]]:
        found["horizontal_content_list"] = filled
    if page:
        found["card_action"] = {"type": 1, "url": page}
    return found


def chosen(label: str) -> str:
    """What stands in the place of the buttons after one was pressed."""
    return cut(f"已选：{label}", BUTTON, len)


def _button(button: Button) -> dict[str, Any]:
    return {"text": cut(button.label, BUTTON, len), "style": 1, "key": button.id}


def _with_link(text: str, page: str) -> str:
    return f"{text}\n打开工单：{page}" if page else text


def _text(content: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": content}}


def _once(key: str, number: int) -> dict[str, Any]:
    """Lets the platform drop a repeated request, and only that.

    It compares whole requests, so that two equal answers within half an hour would be taken for one. The interval
    is a part of the request: differing by message and piece, it keeps them apart.
    """
    drawn = int(hashlib.sha256(f"{key}\n{number}".encode()).hexdigest(), 16)
    return {
        "enable_duplicate_check": 1,
        "duplicate_check_interval": _SAME_FOR + drawn % (_AT_MOST - _SAME_FOR),
    }
