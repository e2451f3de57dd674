"""Outbound → what the platform takes. Pure.

Format and limits: developer.work.weixin.qq.com/document/path/101031 (streams), 101463 (markdown) and 101032 (cards).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.splitting import cut, split
from handlers.messages import Card, Outbound

Body = dict[str, Any]

LONGEST = 20480  # bytes of `stream.content` and of `markdown.content`
MOST_BUTTONS, MOST_ROWS = 6, 6
_TITLE, _REMARK, _NOTE, _NAME, _VALUE, _LABEL = 26, 30, 112, 5, 26, 10  # characters that are shown of each
CHOSEN, TICK = "已选：", "✓"


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of the platform's; one with a card has the same in words, for where no card can go."""

    text: str
    card: Body | None = None


def encode(message: Outbound, task: str) -> list[Piece]:
    """The message in pieces; empty when there is nothing to read in it.

    A card that would be cut off goes behind its own words, so that nothing is lost.

    Args:
        task: names the card in the event of its buttons; unique for the bot, `[A-Za-z0-9_@-]`.
    """
    words = split(plain(message.text), LONGEST)
    card = message.card
    if card is None or not _offers(card):
        return [Piece(part) for part in words]
    shown = _template(card, task)
    if _fits(card) and len(words) == 1:
        return [Piece(words[0], shown)]
    return [*map(Piece, words), Piece(card.title, shown)]


def plain(text: str) -> str:
    """The text without what markdown would make of somebody's words: a mention of people, a link under other words."""
    return text.replace("<@", "＜@").replace("](", "] (")


def stream(number: str, text: str, *, finish: bool) -> Body:
    """An answer that may still grow, or is finished."""
    return {"msgtype": "stream", "stream": {"id": number, "finish": finish, "content": text}}


def answer(piece: Piece, number: str) -> Body:
    """A piece as the answer to a message."""
    return _card(piece.card) if piece.card else stream(number, piece.text, finish=True)


def news(piece: Piece) -> Body:
    """A piece that answers nothing."""
    return _card(piece.card) if piece.card else {"msgtype": "markdown", "markdown": {"content": piece.text}}


def welcome(text: str) -> Body:
    """The answer to who opens the chat."""
    return {"msgtype": "text", "text": {"content": text}}


def chosen(card: Mapping[str, Any], key: str) -> Body | None:
    """The card with a tick at the button that was pressed; None when it has no such button.

    The others stay: who reported progress has yet to resolve.
    """
    buttons = card["button_list"]
    pressed = next((button for button in buttons if button["key"] == key), None)
    if pressed is None:
        return None
    label = pressed["text"].removeprefix(TICK)
    marked = [
        button | {"text": _short(TICK + button["text"].removeprefix(TICK), _LABEL)} if button is pressed else button
        for button in buttons
    ]
    title = card["main_title"] | {"desc": _short(CHOSEN + label, _REMARK)}
    return {
        "response_type": "update_template_card",
        "template_card": {**card, "main_title": title, "button_list": marked},
    }


def _card(card: Body) -> Body:
    return {"msgtype": "template_card", "template_card": card}


def _offers(card: Card) -> bool:
    """Whether its buttons can be shown; without buttons a card says nothing that its text does not."""
    return 0 < len(card.buttons) <= MOST_BUTTONS and all(button.id for button in card.buttons)


def _fits(card: Card) -> bool:
    rows = all(0 < len(name) <= _NAME and len(value) <= _VALUE for name, value in card.rows)
    return rows and len(card.rows) <= MOST_ROWS and len(card.title) <= _TITLE and len(card.note) <= _NOTE


def _template(card: Card, task: str) -> Body:
    rows = [
        {"keyname": _short(name, _NAME), "value": _short(value, _VALUE)}
        for name, value in card.rows[:MOST_ROWS]
        if name
    ]
    shown: Body = {
        "card_type": "button_interaction",
        "main_title": {"title": _short(card.title, _TITLE)},
        "button_list": [{"text": _short(button.label, _LABEL), "key": button.id} for button in card.buttons],
        "task_id": task,
    }
    if rows:
        shown["horizontal_content_list"] = rows
    if card.note:
        shown["sub_title_text"] = _short(card.note, _NOTE)
    return shown


def _short(text: str, limit: int) -> str:
    return cut(text, limit, len)
