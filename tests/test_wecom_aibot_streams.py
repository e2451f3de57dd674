"""Open answers of WeCom's 智能机器人: what is opened is found, and what was given up is not given, whoever dies."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from bot.channels.kit import Kit
from bot.channels.wecom_aibot import streams
from bot.channels.wecom_aibot.encode import Piece
from bot.channels.wecom_aibot.streams import Streams
from bot.memory import kit_for
from tests.fakes import Town
from tests.memory_fakes import Dying

ANSWER = Piece("已登记")


@pytest.fixture
def kit(town: Town) -> Kit:
    return kit_for(town.product, "wecom_aibot")


def test_an_answer_whose_opening_we_died_over_is_opened_when_the_message_comes_again(kit: Kit) -> None:
    async def story() -> None:
        with pytest.raises(RuntimeError):
            await Streams(Dying(kit, "waiting:").kit).open("m1", "李姐", group=False)
        again = Streams(kit)
        number = await again.open("m1", "李姐", group=False)
        found, given = await asyncio.gather(again.first(number, 5), again.offer("李姐", ANSWER))
        assert (found.text, given) == (ANSWER.text, True)

    asyncio.run(story())


def test_an_answer_we_died_over_is_handed_to_the_same_call(kit: Kit) -> None:
    async def story() -> None:
        number = await Streams(kit).open("m1", "李姐", group=False)
        with pytest.raises(RuntimeError):
            await Streams(Dying(kit, "answer:").kit).offer("李姐", ANSWER)
        again = Streams(kit)
        found, given = await asyncio.gather(again.first(number, 5), again.offer("李姐", ANSWER))
        assert (found.text, given) == (ANSWER.text, True)

    asyncio.run(story())


def test_an_answer_that_was_given_up_is_not_given_though_we_died_over_it(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "FETCHED_WITHIN", 0.0)

    async def story() -> None:
        number = await Streams(kit).open("m1", "李姐", group=False)
        dying = Dying(kit, "fate:")
        dying.after(1)  # that it is given up
        with suppress(RuntimeError):
            await Streams(dying.kit).offer("李姐", ANSWER)
        assert (await Streams(kit).poll(number)).text == ""

    asyncio.run(story())
