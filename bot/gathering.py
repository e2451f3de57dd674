"""Many small writes at the same moment in one transaction: a commit waits for the disk, whatever is in it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from bot.homing import all_at_once
from storage.database import Database

T = TypeVar("T")
Write = Callable[[Connection], T]

MOST = 500  # writes in one transaction


class Alike(ABC, Generic[T]):
    """A write of a kind of which many cost little more than one, done together."""

    @staticmethod
    @abstractmethod
    def together(conn: Connection, several: Sequence[Any]) -> Sequence[T]:
        """Do several of this kind, in their order; the result of each."""

    def __call__(self, conn: Connection) -> T:
        """Do this one."""
        return self.together(conn, [self])[0]


def in_turn(conn: Connection, writes: Sequence[Write[Any]]) -> list[Any]:
    """Do writes in their order, neighbours of one kind together; the result of each."""
    results: list[Any] = []
    for kind, neighbours in groupby(writes, type):
        some = [*neighbours]
        results += kind.together(conn, some) if issubclass(kind, Alike) else [write(conn) for write in some]
    return results


class Gathering:
    """Commits together what comes while the commit before is under way. Safe in any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Write[Any], Future[Any]]] = []
        self._lock = threading.Lock()
        self._writer = ThreadPoolExecutor(1, "minhu-gathering")

    def run(self, write: Write[T]) -> Future[T]:
        """Do `write` in a transaction with others; its result is there when that is committed.

        A write may be run twice, of which only the second counts; what it raises is its own result, and harms no
        other. Cancelled before its turn it is not done at all.
        """
        done: Future[T] = Future()
        with self._lock:
            self._waiting.append((write, done))
            first = len(self._waiting) == 1
        if first:
            self._writer.submit(self._commit)
        return done

    def _commit(self) -> None:
        with self._lock:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            if self._waiting:
                self._writer.submit(self._commit)
        # From here on it cannot be called off any more; who called his off before is left out.
        some = [(write, done) for write, done in some if done.set_running_or_notify_cancel()]
        if len(some) > 1 and self._together(some):
            return
        for write, done in some:
            self._alone(write, done)

    def _together(self, some: list[tuple[Write[Any], Future[Any]]]) -> bool:
        """False when one of them failed, and with it all: then each has to go alone."""
        try:
            with self._database.begin() as conn:
                results = in_turn(conn, [write for write, _ in some])
        except Exception:  # noqa: BLE001 - whose it is turns out when each goes alone
            return False
        # They go on together, and so come again together: the next transaction is as full as this one.
        with all_at_once():
            for (_, done), result in zip(some, results, strict=True):
                done.set_result(result)
        return True

    def _alone(self, write: Write[Any], done: Future[Any]) -> None:
        try:
            with self._database.begin() as conn:
                result = write(conn)
        except BaseException as error:  # noqa: BLE001 - belongs to whoever waits for it
            done.set_exception(error)
        else:
            done.set_result(result)
