"""What is done in other threads comes home into the loop that waits, whatever becomes of either."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from bot.homing import all_at_once, brought_home


def test_each_gets_its_own_outcome() -> None:
    async def all_of_them() -> list[int]:
        with ThreadPoolExecutor(4) as pool:
            return await asyncio.gather(*(brought_home(pool.submit(pow, number, 2)) for number in range(50)))

    assert asyncio.run(all_of_them()) == [number * number for number in range(50)]


def test_what_is_finished_at_once_comes_home_together() -> None:
    works: list[Future[int]] = [Future() for _ in range(3)]
    order: list[str] = []

    def finish() -> None:
        with all_at_once():
            for work in works:
                work.set_result(1)
            order.append("all done")

    async def wait_for(work: Future[int]) -> None:
        await brought_home(work)
        order.append("home")

    async def everything() -> None:
        await asyncio.gather(*map(wait_for, works), asyncio.to_thread(finish))

    asyncio.run(everything())
    assert order == ["all done", "home", "home", "home"]


def test_what_went_wrong_there_is_raised_here() -> None:
    work: Future[int] = Future()
    work.set_exception(ValueError("disk full"))
    with pytest.raises(ValueError, match="disk full"):
        asyncio.run(brought_home(work))


def test_work_that_was_called_off_cancels_whoever_waits() -> None:
    work: Future[int] = Future()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(brought_home(work))


def test_whoever_waits_no_longer_calls_the_work_off() -> None:
    work: Future[int] = Future()

    async def hang_up() -> None:
        waiting = asyncio.create_task(brought_home(work))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})

    asyncio.run(hang_up())
    assert work.cancelled()


def test_work_done_after_the_loop_has_ended_harms_nobody() -> None:
    work: Future[int] = Future()
    assert work.set_running_or_notify_cancel()

    async def hang_up() -> None:
        waiting = asyncio.create_task(brought_home(work))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})

    asyncio.run(hang_up())
    work.set_result(1)
    begun = Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(begun.set)
        assert asyncio.run(brought_home(pool.submit(pow, 3, 2))) == 9
