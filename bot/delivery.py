"""Outbox → channel.send: leases, limits, back-off with jitter, dead letters."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bot.channels.base import Channel, DeliveryError, RefusedError, TemporaryError
from bot.limits import Pace
from bot.product import Product
from handlers.messages import Card, Kind, Outbound
from storage import outbox
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)

BATCH = 200
LEASE_SECONDS = 120.0
ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message did not go: `final`, or to be tried again after `wait` (None: back off)."""

    reason: str
    final: bool = False
    wait: timedelta | None = None
    counts: bool = True


class Delivery:
    """Sends what is owed. Several may run; each message is leased to one of them."""

    def __init__(self, product: Product, seed: int | None = None) -> None:
        self._product = product
        # Jitter only keeps many senders from trying in step; it protects nothing.
        self._random = random.Random(seed)  # noqa: S311
        self._paces = {name: Pace(channel.limits) for name, channel in product.channels.items()}

    def run(self) -> int:
        """Send a batch of due messages; returns how many were due."""
        product = self._product
        with product.database.begin() as conn:
            rows = outbox.lease(conn, product.now(), LEASE_SECONDS, BATCH)
        if not rows:
            return 0
        results = asyncio.run(self._send_all(rows))
        now = product.now()
        with product.database.begin() as conn:
            outbox.sent(conn, [row for row, failure in results if failure is None], now)
            for row, failure in results:
                if failure is not None:
                    self._failed(conn, row, failure)
        return len(rows)

    async def _send_all(self, rows: list[OutboxRow]) -> list[tuple[OutboxRow, Failure | None]]:
        """Recipients beside each other, the messages of one recipient in order."""
        queues: dict[tuple[str, str], list[OutboxRow]] = {}
        for row in rows:
            queues.setdefault((row.channel, row.recipient), []).append(row)
        done = await asyncio.gather(*(self._send_in_order(queue) for queue in queues.values()))
        return [result for results in done for result in results]

    async def _send_in_order(self, rows: list[OutboxRow]) -> list[tuple[OutboxRow, Failure | None]]:
        results: list[tuple[OutboxRow, Failure | None]] = []
        blocked: Failure | None = None
        for row in rows:
            # After a failure the later ones wait as well: a receipt never comes after its result.
            failure = blocked or await self._send(row)
            results.append((row, failure))
            if failure is not None and not failure.final:
                blocked = Failure(f"排在一条未送达的消息之后：{failure.reason}", wait=failure.wait, counts=False)
        return results

    async def _send(self, row: OutboxRow) -> Failure | None:
        channel: Channel | None = self._product.channels.get(row.channel)
        if channel is None:
            return Failure(f"渠道 {row.channel} 没有开启", final=True)
        if wait := self._paces[row.channel].wait(row.recipient, self._product.now()):
            return Failure("达到平台限额", wait=wait, counts=False)
        try:
            await channel.send(outbound(row))
        except RefusedError as error:
            return Failure(str(error), final=True)
        except TemporaryError as error:
            return Failure(str(error), wait=timedelta(seconds=error.retry_after) if error.retry_after else None)
        except DeliveryError as error:
            return Failure(str(error))
        except Exception as error:
            log.exception("channel %s failed on message %s", row.channel, row.id)
            return Failure(f"渠道程序出错：{type(error).__name__}")
        return None

    def _failed(self, conn: Connection, row: OutboxRow, failure: Failure) -> None:
        attempts = row.attempts + 1
        if failure.final or (failure.counts and attempts >= ATTEMPTS):
            outbox.dead(conn, row, failure.reason)
            return
        wait = failure.wait if failure.wait is not None else self._backoff(attempts)
        tries = attempts if failure.counts else row.attempts
        outbox.later(conn, row, self._product.now() + wait, failure.reason, tries)

    def _backoff(self, attempts: int) -> timedelta:
        """Doubling from five seconds to an hour, each between a half and one and a half times that."""
        wait = min(FIRST_WAIT * float(2 ** (attempts - 1)), LONGEST_WAIT)
        return wait * self._random.uniform(0.5, 1.5)


def outbound(row: OutboxRow) -> Outbound:
    """A row as its channel gets it."""
    card = Card.of_json(row.card) if row.card else None
    return Outbound(row.key, row.channel, row.recipient, Kind(row.kind), row.text, card)
