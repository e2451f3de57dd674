"""What the stories of WeCom's 智能机器人 do again and again, however the town is joined to it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from bot.product import Product
from handlers.messages import Card, Kind
from handlers.notices import owe
from handlers.org import Address
from storage import consents
from storage.consents import TOLD, Consent
from tests.plays import Play
from tests.wire import Wire


def owing(product: Product, text: str, to: str = "李姐", card: Card | None = None, number: int = 0) -> None:
    """Owe a text to an account; `number` tells apart texts that begin alike."""
    with product.work(f"test:{text[:50]}{number}") as work:
        owe(work, Address("wecom_aibot", to), Kind.ANSWER, text, card=card)


def told_of_us(wire: Wire) -> None:
    """The residents' group had its notice before."""
    product, group = wire.town.product, wire.play.group
    assert group
    with product.work("test:notice") as work:
        consents.put(work.conn, Consent(product.district, wire.play.name, group, TOLD, work.now))


def texts(play: Play, who: str) -> list[str]:
    """What somebody was shown."""
    return [one.text for one in play.shown(who)]


def heard(wire: Wire) -> list[str]:
    """What was accepted, in words."""
    return [row.payload["text"] for row in wire.accepted()]


def bot(product: Product) -> Any:
    """The channel of the product."""
    return product.platforms["wecom_aibot"]


def done(product: Product, work: Coroutine[Any, Any, Any]) -> Any:
    """Let the channel do something in its loop."""
    return product.wires.submit(bot(product), work).result(20)


def troubles(product: Product) -> str:
    """What the doctor finds, with the remedies."""
    return "\n".join(f"{one.sentence} {one.remedy}" for one in done(product, bot(product).examine()))
