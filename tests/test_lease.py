"""Of all processes one has a right, and another when it is given back or its holder has died."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels.lease import Lease
from bot.memory import kit_for
from tests.fakes import Town

LENGTH = timedelta(seconds=30)


@pytest.fixture
def two(any_town: Town) -> tuple[Lease, Lease]:
    """What two processes have in hand; nobody has the right yet."""
    kit = kit_for(any_town.product, "telegram")
    return Lease(kit, "turn", LENGTH), Lease(kit, "turn", LENGTH)


def later(town: Town, seconds: float) -> None:
    town.clock.move_to(town.clock.now() + timedelta(seconds=seconds))


def test_one_has_it_until_it_is_given_back(two: tuple[Lease, Lease]) -> None:
    async def story() -> None:
        one, other = two
        assert await one.claim()
        assert not await other.claim()
        assert not await other.renew()
        await other.give_back()  # gives back nothing that is another's
        assert not await other.claim()
        await one.give_back()
        assert await other.claim()

    asyncio.run(story())


def test_who_has_it_cannot_claim_it_twice_but_renew_it(two: tuple[Lease, Lease], any_town: Town) -> None:
    async def story() -> None:
        one, other = two
        assert await one.claim()
        assert not await one.claim()
        for _ in range(3):
            later(any_town, 20)
            assert await one.renew()
            assert one.left == LENGTH
            assert not await other.renew()

    asyncio.run(story())


def test_what_is_not_renewed_ends_and_whoever_was_too_slow_learns_it(two: tuple[Lease, Lease], any_town: Town) -> None:
    async def story() -> None:
        one, other = two
        assert one.left <= timedelta()
        assert await one.claim()
        later(any_town, 29)
        assert one.left == timedelta(seconds=1)
        assert not await other.claim()
        later(any_town, 1)
        assert one.left <= timedelta()
        assert await other.renew()
        assert not await one.renew()
        await one.give_back()
        assert await other.renew()

    asyncio.run(story())


def test_whoever_was_too_slow_has_it_again_where_nobody_wanted_it(two: tuple[Lease, Lease], any_town: Town) -> None:
    async def story() -> None:
        one, other = two
        assert await one.claim()
        later(any_town, 60)
        assert await one.renew()
        assert not await other.claim()

    asyncio.run(story())


def test_of_many_who_want_it_at_once_one_gets_it(any_town: Town) -> None:
    kit = kit_for(any_town.product, "telegram")

    async def all_at_once() -> list[bool]:
        return await asyncio.gather(*(Lease(kit, "turn", LENGTH).claim() for _ in range(8)))

    assert sum(asyncio.run(all_at_once())) == 1
