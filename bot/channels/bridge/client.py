"""Posts to one bridge."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot.channels.base import RefusedError, TemporaryError
from bot.channels.bridge import signing
from bot.channels.http import Http

_PASSING = (408, 425, 429)


class Client:
    """Posts signed messages to the URL of one bridge."""

    def __init__(self, name: str, url: str, secret: str) -> None:
        self._http = Http(f"桥接 {name} ", url)
        self._url = url
        self._secret = secret

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()

    async def post(self, message: dict[str, Any], now: datetime) -> None:
        """Hand one message over; any answer of 2xx means that it was taken.

        Raises:
            DeliveryError: it was not.
        """
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "backslashreplace")
        headers = {"Content-Type": "application/json"} | signing.headers(self._secret, now.timestamp(), body)
        status = await self._http.status("POST", self._url, content=body, headers=headers)
        if 200 <= status < 300:
            return
        sentence = f"桥接回答 {status}"
        if status in _PASSING or status >= 500:
            raise TemporaryError(sentence)
        raise RefusedError(sentence)
