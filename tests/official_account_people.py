"""People on WeChat: when they may be written to, and what they see of a 公众号."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.plays import Shown


class PlatformError(Exception):
    """An error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(code, message)
        self.answer = {"errcode": code, "errmsg": f"{message} rid: 6552c0f1-0f2a5d6c-1b2c3d4e"}


@dataclass
class Window:
    """So many messages until then."""

    until: datetime
    left: int


@dataclass
class Person:
    """Somebody on WeChat, and what he sees of us."""

    windows: list[Window] = field(default_factory=list)
    agreed: set[str] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)
    menus: list[dict[str, str]] = field(default_factory=list)

    def opens(self, now: datetime, length: timedelta, count: int) -> None:
        """He did something: so many messages within so long; the shortest window is used up first."""
        self.windows = [window for window in self.windows if window.until > now and window.left]
        self.windows.append(Window(now + length, count))
        self.windows.sort(key=lambda window: window.until)

    def uses_up(self, now: datetime) -> None:
        """One message is sent to him; raises `PlatformError` when none may be."""
        open_ones = [window for window in self.windows if window.until > now]
        if not open_ones:
            raise PlatformError(45015, "response out of time limit or subscription is canceled")
        usable = [window for window in open_ones if window.left]
        if not usable:
            raise PlatformError(45047, "out of response count limit")
        usable[0].left -= 1
