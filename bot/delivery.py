"""Outbox → channel.send: leases, limits, back-off with jitter, dead letters."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import weakref
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot import merging
from bot.channels.base import Channel, DeliveryError, Platform, RefusedError, TemporaryError, UntriedError
from bot.limits import Pace
from bot.product import Product
from handlers import undeliverable
from handlers.messages import Card, Kind, Outbound
from storage import outbox
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)
T = TypeVar("T")

BATCH = 200
LEASE_SECONDS = 120.0
ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message did not go: `final`, or to be tried again after `wait` (None: back off).

    `counts`: whether it was tried; after so many tries it is given up.
    """

    reason: str
    final: bool = False
    wait: timedelta | None = None
    counts: bool = True


class _Loop(threading.local):
    """An event loop for each thread that delivers: starting one for every batch costs more than most batches."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        weakref.finalize(self, self._loop.close)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run until it is finished."""
        return self._loop.run_until_complete(work)


class Delivery:
    """Sends what is owed. Several may run; each message is leased to one of them."""

    def __init__(self, product: Product, seed: int | None = None) -> None:
        self._product = product
        self._loop = _Loop()
        # Jitter only keeps many senders from trying in step; it protects nothing.
        self._random = random.Random(seed)  # noqa: S311
        self._paces = {name: Pace(channel.limits) for name, channel in product.channels.items()}

    def run(self) -> int:
        """Send every due message, batch by batch; returns how many were due."""
        total = 0
        while True:
            due = self._run_batch()
            total += due
            # A short batch was the last one: asking again would only cost another transaction.
            if due < BATCH:
                return total

    def _run_batch(self) -> int:
        product = self._product
        with product.database.begin() as conn:
            rows = outbox.lease(conn, product.now(), LEASE_SECONDS, BATCH, product.district)
        if not rows:
            return 0
        results = self._loop.run(self._send_all(rows))
        now = product.now()
        with product.database.begin() as conn:
            outbox.sent(conn, [row for row, failure in results if failure is None], now)
            for row, failure in results:
                if failure is not None and not _given_up(row, failure):
                    self._later(conn, row, failure)
        for row, failure in results:
            if failure is not None and _given_up(row, failure):
                self._give_up(row, failure.reason)
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
        for turn in self._turns(rows):
            # After a failure the later ones wait as well: a receipt never comes after its result.
            failure = blocked or await self._send(merging.one(turn))
            if failure is not None and failure.wait is None and not failure.final:
                failure = replace(failure, wait=self._backoff(turn[0].attempts + 1))
            results += [(row, failure) for row in turn]
            if failure is not None and not failure.final:
                # As long as the failed one: were they tried sooner, they would overtake it.
                blocked = Failure(f"排在一条未送达的消息之后：{failure.reason}", wait=failure.wait, counts=False)
        return results

    def _turns(self, rows: list[OutboxRow]) -> list[list[OutboxRow]]:
        """The rows of one recipient; those of a list go as one message."""
        channel: Channel | None = self._product.channels.get(rows[0].channel)
        if channel is None:
            return [[row] for row in rows]
        room = self._paces[rows[0].channel].room(rows[0].recipient, self._product.now())
        return merging.turns(rows, room, channel.limits.merge_up_to)

    async def _send(self, row: OutboxRow) -> Failure | None:
        channel: Channel | None = self._product.channels.get(row.channel)
        if channel is None:
            return Failure(f"渠道 {row.channel} 没有开启", final=True)
        urgent = row.kind == Kind.EMERGENCY
        if wait := self._paces[row.channel].wait(row.recipient, self._product.now(), urgent=urgent):
            return Failure("达到平台限额", wait=wait, counts=False)
        try:
            await self._hand_over(channel, outbound(row))
        except RefusedError as error:
            return Failure(str(error), final=True)
        except TemporaryError as error:
            asked = timedelta(seconds=error.retry_after) if error.retry_after else None
            return Failure(str(error), wait=asked, counts=not isinstance(error, UntriedError))
        except DeliveryError as error:
            return Failure(str(error))
        except Exception as error:
            log.exception("channel %s failed on message %s", row.channel, row.id)
            return Failure(f"渠道程序出错：{type(error).__name__}")
        return None

    async def _hand_over(self, channel: Channel, message: Outbound) -> None:
        if isinstance(channel, Platform):
            await asyncio.wrap_future(self._product.wires.submit(channel, channel.send(message)))
        else:
            await channel.send(message)

    def _give_up(self, row: OutboxRow, reason: str) -> None:
        """In one transaction: it is a dead letter, and whoever it was for is told another way."""
        with self._product.work(f"dead:{row.id}") as work:
            if outbox.dead(work.conn, row, reason):
                undeliverable.gave_up(work, row, reason)

    def _later(self, conn: Connection, row: OutboxRow, failure: Failure) -> None:
        wait = failure.wait or timedelta()
        tries = row.attempts + 1 if failure.counts else row.attempts
        outbox.later(conn, row, self._product.now() + wait, failure.reason, tries)

    def _backoff(self, attempts: int) -> timedelta:
        """Doubling from five seconds to an hour, each between a half and one and a half times that."""
        wait = min(FIRST_WAIT * float(2 ** (attempts - 1)), LONGEST_WAIT)
        return wait * self._random.uniform(0.5, 1.5)


def _given_up(row: OutboxRow, failure: Failure) -> bool:
    return failure.final or (failure.counts and row.attempts + 1 >= ATTEMPTS)


def outbound(row: OutboxRow) -> Outbound:
    """A row as its channel gets it."""
    card = Card.of_json(row.card) if row.card else None
    return Outbound(row.key, row.channel, row.recipient, Kind(row.kind), row.text, card)
