"""Who talks to which account, and whether he may be written to (document/path/94677)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.kit import Kit
from bot.channels.tencent.windows import Opening, Windows
from bot.channels.wecom_kf.decode import Talk, Welcome

SAID = Opening("said", timedelta(hours=48), 5)
WELCOMED = timedelta(seconds=20)  # document/path/95122


class Customers:
    """What is remembered of everybody who came to one of the accounts."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._windows = Windows(kit, SAID)

    async def said(self, talk: Talk, at: datetime) -> None:
        """He said something: he may be written to again, from the account he talked to."""
        await self._met(talk)
        await self._windows.open(_name(talk), SAID, at)

    async def came(self, welcome: Welcome) -> None:
        """He came in; if that was just now, one message may greet him."""
        await self._met(welcome.talk)
        until = welcome.at + WELCOMED
        if until > self._kit.now():
            await self._kit.put(_code(welcome.talk), welcome.code, until)

    async def talk(self, customer: str) -> Talk | None:
        """Where he talked to us last; None when he never did."""
        account = await self._kit.get(_via(customer))
        return Talk(account, customer) if account else None

    async def may_be_told(self, talk: Talk) -> bool:
        """Use up one message of his window; False when it is closed or used up."""
        return await self._windows.take(_name(talk))

    async def greeting(self, talk: Talk) -> str:
        """The code of a greeting he may still get, for this one use; empty without."""
        code: str = await self._kit.get(_code(talk)) or ""
        if code:
            await self._kit.forget(_code(talk))
        return code

    async def was_not_told(self, talk: Talk) -> None:
        """The message was not taken after all."""
        await self._windows.give_back(_name(talk))

    async def closed(self, talk: Talk) -> None:
        """The platform says that he may not be written to, whatever we counted."""
        await self._windows.close(_name(talk))

    async def _met(self, talk: Talk) -> None:
        if await self._kit.get(_via(talk.customer)) != talk.account:
            await self._kit.put(_via(talk.customer), talk.account)


def _name(talk: Talk) -> str:
    return f"{talk.account}:{talk.customer}"


def _via(customer: str) -> str:
    return f"via:{customer}"[:191]


def _code(talk: Talk) -> str:
    return f"welcome:{_name(talk)}"[:191]
