"""A town that is called by WeCom's 智能机器人."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.wecom_aibot import hooked as product
from bot.channels.wecom_aibot import streams
from storage.database import Database
from tests.fakes_wecom_aibot import HookPlay, start
from tests.wire import Wire


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody works while a call is answered here, so waiting long for an answer is of no use."""
    monkeypatch.setattr(product, "PATIENCE", 0.05)
    monkeypatch.setattr(streams, "FETCHED_WITHIN", 0.5)


@pytest.fixture
def play() -> Iterator[HookPlay]:
    with start() as play:
        yield play


@pytest.fixture
def wire(play: HookPlay, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town that is called by the platform."""
    with Wire(sqlite, tmp_path, play).up() as wire:
        yield wire
        play.close()  # before we are: what is asked of us while we close is nobody's story here
