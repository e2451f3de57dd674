"""Who talks to which account, and whether he may be written to (document/path/94677)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.channels.kit import Kit, Note
from bot.channels.tencent.windows import Opening, Windows
from bot.channels.wecom_kf.decode import Talk, Welcome

SAID = Opening("said", timedelta(hours=48), 5)
WELCOMED = timedelta(seconds=20)  # document/path/95122


class Customers:
    """What is remembered of everybody who came to one of the accounts; what changes is returned as notes."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._windows = Windows(kit, SAID)

    def said(self, talk: Talk, at: datetime) -> list[Note]:
        """He said something: he may be written to again, from the account he talked to."""
        return [_met(talk), *self._windows.opened(_name(talk), SAID, at)]

    def came(self, welcome: Welcome) -> list[Note]:
        """He came in; if that was just now, one message may greet him."""
        until = welcome.at + WELCOMED
        greeting = [Note(_code(welcome.talk), welcome.code, until)] if until > self._kit.now() else []
        return [_met(welcome.talk), *greeting]

    async def talk(self, customer: str) -> Talk | None:
        """Where he talked to us last; None when he never did."""
        account = await self._kit.get(_via(customer))
        return Talk(account, customer) if account else None

    async def told(self, talk: Talk) -> list[Note]:
        """He is told something: one message of his window is used up; nothing when it is closed or used up."""
        return await self._windows.taken(_name(talk))

    async def greeting(self, talk: Talk) -> str:
        """The code of a greeting he may still get; empty without."""
        code: str = await self._kit.get(_code(talk)) or ""
        return code

    def greeted(self, talk: Talk) -> list[Note]:
        """The code is used up."""
        return [Note(_code(talk), None)]

    async def was_not_told(self, talk: Talk) -> list[Note]:
        """The message was not taken after all."""
        return await self._windows.given_back(_name(talk))

    def closed(self, talk: Talk) -> list[Note]:
        """The platform says that he may not be written to, whatever we counted."""
        return self._windows.closed(_name(talk))


def _met(talk: Talk) -> Note:
    return Note(_via(talk.customer), talk.account)


def _name(talk: Talk) -> str:
    return f"{talk.account}:{talk.customer}"


def _via(customer: str) -> str:
    return f"via:{customer}"[:191]


def _code(talk: Talk) -> str:
    return f"welcome:{_name(talk)}"[:191]
