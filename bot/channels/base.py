"""What every channel is: something that sends, within its limits, and says how it failed.

A platform is a channel at somebody else's: it may call us (`hook`), be asked for news (`listen`), keep
people's files (`fetch`), and be examined by the doctor (`examine`). Each platform is a folder with the
same file names; see docs/channels.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from handlers.messages import Outbound


class DeliveryError(Exception):
    """A message could not be delivered.

    TemporaryError   the platform or the way to it failed: try again later
    UntriedError     it was not even tried: there is no way to the platform here, or not now
    RefusedError     the platform will never take this message: give up, visibly

    Attributes:
        code: the platform's own error code, where it has one; 0 otherwise.
    """

    code: int = 0


class TemporaryError(DeliveryError):
    """Try again; `retry_after` are the seconds the platform asked for, if it did."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class UntriedError(TemporaryError):
    """Nothing was tried, so it counts as no try: another process has the connection, or there is none at all."""


class RefusedError(DeliveryError):
    """Trying again would not help."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a platform takes: messages a second in all, and a minute per recipient; None is without limit.

    Attributes:
        merge_up_to: bytes (UTF-8) of the longest message into which plain texts are joined when more of them wait
            for one recipient than may go now; 0 where each goes alone, however long it waits.
    """

    per_second: float | None = None
    per_recipient_minute: int | None = None
    merge_up_to: int = 0


class Channel(Protocol):
    """A way to people."""

    name: str
    limits: Limits

    async def send(self, message: Outbound) -> None:
        """Deliver one message; returns when the platform has taken it, raises `DeliveryError` otherwise."""


@dataclass(frozen=True, slots=True)
class RoomWanted:
    """A chat to be made.

    Attributes:
        key: unique for ever, letters and digits: a platform that knows such keys makes the room once.
        chat: the recipient under which messages for it come.
        members: accounts, two at least.
    """

    key: str
    chat: str
    name: str
    members: tuple[str, ...]


@runtime_checkable
class MakesRooms(Protocol):
    """A channel that can make a chat for some of its accounts."""

    async def open_room(self, room: RoomWanted) -> None:
        """Make the room; asked again for the same, it is there already. Raises `DeliveryError`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request a platform makes to us, free of any web framework.

    Attributes:
        tail: the path behind the channel's own, e.g. `pingan` of `/hooks/bridge/pingan`.
        query: as sent, decoded; of a name that comes twice the last.
        headers: names in lower case.
    """

    method: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What we answer a platform."""

    status: int = 200
    body: str = ""
    type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Download:
    """A file from a platform, as it said it is; nobody has looked into it yet."""

    content: bytes
    type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a channel from working: one Chinese sentence, and what to do about it.

    Attributes:
        fatal: nothing can be sent or received like this.
    """

    sentence: str
    remedy: str
    fatal: bool = True


class Login(Protocol):
    """How a platform tells who is holding the phone (OAuth): it sends the browser back to us with a code."""

    def fits(self, browser: str) -> bool:
        """Whether the browser that calls itself so (User-Agent) is the platform's own: it signs in silently."""

    def address(self, back: str, state: str) -> str:
        """Where the browser is sent; it comes back to `back` with `code` and `state` in the query."""

    async def account(self, code: str) -> str | None:
        """The account that signed in; None for somebody who is no member there.

        Raises:
            DeliveryError: the code is used up or made up, or the platform does not answer (`TemporaryError`).
        """


class Platform:
    """A channel at somebody else's; what a platform does not know it leaves as it is here.

    Attributes:
        title: what people call it.
        login: how its accounts sign in to our phone pages; None where it has no way of its own.
        sends: whether it carries messages at all; one that only hears is never chosen to reach somebody.
        max_body: bytes of the longest call that is read; longer ones are answered 413.
    """

    name = ""
    title = ""
    limits = Limits()
    login: Login | None = None
    sends = True
    max_body = 256 * 1024

    @property
    def busy(self) -> bool:
        """Whether something it was told of in a call is not stored yet; False where a call says it all."""
        return False

    async def send(self, message: Outbound) -> None:
        """Deliver one message (see `Channel`)."""
        raise RefusedError(f"{self.title}不能发送消息")

    async def hook(self, call: Call) -> Answer:
        """Answer a call; what was said in it is stored before this returns. Never raises for what was sent."""
        return Answer(404)

    async def listen(self) -> None:
        """Ask the platform for news until cancelled; returns at once where the platform calls us."""

    async def fetch(self, reference: str) -> Download:
        """A file somebody sent, by the reference in `Inbound.images`; raises `DeliveryError`."""
        raise RefusedError(f"{self.title}的文件不能取回")

    async def close(self) -> None:
        """Give connections back; nothing is asked of it afterwards."""

    async def examine(self) -> list[Trouble]:
        """What is wrong with the settings or at the platform, by asking it; empty when all is well."""
        return []
