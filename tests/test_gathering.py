"""What comes at the same moment is committed together, and each still gets its own answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest
from sqlalchemy import Connection, event

from bot.gathering import Gathering
from storage import meta
from storage.database import Database


def _put(key: str, conn: Connection) -> None:
    meta.put(conn, key, 1)


def test_every_write_is_there_when_its_answer_is(database: Database) -> None:
    gathering, start = Gathering(database), Barrier(20)

    def one(number: int) -> int:
        start.wait()
        gathering.run(lambda conn: meta.put(conn, f"n{number}", number)).result(10)
        with database.read() as conn:
            return int(meta.get(conn, f"n{number}", -1))

    with ThreadPoolExecutor(20) as pool:
        assert [*pool.map(one, range(20))] == [*range(20)]


def test_what_waits_behind_a_slow_one_shares_a_transaction(sqlite: Database) -> None:
    gathering, begun, go = Gathering(sqlite), Event(), Event()
    commits: list[int] = []
    event.listen(sqlite.engine, "commit", lambda conn: commits.append(1))

    def slow(conn: Connection) -> None:
        begun.set()
        go.wait(10)

    first = gathering.run(slow)
    begun.wait(10)
    others = [gathering.run(partial(_put, f"n{number}")) for number in range(10)]
    go.set()
    for future in [first, *others]:
        future.result(10)
    assert len(commits) == 2


def test_one_that_fails_harms_no_other(database: Database) -> None:
    gathering, begun, go = Gathering(database), Event(), Event()

    def slow(conn: Connection) -> None:
        begun.set()
        go.wait(10)

    def bad(conn: Connection) -> None:
        meta.put(conn, "bad", 1)
        raise ValueError("not this one")

    first = gathering.run(slow)
    begun.wait(10)
    good, failing = gathering.run(partial(_put, "good")), gathering.run(bad)
    go.set()
    first.result(10)
    good.result(10)
    with pytest.raises(ValueError, match="not this one"):
        failing.result(10)
    with database.read() as conn:
        assert (meta.get(conn, "good"), meta.get(conn, "bad")) == (1, None)


def test_one_that_is_called_off_holds_up_no_other(database: Database) -> None:
    gathering, begun, go = Gathering(database), Event(), Event()

    def slow(conn: Connection) -> None:
        begun.set()
        go.wait(10)

    first = gathering.run(slow)
    begun.wait(10)
    waiting = [gathering.run(partial(_put, f"n{number}")) for number in range(3)]
    assert waiting[1].cancel()
    assert not first.cancel()
    go.set()
    for future in (first, waiting[0], waiting[2]):
        future.result(10)
    with database.read() as conn:
        assert [meta.get(conn, f"n{number}") for number in range(3)] == [1, None, 1]
