"""A town that is connected to WeCom's 智能机器人, and how its stories look at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom_aibot import keeper, lease
from bot.product import Product
from handlers.messages import Card, Kind
from handlers.notices import owe
from handlers.org import Address
from storage.database import Database
from tests.plays_wecom_aibot import AibotPlay, start
from tests.wire import Wire


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here gets better by waiting longer."""
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(lease, "LOOK_AGAIN", 0.05)


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


def owing(product: Product, text: str, to: str = "李姐", card: Card | None = None, number: int = 0) -> None:
    with product.work(f"test:{text[:50]}{number}") as work:
        owe(work, Address("wecom_aibot", to), Kind.ANSWER, text, card=card)


def texts(play: AibotPlay, who: str) -> list[str]:
    return [one.text for one in play.shown(who)]


def bot(product: Product) -> Any:
    return product.platforms["wecom_aibot"]


def done(product: Product, work: Any) -> Any:
    return product.wires.submit(bot(product), work).result(20)


def troubles(product: Product) -> str:
    return "\n".join(f"{one.sentence} {one.remedy}" for one in done(product, bot(product).examine()))


def heard(wire: Wire) -> list[str]:
    return [row.payload["text"] for row in wire.accepted()]
