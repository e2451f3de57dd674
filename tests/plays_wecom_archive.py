"""Plays the archive: it only gives what was said in groups, so that most of the contract does not concern it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from bot.channels.section import Section
from bot.channels.wecom_archive.settings import WecomArchiveSection
from tests.plays import Hook, Mishap, Shown
from tests.wire import Wire


class WecomArchivePlay:
    """Nobody is sent anything on it, and nobody writes to us alone; the stories of its groups are in test_archive."""

    name = "wecom_archive"
    group: str | None = "wrJinYuan0001"
    longest = 1000
    hooked = False
    speaks = False

    def section(self) -> Section:
        return WecomArchiveSection()

    def account(self, person: str) -> str:
        return f"in-{person}"

    def size(self, text: str) -> int:
        return len(text)

    def meet(self, wire: Wire) -> None:
        return None

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        raise AssertionError("it never calls")

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        raise AssertionError("it never calls")

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        raise AssertionError("nobody writes to us alone")

    def presses(self, who: str, label: str) -> None:
        raise AssertionError("there is nothing to press")

    def shown(self, who: str) -> list[Shown]:
        return []

    def fails(self, *mishaps: Mishap) -> None:
        # It never takes anything: nothing more can go wrong.
        return None


@contextmanager
def start() -> Iterator[WecomArchivePlay]:
    """An archive nobody reads."""
    yield WecomArchivePlay()
