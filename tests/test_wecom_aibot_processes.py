"""WeCom's 智能机器人 over its long connection: of all our processes one has it."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import timedelta

import pytest

from bot import bootstrap
from bot.channels.wecom_aibot import keeper
from bot.memory import kit_for
from bot.product import Product
from bot.settings import Settings
from bot.worker import Worker
from tests import wecom_aibot_connected as town
from tests.fakes import FakeEngine
from tests.plays_wecom_aibot import AibotPlay
from tests.wecom_aibot_town import bot, owing, texts, troubles
from tests.wire import Wire, wait

play, hurry, idle, wire = town.play, town.hurry, town.idle, town.wire


def another(wire: Wire, stack: ExitStack) -> Product:
    """A second process on the same database."""
    first = wire.town.product
    settings = Settings(data_dir=first.settings.data_dir)
    sections = {"wecom_aibot": wire.play.section()}
    product = bootstrap.build(settings, first.database, FakeEngine(), wire.town.clock, sections=sections)
    stack.callback(product.wires.close)
    return product


def test_of_two_processes_one_is_connected_and_the_other_takes_over(idle: Wire, play: AibotPlay) -> None:
    with ExitStack() as stack:
        second = another(idle, stack)
        with idle.up() as wire:
            play.connected()
            second.wires.listen(second.platforms.values())
            play.says("李姐", "你好")
            wait(lambda: bot(second)._keeper._standing_by)
            # What the second cannot send, the first does; and it was no try.
            owing(second, "来水了")
            Worker(second).run_outbox()
            assert play.posts == []
            wire.town.later(minutes=1)
            assert "来水了" in texts(play, "李姐")
            assert len(play.subscriptions) == 1
        wait(lambda: len(play.subscriptions) == 2)
        play.connected()
        owing(second, "又停了")
        Worker(second).run_outbox()
        assert texts(play, "李姐")[-1] == "又停了"


def test_who_was_too_slow_to_renew_lets_go(idle: Wire, play: AibotPlay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "RENEW", 0.02)
    with idle.up() as wire:
        play.connected()
        kit = kit_for(wire.town.product, "wecom_aibot")
        asyncio.run(kit.put("connection", "another", timedelta(minutes=5)))
        wait(lambda: bot(wire.town.product)._keeper._standing_by)
        wait(lambda: play.live is None)


def test_the_doctor_leaves_the_running_connection_alone(wire: Wire, play: AibotPlay) -> None:
    with ExitStack() as stack:
        other = another(wire, stack)
        assert troubles(other)
    assert len(play.subscriptions) == 1
