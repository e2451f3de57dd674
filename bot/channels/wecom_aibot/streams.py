"""Answers the platform comes for: opened by a message, filled by whoever sends, fetched by a later call.

Message, answer and fetching may meet in three processes, so all of it lies in the channel's memory; within one
process an event only makes it quicker. Format: developer.work.weixin.qq.com/document/path/100719, 流式消息刷新.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels.kit import Kit, Note
from bot.channels.wecom_aibot.encode import Body, Piece

# The platform comes for six minutes; nobody in a group waits so long for what may be no concern of ours.
OPEN, OPEN_IN_GROUP = timedelta(minutes=5, seconds=30), timedelta(seconds=20)
FETCHED_WITHIN = 8.0  # seconds; the platform comes every second or so, unless it has stopped coming
_KEPT = timedelta(minutes=10)
_MOST = 5  # open answers of one chat; the platform lets everybody have three
_LOOK_AGAIN = 0.25  # seconds, for what another process does

_GIVEN, _WITHDRAWN = "given", "withdrawn"


@dataclass(frozen=True, slots=True)
class Poll:
    """What there is for the platform: an answer, or whether it may come again."""

    text: str = ""
    card: Body | None = None
    over: bool = False


class Streams:
    """The open answers."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._turn = asyncio.Lock()
        self._moved: dict[str, asyncio.Event] = {}

    async def open(self, message_id: str, account: str, *, group: bool) -> str:
        """Open an answer to a message; the same message delivered again gets the same one."""
        number = hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()[:32]
        async with self._turn:
            if await self._kit.get(f"stream:{number}") is None:
                now = self._kit.now()
                until = (now + (OPEN_IN_GROUP if group else OPEN)).isoformat()
                waiting = [*await self._waiting(account), [number, until]]
                # Together: what is open and waits for nothing would stay without its answer.
                await self._kit.put_all(
                    Note(f"stream:{number}", {"until": until, "begun": False}, now + _KEPT),
                    Note(_name(account), waiting[-_MOST:], now + _KEPT),
                )
        return number

    async def first(self, number: str, seconds: float) -> Poll:
        """What there is within so many seconds; nothing but words where the answer has begun before."""
        event = self._moved.setdefault(number, asyncio.Event())
        found = Poll()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not found.over:
                    found = await self._look(number)
                    event.clear()
                    if not found.over:
                        with suppress(TimeoutError):
                            await asyncio.wait_for(event.wait(), _LOOK_AGAIN)
        self._moved.pop(number, None)
        if not found.over:
            await self._begin(number)
        return found

    async def poll(self, number: str) -> Poll:
        """What there is now, in words: an answer that has begun as a stream has no place for a card."""
        return replace(await self._look(number), card=None)

    async def _look(self, number: str) -> Poll:
        stream: dict[str, Any] | None = await self._kit.get(f"stream:{number}")
        answer: dict[str, Any] | None = await self._kit.get(f"answer:{number}")
        if stream is None:
            return Poll(over=True)
        if answer is not None and await self._fetched(number):
            return Poll(answer["text"], None if stream["begun"] else answer["card"], over=True)
        return Poll(over=datetime.fromisoformat(stream["until"]) <= self._kit.now())

    async def _begin(self, number: str) -> None:
        if stream := await self._kit.get(f"stream:{number}"):
            await self._kit.put(f"stream:{number}", stream | {"begun": True}, _KEPT)

    async def offer(self, account: str, piece: Piece) -> bool:
        """Hand an answer to whoever waits longest; returns whether the platform fetched it."""
        while number := await self._answer_longest_waiting(account, piece):
            if event := self._moved.get(number):
                event.set()
            if await self._was_fetched(number):
                return True
        return False

    async def _answer_longest_waiting(self, account: str, piece: Piece) -> str:
        """Fill the oldest open answer, which waits no longer; returns its number, empty when there is none."""
        async with self._turn:
            waiting = await self._waiting(account)
            if not waiting:
                return ""
            number, until = waiting[0][0], self._kit.now() + _KEPT
            await self._kit.put_all(
                Note(_name(account), waiting[1:], until),
                Note(f"answer:{number}", {"text": piece.text, "card": piece.card}, until),
            )
        return number

    async def _was_fetched(self, number: str) -> bool:
        waited = 0.0
        while waited < FETCHED_WITHIN:
            if await self._kit.get(f"fate:{number}") is not None:
                return True
            await asyncio.sleep(_LOOK_AGAIN / 5)
            waited += _LOOK_AGAIN / 5
        # Only one of us two decides what became of it.
        if not await self._kit.claim(f"fate:{number}", _KEPT, _WITHDRAWN):
            return True
        await self._kit.forget(f"answer:{number}")
        return False

    async def _fetched(self, number: str) -> bool:
        """Whether the answer may be given; also to a call that comes again, its answer may have been lost."""
        if await self._kit.claim(f"fate:{number}", _KEPT, _GIVEN):
            return True
        return bool(await self._kit.get(f"fate:{number}") != _WITHDRAWN)

    async def _waiting(self, account: str) -> list[list[str]]:
        """Numbers and ends of the answers still open, oldest first."""
        known: list[list[str]] = await self._kit.get(_name(account)) or []
        now = self._kit.now()
        return [one for one in known if datetime.fromisoformat(one[1]) > now]


def _name(account: str) -> str:
    return f"waiting:{account}"[:191]
