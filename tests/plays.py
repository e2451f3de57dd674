"""Who plays a platform: what its users do and see, and how it fails. One module `plays_<channel>.py` each.

The contract suite (`test_channels_contract.py`) tells the same stories on every platform.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import httpx

from bot.channels.section import Section

if TYPE_CHECKING:
    from tests.wire import Wire


class Mishap(StrEnum):
    """How a platform fails when it is sent something."""

    DOWN = "down"  # 5xx, or no answer
    BUSY = "busy"  # too much at once: comes back later
    GONE = "gone"  # this recipient can never be reached


@dataclass(frozen=True)
class Shown:
    """A message as somebody sees it on the platform."""

    text: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hook:
    """A call the platform makes to us, as bytes, for tests that spoil it."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Play(Protocol):
    """A platform on loopback.

    Attributes:
        group: id of the residents' group; None where the platform has none that we hear.
        longest: what one message may hold, by `size`.
        hooked: whether the platform calls us (else we ask it).
        speaks: whether residents can write to us on it.
    """

    name: str
    group: str | None
    longest: int
    hooked: bool
    speaks: bool

    def section(self) -> Section:
        """Settings that lead to this platform."""

    def account(self, person: str) -> str:
        """The account of a person of the small town, or of a resident."""

    def size(self, text: str) -> int:
        """How long the platform finds a text."""

    def meet(self, wire: Wire) -> None:
        """Here is the product to call."""

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        """The call by which the platform tells us what somebody wrote; only where `hooked`."""

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        """The same with a proof that is wrong; only where `hooked`."""

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        """Somebody writes; returns after our answer, or when we have asked for it."""

    def presses(self, who: str, label: str) -> None:
        """Somebody presses the button with this label on the newest message that has it."""

    def shown(self, who: str) -> list[Shown]:
        """What somebody (or the group, by its id) was sent, oldest first."""

    def fails(self, *mishaps: Mishap) -> None:
        """The next messages it is sent meet these mishaps, one each."""


Start = Callable[[], AbstractContextManager[Play]]


def everybody() -> dict[str, Start]:
    """The plays by channel: `start` of every `plays_<channel>.py` here."""
    names = sorted(path.stem.removeprefix("plays_") for path in Path(__file__).parent.glob("plays_*.py"))
    return {name: import_module(f"tests.plays_{name}").start for name in names}
