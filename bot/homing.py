"""What other threads have done, brought home into the event loop that waits: one wake-up for all of a moment."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")
_Pair = tuple[asyncio.Future[Any], Future[Any]]


class _Held(threading.local):
    """The loops this thread wakes when all is done; None where it wakes them at once."""

    loops: list[asyncio.AbstractEventLoop] | None = None


_held = _Held()
_lock = threading.Lock()
_home: dict[asyncio.AbstractEventLoop, list[_Pair]] = {}


@contextmanager
def all_at_once() -> Iterator[None]:
    """What this thread finishes within comes home when it leaves: who is told together goes on together."""
    loops = _held.loops = []
    try:
        yield
    finally:
        _held.loops = None
        for loop in loops:
            _wake(loop)


async def brought_home(work: Future[T]) -> T:
    """The outcome of work in another thread; who is cancelled waiting for it calls it off.

    `asyncio.wrap_future` wakes the loop once for each future, which costs more than a small write to the
    database; what one commit finishes comes home together here.
    """
    mine: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    work.add_done_callback(partial(_arrive, mine))
    try:
        return await mine
    except asyncio.CancelledError:
        work.cancel()
        raise


def _arrive(mine: asyncio.Future[Any], work: Future[Any]) -> None:
    """Called in whichever thread did the work."""
    loop = mine.get_loop()
    with _lock:
        coming = _home.setdefault(loop, [])
        coming.append((mine, work))
        first = len(coming) == 1
    held = _held.loops
    if not first:
        return
    if held is None:
        _wake(loop)
    else:
        held.append(loop)


def _wake(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.call_soon_threadsafe(_hand_over, loop)
    except RuntimeError:
        # It is closed: nobody waits any more.
        _taken(loop)


def _taken(loop: asyncio.AbstractEventLoop) -> list[_Pair]:
    with _lock:
        return _home.pop(loop, [])


def _hand_over(loop: asyncio.AbstractEventLoop) -> None:
    for mine, work in _taken(loop):
        if mine.done():
            continue
        if work.cancelled():
            mine.cancel()
        elif error := work.exception():
            mine.set_exception(error)
        else:
            mine.set_result(work.result())
