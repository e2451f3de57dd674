"""WeCom's 智能机器人 over its long connection: breaks, rivals, wrong keys, the doctor, and several processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from websockets.sync.client import connect as dial

from bot.channels.wecom_aibot import client, keeper
from bot.channels.wecom_aibot.channel import connect
from bot.channels.wecom_aibot.settings import WecomAibotSection
from bot.memory import kit_for
from storage.database import Database
from tests import wecom_aibot_connected as town
from tests.plays_wecom_aibot import AibotPlay
from tests.wecom_aibot_gateway import SECRET
from tests.wecom_aibot_people import BOT_ID
from tests.wecom_aibot_rules import AES_KEY, TOKEN
from tests.wecom_aibot_town import bot, done, heard, owing, texts, troubles
from tests.wire import Wire, wait

play, hurry, idle, wire = town.play, town.hurry, town.idle, town.wire


# --- breaks ---


def test_nothing_is_lost_when_the_connection_breaks(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "暖气不热", "m-1")
    play.drops()
    play.says("李姐", "3号楼", "m-2")
    owing(wire.town.product, "来水了", to="王叔")
    wire.settle()
    assert heard(wire) == ["暖气不热", "3号楼"]
    assert texts(play, "王叔") == ["来水了"]


def test_messages_wait_uncounted_while_there_is_no_connection(
    wire: Wire, play: AibotPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "SOON", 0.01)
    play.away = True
    play.drops()
    product = wire.town.product
    wait(lambda: bot(product)._keeper._line is None)
    owing(product, "来水了")
    for _ in range(12):  # more often than a message is tried
        wire.settle()
        wire.town.clock.move_to(play.now() + timedelta(seconds=6))
    assert wire.given_up() == []
    assert play.posts == []
    play.away = False
    play.connected()
    wire.settle()
    assert texts(play, "李姐") == ["来水了"]


def test_a_connection_that_no_longer_answers_is_left_for_another(
    idle: Wire, play: AibotPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HEARTBEAT", 0.05)
    monkeypatch.setattr(client, "PATIENCE", 0.1)
    play.silent = True
    with idle.up():
        wait(lambda: len(play.subscriptions) >= 2)


def test_heartbeats_are_sent_and_keep_the_connection(
    idle: Wire, play: AibotPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HEARTBEAT", 0.02)
    with idle.up():
        play.connected()
        wait(lambda: play.live and play.live.pings > 5)
        assert len(play.subscriptions) == 1


def test_what_was_said_while_nobody_ran_is_heard_at_the_start(
    idle: Wire, play: AibotPlay, sqlite: Database, tmp_path: Path
) -> None:
    with idle.up():
        play.connected()
    wait(lambda: play.live is None)
    play.pushes(play.message("李姐", "m-1", msgtype="text", text={"content": "暖气不热"}))
    with Wire(sqlite, tmp_path, play).up() as again:
        play.stored("m-1")
        assert heard(again) == ["暖气不热"]


# --- rivals and wrong keys ---


@contextmanager
def rival(play: AibotPlay) -> Iterator[None]:
    """Another program with the same keys."""
    play.connected()
    body = {"bot_id": BOT_ID, "secret": SECRET}
    with dial(play.url, proxy=None) as socket:
        socket.send(json.dumps({"cmd": "aibot_subscribe", "headers": {"req_id": "rival"}, "body": body}))
        assert json.loads(socket.recv())["errcode"] == 0
        yield


def test_who_is_taken_over_does_not_fight_and_the_doctor_says_so(
    idle: Wire, play: AibotPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.0)  # whoever fought would do it at once
    product = idle.town.product
    with idle.up() as wire, rival(play):
        wait(lambda: "另一个程序" in troubles(product))
        assert all("另一个程序" in troubles(product) for _ in range(20))
        assert len(play.subscriptions) == 2
        owing(product, "来水了")
        wire.settle()
        assert play.posts == []
        assert wire.given_up() == []


def test_who_was_taken_over_comes_back_later(wire: Wire, play: AibotPlay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "TAKEN_OVER", timedelta(seconds=0.2))
    with rival(play):
        wait(lambda: len(play.subscriptions) == 3)
    owing(wire.town.product, "来水了")
    wire.settle()
    assert texts(play, "李姐") == ["来水了"]
    assert "另一个程序" not in troubles(wire.town.product)


def test_wrong_keys_are_told_and_not_tried_all_the_time(
    idle: Wire, play: AibotPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.0)
    play.secret = "changed"
    with idle.up() as wire:
        wait(lambda: play.subscriptions)  # else it is the doctor who tries
        wait(lambda: "Secret 不对" in troubles(wire.town.product))
        assert all("Secret 不对" in troubles(wire.town.product) for _ in range(20))
        assert len(play.subscriptions) == 1
        owing(wire.town.product, "来水了")
        wire.settle()
        assert wire.given_up() == []


def test_the_doctor_tries_the_keys_when_nobody_is_connected(idle: Wire, play: AibotPlay) -> None:
    product = idle.town.product
    play.secret = "changed"
    assert "Secret 不对（853000）" in troubles(product)
    play.secret = SECRET
    told = done(product, bot(product).examine())
    assert [one.fatal for one in told] == [False]  # nobody was heard yet
    assert "可见范围" in told[0].remedy
    product.wires.close()


def test_the_doctor_hears_who_writes_to_him(idle: Wire, play: AibotPlay) -> None:
    product = idle.town.product
    play.pushes(play.message("李姐", "m-1", msgtype="text", text={"content": "暖气不热"}))
    done(product, bot(product).examine())
    assert heard(idle) == ["暖气不热"]
    product.wires.close()


def test_the_doctor_says_when_the_platform_cannot_be_reached(idle: Wire, play: AibotPlay) -> None:
    product = idle.town.product
    section = WecomAibotSection(bot_id=BOT_ID, secret=SECRET, ws_url="ws://127.0.0.1:9")
    product.channels["wecom_aibot"] = connect(section, kit_for(product, "wecom_aibot"))
    assert "连不上" in troubles(product)
    product.wires.close()


def test_the_doctor_says_whose_clock_is_wrong(idle: Wire, play: AibotPlay) -> None:
    play.clock_apart = timedelta(minutes=10)
    with idle.up() as wire:
        play.connected()
        wait(lambda: "时钟比企业微信慢 10 分钟" in troubles(wire.town.product))


def test_the_doctor_names_a_group_that_belongs_nowhere_yet(wire: Wire, play: AibotPlay) -> None:
    product = wire.town.product
    play.says("李姐", "你好", group=True)
    assert "没有绑定" not in troubles(product)
    play.tells(play.message("李姐", group=True, msgtype="text", text={"content": "@民呼 你好"}) | {"chatid": "wrNew"})
    wait(lambda: "wrNew" in troubles(product))


def test_with_the_keys_of_both_ways_it_is_the_connection(idle: Wire, play: AibotPlay) -> None:
    product = idle.town.product
    section = WecomAibotSection(bot_id=BOT_ID, secret=SECRET, ws_url=play.url, token=TOKEN, aes_key=AES_KEY)
    product.channels["wecom_aibot"] = connect(section, kit_for(product, "wecom_aibot"))
    assert "都填了" in troubles(product)
    product.wires.close()
