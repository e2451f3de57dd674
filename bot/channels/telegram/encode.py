"""Outbound → the messages Telegram gets, each within its limits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.splitting import split, utf16
from handlers.messages import Button, Card, Outbound

LONGEST = 4096  # UTF-16 units of one message (core.telegram.org/bots/api#sendmessage)
DONE = "✓ "
_SHORT, _THREE, _TWO = 4, 3, 2  # three labels of so many characters fit beside each other on a phone


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of Telegram's; only the last of several has the buttons."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def encode(message: Outbound) -> list[Piece]:
    """The message in pieces; empty when there is nothing to read in it.

    No parse mode is used, so nothing in a text is ever taken for markup.
    """
    text = _words(message.card) if message.card else message.text
    pieces = [Piece(part) for part in split(text, LONGEST, utf16)]
    if pieces and message.card:
        pieces[-1] = Piece(pieces[-1].text, _keyboard(message.card.buttons))
    return pieces


def marked(keyboard: InlineKeyboardMarkup | None, pressed: str) -> InlineKeyboardMarkup | None:
    """The keyboard with a tick at the button that was pressed; None when there is nothing to change.

    The others stay: who reported progress has yet to resolve.
    """
    if keyboard is None:
        return None
    rows = [[_ticked(button, pressed) for button in row] for row in keyboard.inline_keyboard]
    changed = InlineKeyboardMarkup(rows)
    return None if changed == keyboard else changed


def _ticked(button: InlineKeyboardButton, pressed: str) -> InlineKeyboardButton:
    if button.callback_data != pressed or button.text.startswith(DONE):
        return button
    return InlineKeyboardButton(DONE + button.text, callback_data=pressed)


def _words(card: Card) -> str:
    lines = [f"【{card.title}】", *(f"{name}：{value}" for name, value in card.rows), card.note]
    return "\n".join(line for line in lines if line)


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    # callback_data may be 64 bytes: the short id, and what it means is our own row.
    keys = [InlineKeyboardButton(button.label, callback_data=button.id) for button in buttons if button.id]
    wide = _THREE if all(len(key.text) <= _SHORT for key in keys) else _TWO
    rows = [keys[start : start + wide] for start in range(0, len(keys), wide)]
    return InlineKeyboardMarkup(rows) if rows else None
