"""A town that is connected to WeCom's 智能机器人."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.wecom_aibot import keeper
from storage.database import Database
from tests.plays_wecom_aibot import AibotPlay, start
from tests.wire import Wire


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here gets better by waiting longer."""
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(keeper, "LOOK_AGAIN", 0.05)


@pytest.fixture
def play() -> Iterator[AibotPlay]:
    with start() as play:
        yield play


@pytest.fixture
def idle(play: AibotPlay, sqlite: Database, tmp_path: Path) -> Wire:
    """A town nobody has started yet."""
    wire = Wire(sqlite, tmp_path, play)
    play.meet(wire)
    return wire


@pytest.fixture
def wire(idle: Wire, play: AibotPlay) -> Iterator[Wire]:
    """A town that is connected."""
    with idle.up() as wire:
        play.connected()
        yield wire
