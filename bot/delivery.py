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
from bot.channels.base import (
    Channel,
    DeliveryError,
    MakesRooms,
    Platform,
    RefusedError,
    RoomWanted,
    TemporaryError,
    UntriedError,
)
from bot.limits import Pace
from bot.product import Product
from handlers import undeliverable
from handlers.messages import Card, Kind, Outbound
from storage import health, outbox, rooms
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)
T = TypeVar("T")

BATCH = 200
LEASE_SECONDS = 120.0
ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP = "在值班台“没有送到”里看是给谁的，按原因改好后重发"
TRIED_AGAIN = "会自动再试；一直这样请按原因检查这个渠道的设置，再运行 minhu doctor"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message did not go: `final`, or to be tried again after `wait` (None: back off).

    `counts`: whether it was tried; after so many tries it is given up.
    """

    reason: str
    final: bool = False
    wait: timedelta | None = None
    counts: bool = True

    @property
    def tells(self) -> bool:
        """Whether it says something about the channel: one that only had to wait its turn does not."""
        return self.counts or self.final


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
            self._remember(conn, results)
            for row, failure in results:
                if failure is not None and not _given_up(row, failure):
                    self._later(conn, row, failure)
        for row, failure in results:
            if failure is not None and _given_up(row, failure):
                self._give_up(row, failure.reason)
        return len(rows)

    def _remember(self, conn: Connection, results: list[tuple[OutboxRow, Failure | None]]) -> None:
        """The last failure of each channel that was tried, for whoever has to mend it."""
        latest = {
            row.channel: (row, failure) for row, failure in results if failure and (failure.counts or failure.final)
        }
        for channel, (row, failure) in latest.items():
            remedy = GIVEN_UP if _given_up(row, failure) else TRIED_AGAIN
            told = health.Failure(self._product.now(), failure.reason, remedy)
            health.failed(conn, self._product.district, channel, told)

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
            if row.recipient.startswith(rooms.PREFIX):
                await self._room(channel, row)
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

    async def _room(self, channel: Channel, row: OutboxRow) -> None:
        """The first message for a room makes it; what became of it is kept."""
        product = self._product
        with product.database.read() as conn:
            room = rooms.by_chat(conn, row.district, row.channel, row.recipient)
        if room is None or room.opened_at is not None:
            return
        if not isinstance(channel, MakesRooms):
            raise RefusedError("这个渠道不能建群")
        wanted = RoomWanted(f"{room.id:x}", room.chat, room.name, tuple(room.members))
        if isinstance(channel, Platform):
            await asyncio.wrap_future(product.wires.submit(channel, channel.open_room(wanted)))
        else:
            await channel.open_room(wanted)
        with product.database.begin() as conn:
            rooms.opened(conn, room, product.now())

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
