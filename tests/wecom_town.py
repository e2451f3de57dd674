"""What the stories on WeCom's channels do again and again."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.channels.wecom.channel import Wecom
from handlers.messages import Card, Kind
from handlers.notices import owe
from handlers.org import Address
from storage.database import Database
from tests.plays_wecom import WecomPlay, start
from tests.wire import Wire

T = TypeVar("T")


@pytest.fixture
def play() -> Iterator[WecomPlay]:
    """A running WeCom."""
    with start() as play:
        yield play


@pytest.fixture
def wire(play: WecomPlay, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town whose officials are on it."""
    with Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


def platform(wire: Wire) -> Wecom:
    """The application of the product."""
    found = wire.town.product.platforms["wecom"]
    assert isinstance(found, Wecom)
    return found


def ask(wire: Wire, work: Coroutine[Any, Any, T]) -> T:
    """Let a platform do something in its loop."""
    product = wire.town.product
    return product.wires.submit(product.platforms[wire.play.name], work).result(timeout=10)


def owing(wire: Wire, to: str, *texts: str, kind: Kind = Kind.ANSWER, card: Card | None = None) -> None:
    """Owe texts to an account or a group."""
    with wire.town.product.work(f"test:{wire.town.product.ids.next(wire.town.clock.now())}") as work:
        for text in texts:
            owe(work, Address(wire.play.name, to), kind, text, card=card)


def send(wire: Wire, to: str, *texts: str, kind: Kind = Kind.ANSWER, card: Card | None = None) -> None:
    """Owe them, and deliver what can be delivered now."""
    owing(wire, to, *texts, kind=kind, card=card)
    wire.settle()
