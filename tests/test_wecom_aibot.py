"""WeCom's 智能机器人 as it is called: whom it believes, its passive answers, and its addresses for later ones."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.wecom_aibot import hooked as product
from bot.channels.wecom_aibot.hooked import RECEIVED, WAITING
from storage.database import Database
from tests import test_channels_contract as contract
from tests import wecom_aibot_hooked as town
from tests.fakes_wecom_aibot import PATH, HookPlay
from tests.plays import Mishap
from tests.wecom_aibot_rules import seal
from tests.wecom_aibot_town import bot, done, owing, texts, told_of_us, troubles
from tests.wire import Wire, wait

play, hurry, wire = town.play, town.hurry, town.wire

# What every platform that calls us must do, told of this mode as well.
speaking, hooked = contract.speaking, contract.hooked
test_a_message_is_stored_with_who_what_and_when = contract.test_a_message_is_stored_with_who_what_and_when
test_repeated_deliveries_are_one_message = contract.test_repeated_deliveries_are_one_message
test_repeated_at_the_same_moment = contract.test_deliveries_repeated_at_the_same_moment_are_one_message
test_two_people_at_the_same_moment = contract.test_two_people_at_the_same_moment_are_two_messages
test_a_forged_call_is_turned_away = contract.test_a_forged_call_is_turned_away
test_too_large_a_call_is_turned_away = contract.test_too_large_a_call_is_turned_away
test_spoiled_calls_never_trouble_us = contract.test_spoiled_calls_never_trouble_us
test_ten_thousand_spoiled_calls = contract.test_ten_thousand_spoiled_calls_never_trouble_us


# --- the address ---


def test_the_platform_is_shown_that_the_address_is_ours(wire: Wire, play: HookPlay) -> None:
    sealed = seal("1616140317555161061")
    answer = wire.call("GET", PATH, params=play.signed(sealed) | {"echostr": sealed})
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")


def test_nobody_else_is_shown_anything(wire: Wire, play: HookPlay) -> None:
    sealed = seal("1")
    answer = wire.call("GET", PATH, params=play.signed(sealed, token="guessed") | {"echostr": sealed})
    assert answer.status_code == 403


def test_an_old_call_is_refused_and_the_doctor_says_whose_clock_is_wrong(wire: Wire, play: HookPlay) -> None:
    behind = play.sealed(play.text("李姐", "暖气不热"), at=play.now() + timedelta(minutes=20))
    assert play.send(behind).status_code == 403
    assert wire.accepted() == []
    assert "时钟比企业微信慢 20 分钟" in troubles(wire.town.product)


# --- answers ---


def test_an_answer_that_is_there_at_once_is_the_answer_of_the_call(
    wire: Wire, play: HookPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product, "PATIENCE", 10.0)
    calling = threading.Thread(target=play.says, args=("李姐", "锦园小区3号楼暖气不热"))
    calling.start()
    wait(wire.accepted)
    wire.settle()
    calling.join()
    (told,) = texts(play, "李姐")
    assert "已登记，编号" in told
    assert play.polls == 0


def test_an_answer_that_takes_longer_is_fetched_when_it_is_there(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    assert texts(play, "李姐") == [WAITING]
    wait(lambda: play.polls > 2)
    assert texts(play, "李姐") == [WAITING]
    wire.settle()
    play.finished()
    (told,) = texts(play, "李姐")
    assert "已登记，编号" in told


def test_each_message_gets_its_own_answer(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    play.says("李姐", "你好")
    wire.settle()
    play.finished()
    first, second = texts(play, "李姐")
    assert "已登记，编号" in first
    assert "自动助手" in second


def test_where_nothing_is_answered_the_platform_is_let_go_in_time(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "暖气不热")
    wire.town.clock.move_to(play.now() + timedelta(minutes=5, seconds=40))
    play.finished()
    assert texts(play, "李姐") == [RECEIVED]


def test_a_group_does_not_wait_long_where_we_keep_silent(wire: Wire, play: HookPlay) -> None:
    assert play.group
    told_of_us(wire)
    play.says("李姐", "今天天气不错", group=True)
    wire.settle()
    assert texts(play, play.group) == [WAITING]
    wire.town.clock.move_to(play.now() + timedelta(seconds=30))
    play.finished()
    assert texts(play, play.group) == [RECEIVED]


def test_a_group_that_knows_nothing_of_us_is_told_first(wire: Wire, play: HookPlay) -> None:
    assert play.group
    play.says("李姐", "3号楼暖气不热", group=True)
    wire.settle()
    play.finished()
    notice, receipt = texts(play, play.group)
    assert notice.startswith("我是民呼我行（程序，不是人）")
    assert receipt.startswith("供暖问题已登记")


def test_a_repeated_message_gets_the_same_answer_again(wire: Wire, play: HookPlay) -> None:
    body = play.text("李姐", "锦园小区3号楼暖气不热")
    play.tells(body)
    wire.settle()
    play.finished()
    again = play.opened(play.send(play.sealed(body)))
    assert again is not None
    assert again["stream"]["finish"]
    assert [again["stream"]["content"]] == texts(play, "李姐")
    assert len(wire.accepted()) == 1


def test_an_answer_nobody_fetches_goes_by_the_address_instead_and_only_there(wire: Wire, play: HookPlay) -> None:
    play.polling = False
    body = play.text("李姐", "你好")
    play.tells(body)
    wire.settle()
    assert [post.way for post in play.posts] == ["passive", "response_url"]
    # Should it come after all, it is not told a second time.
    number = play.posts[0].body["stream"]["id"]
    play.poll(number, body)
    assert "自动助手" not in texts(play, "李姐")[0]


def test_an_answer_that_was_withdrawn_at_the_last_moment_is_not_told(wire: Wire, play: HookPlay) -> None:
    play.polling = False
    body = play.text("李姐", "在吗")
    play.tells(body)
    number, kit = play.posts[0].body["stream"]["id"], bot(wire.town.product)._kit
    # As the sender leaves it between two of his steps: given up, and not yet taken away.
    done(wire.town.product, kit.put(f"answer:{number}", {"text": "来水了", "card": None}))
    done(wire.town.product, kit.put(f"fate:{number}", "withdrawn"))
    play.poll(number, body)
    assert texts(play, "李姐") == [WAITING]


def test_an_answer_is_fetched_from_another_process_after_a_restart(
    play: HookPlay, sqlite: Database, tmp_path: Path
) -> None:
    with Wire(sqlite, tmp_path, play).up():
        play.polling = False
        play.says("李姐", "锦园小区3号楼暖气不热")
    with Wire(sqlite, tmp_path, play).up() as again:
        play.polling = True
        again.settle()
        play.finished()
        (told,) = texts(play, "李姐")
        assert "已登记，编号" in told


# --- later answers ---


def test_what_comes_later_goes_to_the_address_a_message_left_once(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    owing(wire.town.product, "来水了")
    owing(wire.town.product, "又停了")
    wire.settle()
    assert texts(play, "李姐")[1:] == ["来水了"]
    assert wire.given_up() == ["机器人回调模式不能主动发消息，请改用长连接"]


def test_an_address_is_used_after_a_restart(play: HookPlay, sqlite: Database, tmp_path: Path) -> None:
    with Wire(sqlite, tmp_path, play).up() as wire:
        play.says("李姐", "你好")
        wire.settle()
    with Wire(sqlite, tmp_path, play).up() as again:
        owing(again.town.product, "来水了")
        again.settle()
        assert texts(play, "李姐")[1:] == ["来水了"]


def test_an_address_is_not_used_after_its_hour(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    wire.town.later(minutes=61)
    owing(wire.town.product, "来水了")
    wire.settle()
    assert len(texts(play, "李姐")) == 1
    assert "长连接" in (wire.given_up()[0] or "")


def test_an_address_that_failed_for_now_is_tried_again(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    play.fails(Mishap.DOWN, Mishap.BUSY)
    owing(wire.town.product, "来水了")
    wire.settle()
    wire.town.later(minutes=10)
    assert texts(play, "李姐")[1:] == ["来水了"]


def test_what_is_private_never_goes_to_the_address_of_a_group(wire: Wire, play: HookPlay) -> None:
    assert play.group
    play.says("李姐", "你好", group=True)
    owing(wire.town.product, "您家漏水的事已转给王师傅")
    wire.settle()
    assert "您家漏水的事已转给王师傅" not in texts(play, play.group)
    assert len(wire.given_up()) == 1


def test_addresses_lie_sealed(wire: Wire, play: HookPlay, tmp_path: Path) -> None:
    play.says("李姐", "你好")
    wire.town.product.wires.close()
    assert b"response_code" not in b"".join(path.read_bytes() for path in tmp_path.glob("minhu.db*"))
