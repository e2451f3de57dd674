"""Access tokens: one fetch at a time in all processes, kept sealed, renewed before they end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.channels.base import TemporaryError
from bot.channels.kit import Kit, Seal

Fetch = Callable[[], Awaitable[tuple[str, float]]]

EARLY = timedelta(minutes=3)  # before its end a token is not used any more: a request may take its time
FETCHING = timedelta(seconds=15)  # so long nobody else fetches; the HTTP client gives up sooner
_LOOK_AGAIN = 0.05  # seconds

_TOKEN, _TURN = "access_token", "access_token.turn"


class Tokens:
    """The access token of one application.

    Args:
        secret: of the application; seals the token in the database.
        fetch: asks the platform for a new token and its lifetime in seconds.
    """

    def __init__(self, kit: Kit, secret: str, fetch: Fetch) -> None:
        self._kit = kit
        self._seal = Seal(secret)
        self._fetch = fetch

    async def get(self, refused: str | None = None) -> str:
        """A token that should work; `refused` is one the platform did not take any more.

        Raises:
            DeliveryError: the platform gave none.
        """
        waited = 0.0
        while waited < FETCHING.total_seconds():
            known = await self._known()
            if known and known != refused:
                return known
            if await self._kit.claim(_TURN, FETCHING):
                return await self._renew(refused)
            await asyncio.sleep(_LOOK_AGAIN)
            waited += _LOOK_AGAIN
        raise TemporaryError("等待访问凭证超时")

    async def _renew(self, refused: str | None) -> str:
        try:
            # Between looking and getting the turn another may have fetched one.
            known = await self._known()
            if known and known != refused:
                return known
            token, seconds = await self._fetch()
            # A token that lives shorter than our margin is used for half its life.
            life = max(timedelta(seconds=seconds) - EARLY, timedelta(seconds=seconds / 2))
            await self._kit.put(_TOKEN, self._seal.close(token), life)
            return token
        finally:
            await self._kit.forget(_TURN)

    async def _known(self) -> str | None:
        sealed = await self._kit.get(_TOKEN)
        return self._seal.open(sealed) if sealed else None
