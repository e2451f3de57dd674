"""Calls of WeChat's that wait for the product's answer, which then goes back in the call itself.

Such an answer is free; anything sent later counts among the five messages of 48 hours. Everything here happens
within one event loop, so plain attributes and futures are enough. Another process sends actively, as if
nobody waited.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# WeChat comes again five seconds after a call it got no answer to. What comes again sooner was doubled on the way.
AGAIN = timedelta(seconds=4)
_REMEMBERED = timedelta(minutes=1)


def _future() -> asyncio.Future[str | None]:
    return asyncio.get_running_loop().create_future()


def _verdict() -> asyncio.Future[bool]:
    return asyncio.get_running_loop().create_future()


@dataclass(eq=False)
class Caller:
    """One waiting call.

    Attributes:
        words: what to answer; None when a later call of the same message waits in its place.
        carried: whether the words went with the answer.
    """

    account: str
    message_id: str
    since: datetime
    words: asyncio.Future[str | None] = field(default_factory=_future)
    carried: asyncio.Future[bool] = field(default_factory=_verdict)


class Callers:
    """Everybody who waits, and what was answered lately."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Caller]] = {}
        self._answered: dict[str, tuple[str, datetime]] = {}

    def enter(self, account: str, message_id: str, now: datetime) -> Caller:
        """A call begins to wait; before its message is stored, lest the answer be faster."""
        caller = Caller(account, message_id, now)
        self._waiting.setdefault(account, []).append(caller)
        return caller

    async def hand(self, account: str, text: str) -> bool:
        """Give a text to the call of this account that waits longest; whether it went with the answer."""
        for caller in self._waiting.get(account, ()):
            if not caller.words.done():
                caller.words.set_result(text)
                return await caller.carried
        return False

    async def answer(self, caller: Caller, *, new: bool, patience: float) -> str | None:
        """What to answer the call, after waiting so many seconds at most; None when there is nothing (yet).

        Args:
            new: whether its message was not known yet.
        """
        if not (new or caller.words.done() or self._relieves(caller)):
            return self._answered_in_vain(caller)
        # Not `wait_for`: words that come in the very moment patience ends would be lost.
        await asyncio.wait({caller.words}, timeout=patience)
        if not caller.words.done():
            caller.words.cancel()
            return None
        return caller.words.result()

    def leave(self, caller: Caller, answered: str | None) -> None:
        """The call ends, answered or not; whoever handed words over learns whether they went with the answer."""
        carried = caller.words.done() and not caller.words.cancelled() and caller.words.result() == answered
        if carried and answered is not None:
            self._remember(caller, answered)
        if not caller.carried.done():
            caller.carried.set_result(carried)
        caller.words.cancel()
        others = self._waiting[caller.account]
        others.remove(caller)
        if not others:
            del self._waiting[caller.account]

    def _relieves(self, caller: Caller) -> bool:
        """WeChat listens to its latest call only: an earlier one of the same message need not wait any more."""
        earlier = [
            other
            for other in self._waiting[caller.account]
            if other is not caller and other.message_id == caller.message_id and not other.words.done()
        ]
        for other in earlier:
            other.words.set_result(None)
        return bool(earlier)

    def _answered_in_vain(self, caller: Caller) -> str | None:
        """Whoever asks again after WeChat's patience has not got our answer."""
        text, since = self._answered.get(caller.message_id, ("", caller.since))
        return text if text and caller.since - since >= AGAIN else None

    def _remember(self, caller: Caller, text: str) -> None:
        old = [known for known, (_, since) in self._answered.items() if caller.since - since > _REMEMBERED]
        for known in old:
            del self._answered[known]
        self._answered[caller.message_id] = (text, caller.since)
