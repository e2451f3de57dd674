"""WeCom's 智能机器人 over its long connection: what is said, answers and news, cards and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Download, RefusedError
from bot.channels.kit import Note
from bot.channels.wecom_aibot import connected
from bot.channels.wecom_aibot.channel import connect
from bot.memory import kit_for
from handlers import phrases
from handlers.messages import Button, Card, Inbound
from storage.database import Database
from tests import wecom_aibot_connected as town
from tests.plays import Mishap
from tests.plays_wecom_aibot import AibotPlay
from tests.wecom_aibot_town import bot, done, heard, owing, texts, told_of_us
from tests.wire import Wire, wait

play, hurry, idle, wire = town.play, town.hurry, town.idle, town.wire

KEY = bytes(range(32))
BUTTONS = (Button("accept", "接单"), Button("return", "退单"))


# --- what is said ---


def test_a_message_told_three_times_is_one(wire: Wire, play: AibotPlay) -> None:
    play.tells(play.message("李姐", "m-1", msgtype="text", text={"content": "暖气不热"}), times=3)
    play.says("李姐", "谢谢")
    assert heard(wire) == ["暖气不热", "谢谢"]


def test_a_group_is_heard_where_it_mentions_us_and_answered_there(wire: Wire, play: AibotPlay) -> None:
    assert play.group
    told_of_us(wire)
    play.says("李姐", "今天天气不错", group=True)
    (row,) = wire.accepted()
    assert (row.chat, row.sender, row.payload["text"]) == (play.group, "李姐", "今天天气不错")
    owing(wire.town.product, "今晚停水", to=play.group)
    owing(wire.town.product, "来水了", to=play.group)
    wire.settle()
    answer, news = [post for post in play.posts if post.to == play.group]
    assert (answer.way, news.way) == ("aibot_respond_msg", "aibot_send_msg")
    assert news.body["chat_type"] == 2


def test_a_quoted_message_of_the_group_is_what_is_answered(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "3号楼暖气不热", "m-1", group=True)
    body = play.message("王叔", "m-2", group=True, msgtype="text", text={"content": "@民呼助手 我家也是"})
    play.tells(body | {"quote": {"msgtype": "text", "text": {"content": "@民呼助手 3号楼暖气不热"}}})
    assert wire.accepted()[-1].payload["reply_to"] == "m-1"


def test_who_opens_the_chat_is_told_what_this_is(wire: Wire, play: AibotPlay) -> None:
    play.pushes(play.event("李姐", "enter_chat"))
    wait(lambda: play.welcomes == [phrases.HELP])
    assert wire.accepted() == []


def test_thumbs_and_frames_that_are_none_are_dropped(wire: Wire, play: AibotPlay) -> None:
    play.pushes(play.event("李姐", "feedback_event", id="f1", type=1))
    for raw in (
        "[]",
        "{",
        '"x"',
        '{"cmd": 5}',
        '{"cmd": "aibot_msg_callback"}',
        '{"headers": {"req_id": "no"}}',
        "\x00",
    ):
        play.sends_raw(raw)
    play.sends_raw('{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":{"msgid":"m-9","from":{"userid":"王叔"},'
                   '"chattype":"single","msgtype":"text","text":{"content":"一\x01行"}}}')  # fmt: skip
    play.stored("m-9")
    assert heard(wire) == ["一行"]


def test_a_message_is_stored_once_the_database_is_back(idle: Wire, play: AibotPlay, monkeypatch: Any) -> None:
    monkeypatch.setattr(connected, "_STORE_AGAIN", 0.02)
    product, away = idle.town.product, [OSError("away"), OSError("away")]
    kit = kit_for(product, "wecom_aibot")

    def take(messages: Sequence[Inbound], *notes: Note) -> Future[int]:
        if away:
            raise away.pop()
        return kit.take(messages, *notes)

    product.channels["wecom_aibot"] = connect(play.section(), replace(kit, take=take))
    with idle.up() as wire:
        play.says("李姐", "暖气不热")
        play.says("李姐", "3号楼")
        assert heard(wire) == ["暖气不热", "3号楼"]


def test_what_is_at_hand_when_we_are_stopped_is_stored(idle: Wire, play: AibotPlay, monkeypatch: Any) -> None:
    monkeypatch.setattr(connected, "_STORE_AGAIN", 60.0)
    product, tries = idle.town.product, []
    kit = kit_for(product, "wecom_aibot")

    def take(messages: Sequence[Inbound], *notes: Note) -> Future[int]:
        tries.append(messages)
        if len(tries) == 1:
            raise OSError("away")
        return kit.take(messages, *notes)

    product.channels["wecom_aibot"] = connect(play.section(), replace(kit, take=take))
    with idle.up():
        play.connected()
        play.pushes(play.message("李姐", msgtype="text", text={"content": "暖气不热"}))
        wait(lambda: tries)
    assert heard(idle) == ["暖气不热"]


# --- answers and news ---


def test_the_first_answer_answers_and_what_comes_later_is_news(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    owing(wire.town.product, "来水了")
    wire.settle()
    assert [post.way for post in play.posts] == ["aibot_respond_msg", "aibot_send_msg"]
    assert play.posts[0].body["stream"]["finish"]


def test_who_wrote_long_ago_is_not_answered_but_told(wire: Wire, play: AibotPlay) -> None:
    play.says("王叔", "你好")
    wire.town.clock.move_to(play.now() + timedelta(minutes=6))
    owing(wire.town.product, "来水了", to="王叔")
    wire.settle()
    assert {post.way for post in play.posts} == {"aibot_send_msg"}


def test_an_answer_under_a_number_the_platform_forgot_goes_as_news(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "你好")
    assert play.live is not None
    play.live.callbacks.clear()
    wire.settle()
    assert [post.way for post in play.posts] == ["aibot_send_msg"]
    assert play.refused == [846605]


def test_numbers_of_a_connection_before_are_not_used(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "你好")
    play.drops()
    play.connected()
    wire.settle()
    assert [post.way for post in play.posts] == ["aibot_send_msg"]
    assert play.refused == []


def test_pieces_that_arrived_are_not_sent_again(wire: Wire, play: AibotPlay) -> None:
    play.mishaps += [None, Mishap.DOWN]
    text = "".join(f"第{number}句话说了又说。" for number in range(2000))
    owing(wire.town.product, text)
    wire.settle()
    assert len(texts(play, "李姐")) == 1
    wire.town.later(minutes=10)
    assert "".join(texts(play, "李姐")) == text


def test_many_messages_keep_within_thirty_a_minute(wire: Wire, play: AibotPlay) -> None:
    for number in range(60):
        owing(wire.town.product, f"通知{number}。", number=number)
    wire.settle()
    wire.town.later(minutes=10)
    told = "".join(texts(play, "李姐"))
    assert [number for number in range(60) if f"通知{number}。" not in told] == []
    assert play.refused == []


def test_who_never_wrote_to_us_cannot_be_reached_and_people_are_told(wire: Wire, play: AibotPlay) -> None:
    play.strangers.add("王叔")
    owing(wire.town.product, "来水了", to="王叔")
    wire.settle()
    assert wire.given_up() == ["企业微信智能机器人：没有这个成员（60111）"]


# --- cards ---


def test_a_card_is_pressed_and_shows_what_was_chosen(wire: Wire, play: AibotPlay) -> None:
    owing(wire.town.product, "请接单", card=Card("请接单", (("编号", "261116-0001"),), "3号楼暖气不热", BUTTONS))
    wire.settle()
    play.presses("李姐", "接单")
    wait(lambda: play.updates)
    (update,) = play.updates
    assert update["main_title"]["desc"] == "已选：接单"
    assert [button["text"] for button in update["button_list"]] == ["✓接单", "退单"]


def test_the_choice_is_shown_after_a_restart(idle: Wire, play: AibotPlay, sqlite: Database, tmp_path: Path) -> None:
    with idle.up() as wire:
        play.connected()
        owing(wire.town.product, "请接单", card=Card("请接单", buttons=BUTTONS))
        wire.settle()
    with Wire(sqlite, tmp_path, play).up():
        play.connected()
        play.presses("李姐", "退单")
        wait(lambda: play.updates)
        assert play.updates[0]["main_title"]["desc"] == "已选：退单"


def test_what_a_card_would_cut_off_is_told_in_words_before_it(wire: Wire, play: AibotPlay) -> None:
    note = "暖气不热" * 40
    owing(wire.town.product, f"【请接单】\n{note}", card=Card("请接单", (), note, BUTTONS))
    wire.settle()
    words, card = play.shown("李姐")
    assert note in words.text
    assert card.buttons == ("接单", "退单")


# --- pictures ---


def fetched(wire: Wire) -> Download:
    reference = wire.accepted()[-1].payload["images"][0]
    found: Download = done(wire.town.product, bot(wire.town.product).fetch(reference))
    return found


def test_a_picture_is_decrypted_with_its_own_key(wire: Wire, play: AibotPlay) -> None:
    play.tells(play.message("李姐", msgtype="image", image=play.picture(b"picture", KEY)))
    assert fetched(wire).content == b"picture"


def test_a_picture_is_refused_when_its_key_is_wrong_or_its_time_is_over(wire: Wire, play: AibotPlay) -> None:
    image = play.picture(b"picture", KEY)
    play.tells(play.message("李姐", msgtype="image", image=image | {"aeskey": "AAAA"}))
    with pytest.raises(RefusedError, match="密钥"):
        fetched(wire)
    play.tells(play.message("李姐", msgtype="image", image=image))
    wire.town.clock.move_to(play.now() + timedelta(minutes=6))
    with pytest.raises(RefusedError):
        fetched(wire)
