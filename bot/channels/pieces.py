"""A message as plain text, in pieces: after a failure it goes on where it stopped, also in another process."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot.channels.kit import Kit
from handlers import cards
from handlers.messages import Outbound

T = TypeVar("T")

# Longer than delivery tries again by itself.
_KEPT = timedelta(days=1)


class Pieces:
    """Remembers of every message in pieces how many of them were taken."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def send(self, key: str, pieces: Sequence[T], send: Callable[[T], Awaitable[None]]) -> None:
        """Send the pieces that were not taken yet, in order; `key` is the message's own."""
        if len(pieces) == 1:
            await send(pieces[0])
            return
        name = f"sent:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
        done: int = await self._kit.get(name) or 0
        for number, piece in enumerate(pieces[done:], done + 1):
            await send(piece)
            await self._kit.put(name, number, _KEPT)


def without_codes(message: Outbound) -> str:
    """The whole message as text, for where nobody can press a button or answer with its number."""
    card = message.card
    return message.text if card is None or not card.buttons else cards.with_text(replace(card, buttons=()))
