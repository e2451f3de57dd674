"""A town behind a 公众号, and what its stories ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.channels.official_account.channel import OfficialAccount
from handlers.messages import Card, Kind
from handlers.notices import owe
from handlers.org import Address
from storage.database import Database
from storage.inbox import InboxRow
from tests.official_account_fakes import TEMPLATE
from tests.plays_official_account import OfficialAccountPlay, start
from tests.wire import Wire

TOKEN_CALL, SEND_CALL = "/cgi-bin/stable_token", "/cgi-bin/message/custom/send"
NOTICE_CALL = "/cgi-bin/message/subscribe/bizsend"


@contextmanager
def town(database: Database, folder: Path, **settings: Any) -> Iterator[Wire]:
    with start(**settings) as play, Wire(database, folder, play).up() as wire:
        yield wire


@pytest.fixture
def wire(sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town whose 公众号 has a template for notices; the product does not wait with its answers."""
    with town(sqlite, tmp_path, subscribe_template=TEMPLATE) as wire:
        yield wire


@pytest.fixture
def play(wire: Wire) -> OfficialAccountPlay:
    """Who plays WeChat behind it."""
    assert isinstance(wire.play, OfficialAccountPlay)
    return wire.play


@pytest.fixture
def platform(wire: Wire) -> OfficialAccount:
    """The channel of the product."""
    found = wire.town.product.platforms["official_account"]
    assert isinstance(found, OfficialAccount)
    return found


def ask(wire: Wire, work: Any) -> Future[Any]:
    """Let the platform do something."""
    return wire.town.product.wires.submit(wire.town.product.platforms["official_account"], work)


def heard(wire: Wire) -> InboxRow:
    """The only message that was accepted."""
    (row,) = wire.accepted()
    return row


def owing(wire: Wire, *texts: str, who: str = "李姐", card: Card | None = None) -> None:
    with wire.town.product.work("tick:test") as work:
        for text in texts:
            owe(work, Address(wire.play.name, wire.play.account(who)), Kind.ANSWER, text, card=card)


def seen(play: OfficialAccountPlay, who: str = "李姐") -> list[str]:
    return [shown.text for shown in play.shown(who)]
