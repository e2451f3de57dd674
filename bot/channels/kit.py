"""What a platform gets of the house: the time, its memory, a way in for messages, and a seal for secrets."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from cryptography.fernet import Fernet, InvalidToken

from bot.homing import brought_home
from handlers.messages import Inbound


@dataclass(frozen=True, slots=True)
class Note:
    """Something to remember under a name, for ever or until then; with None for its value it is forgotten."""

    name: str
    value: Any
    until: datetime | None = None


class Memory(Protocol):
    """A channel's durable memory, shared by all processes. What it writes is committed when the future is done."""

    def get(self, name: str) -> Any:
        """What is remembered; blocks."""

    def put(self, *notes: Note) -> Future[None]:
        """Remember all of them, or none."""

    def claim(self, name: str, until: datetime, value: Any = True) -> Future[bool]: ...

    def forget(self, name: str) -> Future[None]: ...


class Accept(Protocol):
    """Stores messages and notes in one transaction; the future tells how many of the messages are new.

    Raises:
        ValueError: one has no usable sender, chat or id; nothing was stored.
    """

    def __call__(self, messages: Sequence[Inbound], /, *notes: Note) -> Future[int]: ...


def _no_group(chat: str) -> bool:
    return False


def _nothing_stored(message_id: str) -> Future[bool]:
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything a platform may use of the product. Nothing in it blocks the event loop.

    Attributes:
        public_url: how people outside reach our pages, without a slash at its end; empty when unknown.
        bound: whether the org file binds a group of this id on this channel to a unit; blocks.
        take_back: forgets the words and pictures of a message; see `withdraw`.
    """

    now: Callable[[], datetime]
    memory: Memory
    take: Accept
    public_url: str = ""
    bound: Callable[[str], bool] = _no_group
    take_back: Callable[[str], Future[bool]] = _nothing_stored

    async def accept(self, messages: Sequence[Inbound], *notes: Note | None) -> int:
        """Store messages, with what is to be remembered of them, if anything; returns how many were new."""
        return await brought_home(self.take(messages, *(note for note in notes if note)))

    async def withdraw(self, message_id: str) -> bool:
        """Forget what a message said, which its sender has taken back.

        False where it is not there, or tickets are about it: what they have of it is gone as soon as that is handled.
        """
        return await brought_home(self.take_back(message_id))

    async def is_group(self, recipient: str) -> bool:
        """Whether a recipient is a group of the org file, not a person."""
        return await asyncio.to_thread(self.bound, recipient)

    async def get(self, name: str) -> Any:
        """What is remembered under a name; None when nothing is, or its time is over."""
        return await asyncio.to_thread(self.memory.get, name)

    async def put(self, name: str, value: Any, until: datetime | timedelta | None = None) -> None:
        """Remember something, until then or for so long."""
        await brought_home(self.memory.put(Note(name, value, self._moment(until))))

    async def put_all(self, *notes: Note) -> None:
        """Remember, or forget, in one transaction what belongs to one moment."""
        if notes:
            await brought_home(self.memory.put(*notes))

    async def claim(self, name: str, until: datetime | timedelta, value: Any = True) -> bool:
        """Be the only one, of all processes, for so long; False when somebody else is. `value` may say who."""
        moment = self._moment(until)
        assert moment is not None  # noqa: S101 - a claim always ends
        return await brought_home(self.memory.claim(name, moment, value))

    async def forget(self, name: str) -> None:
        """Remember it no longer."""
        await brought_home(self.memory.forget(name))

    def _moment(self, until: datetime | timedelta | None) -> datetime | None:
        return self.now() + until if isinstance(until, timedelta) else until


class Seal:
    """Keeps what must not lie in the clear in a database or its backup, under the channel's own secret."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))

    def close(self, text: str) -> str:
        """The text, sealed."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The text; None when another secret sealed it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None
