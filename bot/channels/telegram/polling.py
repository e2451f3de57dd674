"""Asking Telegram for news: what is stored is confirmed, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.channels.kit import Kit, Note
from bot.channels.lease import Lease
from bot.channels.telegram.client import Client

Take = Callable[[dict[str, Any], Note], Awaitable[None]]

_OFFSET = "poll.offset"
TURN = timedelta(seconds=90)  # longer than one question is open; should two ask all the same, ids stop the doubles
LOOK_AGAIN = 10.0  # seconds until a process looks again whether the one that asks has gone
# After a week without updates Telegram counts on from a random number, perhaps a lower one
# (core.telegram.org/bots/api#update); until then ours is the place to go on from.
COUNTED = timedelta(days=6)


class Poller:
    """Asks for one bot, when no other process does.

    Args:
        take: stores an update together with a note, or raises and has stored neither.
    """

    def __init__(self, kit: Kit, client: Client, take: Take) -> None:
        self._kit = kit
        self._client = client
        self._take = take
        self._turn = Lease(kit, "poll.turn", TURN)

    async def run(self) -> None:
        """Ask until cancelled; raises `DeliveryError` when Telegram does not answer."""
        while True:
            if await self._turn.renew():
                await self._ask()
            else:
                await asyncio.sleep(LOOK_AGAIN)

    async def leave(self) -> None:
        """Let another process have the turn at once."""
        await self._turn.give_back()

    async def _ask(self) -> None:
        # Asking with a number confirms everything before it, so it is read from where the updates are stored.
        for update in await self._client.updates(await self._kit.get(_OFFSET)):
            await self._take(update, Note(_OFFSET, update["update_id"] + 1, self._kit.now() + COUNTED))
