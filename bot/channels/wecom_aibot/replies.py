"""Addresses an answer may be posted to: each once, within the hour.

Format: developer.work.weixin.qq.com/document/path/101138.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.channels.base import DeliveryError, RefusedError
from bot.channels.http import Http
from bot.channels.kit import Kit, Seal
from bot.channels.tencent.errors import BUSY
from bot.channels.wecom_aibot import errors
from bot.channels.wecom_aibot.encode import Body

VALID = timedelta(minutes=59)
_MOST = 20  # addresses of one chat


class Replies:
    """What each chat allows us to say later.

    Args:
        secret: seals the addresses: whoever has one may speak as the bot.
    """

    def __init__(self, kit: Kit, http: Http, secret: str) -> None:
        self._kit = kit
        self._http = http
        self._seal = Seal(secret)
        self._turn = asyncio.Lock()

    async def keep(self, account: str, url: str) -> None:
        """Remember an address; the same one delivered again is one."""
        if not url:
            return
        async with self._turn:
            known = await self._known(account)
            if url not in [address for address, _ in known]:
                until = (self._kit.now() + VALID).isoformat()
                await self._put(account, [*known, (url, until)][-_MOST:])

    async def post(self, account: str, body: Body) -> bool:
        """Post an answer to the oldest address that takes it; False when there is none.

        Raises:
            DeliveryError: the platform does not take it.
        """
        refused: DeliveryError | None = None
        while known := await self._known(account):
            url = known[0][0]
            # A failure on the way leaves the address: it may still be good.
            refused = await self._try(url, body)
            await self._used(account, url)
            if refused is None:
                return True
        if refused is not None:
            raise refused
        return False

    async def _try(self, url: str, body: Body) -> DeliveryError | None:
        """Post it; returns why not, where another address may do better."""
        try:
            answer = await self._http.json("POST", url, json=body)
        except RefusedError as error:
            return error
        code = answer.get("errcode", 0)
        code = code if isinstance(code, int) else -1
        if code in BUSY:
            raise errors.refusal(code, "")
        return RefusedError(f"{errors.TITLE}：回复地址已用过、已过期或不能用（{code}）") if code else None

    async def _used(self, account: str, url: str) -> None:
        async with self._turn:
            await self._put(account, [one for one in await self._known(account) if one[0] != url])

    async def _known(self, account: str) -> list[tuple[str, str]]:
        """Addresses and their ends, oldest first."""
        kept: list[list[str]] = await self._kit.get(_name(account)) or []
        now = self._kit.now()
        opened = [(self._seal.open(sealed), until) for sealed, until in kept if datetime.fromisoformat(until) > now]
        return [(url, until) for url, until in opened if url]

    async def _put(self, account: str, known: list[tuple[str, str]]) -> None:
        sealed = [[self._seal.close(url), until] for url, until in known]
        await self._kit.put(_name(account), sealed, VALID)


def _name(account: str) -> str:
    return f"reply:{account}"[:191]
