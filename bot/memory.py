"""What the channels of one product remember: notes in its database."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import intake
from bot.channels.kit import Kit, Note
from bot.product import Product
from handlers.messages import Inbound
from storage import inbox, notes, withdrawn


class ChannelMemory:
    """The memory of one channel (see `bot.channels.kit.Memory`)."""

    def __init__(self, product: Product, channel: str) -> None:
        self._product = product
        self._channel = channel

    def get(self, name: str) -> Any:
        """The value under a name; None when there is none or its time is over."""
        with self._product.database.read() as conn:
            return notes.get(conn, self._product.district, self._channel, name, self._product.now())

    def put(self, *kept: Note) -> Future[None]:
        """Keep notes in the place of those before, all of them or none."""
        return self._product.gathering.run(lambda conn: self.write(conn, *kept))

    def claim(self, name: str, until: datetime, value: Any = True) -> Future[bool]:
        """Keep it unless another is kept that has not ended; whether it was."""
        product, now = self._product, self._product.now()
        return product.gathering.run(
            lambda conn: notes.claim(conn, product.district, self._channel, name, now, until, value)
        )

    def forget(self, name: str) -> Future[None]:
        """Keep it no longer."""
        product = self._product
        return product.gathering.run(lambda conn: notes.forget(conn, product.district, self._channel, name))

    def write(self, conn: Connection, *kept: Note) -> None:
        """Keep notes in somebody else's transaction."""
        district, channel = self._product.district, self._channel
        # In the same order everywhere, lest two processes wait for each other.
        for note in sorted(kept, key=lambda note: note.name):
            if note.value is None:
                notes.forget(conn, district, channel, note.name)
            else:
                notes.put(conn, district, channel, note.name, note.value, note.until)


def _take_back(product: Product, conn: Connection, channel: str, message_id: str) -> bool:
    """Forget a message at once; what tickets have of it is a handler's work, and waits its turn in the inbox."""
    now = product.now()
    if withdrawn.forget(conn, product.district, channel, message_id, now):
        return True
    found = inbox.by_message(conn, product.district, channel, message_id)
    if found is not None and found.reason != withdrawn.REASON:
        taken = Inbound(channel, f"r:{message_id}"[:191], now, found.sender, found.chat, recalls=message_id)
        intake.storing(product, [taken])(conn)
    return False


def kit_for(product: Product, channel: str) -> Kit:
    """What a platform gets of this product."""
    memory = ChannelMemory(product, channel)

    def take(messages: Sequence[Inbound], *kept: Note) -> Future[int]:
        remember = (lambda conn: memory.write(conn, *kept)) if kept else None
        done = product.gathering.run(intake.storing(product, messages, remember))
        done.add_done_callback(lambda _: product.wake())
        return done

    def bound(chat: str) -> bool:
        return product.org().chat(channel, chat) is not None

    def take_back(message_id: str) -> Future[bool]:
        done = product.gathering.run(lambda conn: _take_back(product, conn, channel, message_id))
        done.add_done_callback(lambda _: product.wake())
        return done

    return Kit(product.now, memory, take, (product.settings.public_url or "").rstrip("/"), bound, take_back)
