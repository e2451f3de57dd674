"""A town on Telegram, which calls us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.plays_telegram import TelegramPlay, start
from tests.wire import Wire


@pytest.fixture
def wire(sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """The town, with Telegram's calls coming in."""
    with start() as play, Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


@pytest.fixture
def play(wire: Wire) -> TelegramPlay:
    """Who plays Telegram behind it."""
    assert isinstance(wire.play, TelegramPlay)
    return wire.play
