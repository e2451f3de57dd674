"""The cards people have, so that one can be shown again with what was chosen."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from bot.channels.kit import Kit
from bot.channels.wecom_aibot import encode
from bot.channels.wecom_aibot.encode import Body, Piece

KEPT = timedelta(days=30)


def new_task() -> str:
    """A name for a card that no other has."""
    return f"m{secrets.token_hex(15)}"


class Cards:
    """What was sent, by the names the platform calls them in its events."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def keep(self, piece: Piece) -> None:
        """Remember a card; before it is sent, so that nobody presses too early."""
        if piece.card is not None:
            await self._kit.put(_name(piece.card["task_id"]), piece.card, KEPT)

    async def chosen(self, task: str, key: str) -> Body | None:
        """The card with its choice; None when it is not known any more."""
        card: dict[str, Any] | None = await self._kit.get(_name(task)) if task else None
        return encode.chosen(card, key) if card else None


def _name(task: str) -> str:
    return f"card:{task}"[:191]
