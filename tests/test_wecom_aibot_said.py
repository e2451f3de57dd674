"""WeCom's 智能机器人 as it is called: cards, events, quotes, pictures, and what the doctor says."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.base import Download, RefusedError
from bot.channels.wecom_aibot import hooked as product
from handlers import phrases
from handlers.messages import Button, Card
from tests import wecom_aibot_hooked as town
from tests.fakes_wecom_aibot import HookPlay
from tests.plays import Shown
from tests.wecom_aibot_town import bot, done, owing, texts, troubles
from tests.wire import Wire, wait

play, hurry, wire = town.play, town.hurry, town.wire

ACCEPT = Card(
    "请接单", (("编号", "261116-0001"),), "3号楼暖气不热", (Button("accept", "接单"), Button("return", "退单"))
)


# --- cards ---


def test_a_card_is_shown_pressed_and_shows_what_was_chosen(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    owing(wire.town.product, "请接单", card=ACCEPT)
    wire.settle()
    assert play.shown("李姐")[-1].buttons == ("接单", "退单")
    play.presses("李姐", "接单")
    (update,) = play.updates
    assert update["main_title"] == {"title": "请接单", "desc": "已选：接单"}
    assert [button["text"] for button in update["button_list"]] == ["✓接单", "退单"]
    pressed = wire.accepted()[-1]
    assert (pressed.sender, pressed.payload["text"]) == ("李姐", "")
    assert pressed.payload["button"] == update["button_list"][0]["key"]


def test_a_card_may_be_the_answer_of_the_call(wire: Wire, play: HookPlay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product, "PATIENCE", 10.0)
    calling = threading.Thread(target=play.says, args=("李姐", "在吗"))
    calling.start()
    wait(wire.accepted)
    owing(wire.town.product, "请接单", card=ACCEPT)
    wire.settle()
    calling.join()
    assert play.shown("李姐")[0].buttons == ("接单", "退单")


def test_once_an_answer_has_begun_a_card_is_told_in_words(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "在吗")
    owing(wire.town.product, "【请接单】\n回复数字办理：1 接单　2 退单", card=ACCEPT)
    wire.settle()
    play.finished()
    assert play.shown("李姐")[0] == Shown("【请接单】\n回复数字办理：1 接单　2 退单")


def test_a_card_that_would_be_cut_off_is_told_in_words(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    note = "暖气不热" * 40
    owing(wire.town.product, f"【请接单】\n{note}\n回复数字办理：1 接单　2 退单", card=replace(ACCEPT, note=note))
    wire.settle()
    assert wire.given_up() == []
    assert note in texts(play, "李姐")[-1]


def test_a_press_told_twice_is_one(wire: Wire, play: HookPlay) -> None:
    body = play.event("李姐", "template_card_event", event_key="b1", task_id="t1")
    for _ in range(3):
        assert play.send(play.sealed(body)).content == b""
    assert len(wire.accepted()) == 1


def test_a_press_as_the_types_of_their_client_have_it_is_understood(wire: Wire, play: HookPlay) -> None:
    body = play.event("李姐", "template_card_event")
    body["event"] |= {"event_key": "b1", "task_id": "t1"}
    play.tells(body)
    assert wire.accepted()[0].payload["button"] == "b1"


# --- events ---


def test_who_opens_the_chat_is_told_what_this_is(wire: Wire, play: HookPlay) -> None:
    play.tells(play.event("李姐", "enter_chat"))
    assert play.posts[0].body == {"msgtype": "text", "text": {"content": phrases.HELP}}
    assert wire.accepted() == []


def test_a_thumb_is_stored_nowhere(wire: Wire, play: HookPlay) -> None:
    assert play.tells(play.event("李姐", "feedback_event", id="f1", type=2, content="不对")).content == b""
    assert wire.accepted() == []


@pytest.mark.parametrize("body", [[], {}, {"msgtype": "text"}, {"msgtype": "event", "event": []}, "x", None])
def test_what_is_not_as_documented_is_taken_and_dropped(wire: Wire, play: HookPlay, body: Any) -> None:
    answer = play.send(play.sealed(body))
    assert (answer.status_code, answer.content) == (200, b"")
    assert wire.accepted() == []


# --- what is said ---


def test_a_groups_message_is_heard_without_the_name_it_begins_with(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "3号楼暖气不热", group=True)
    (row,) = wire.accepted()
    assert (row.chat, row.sender, row.payload["text"]) == (play.group, "李姐", "3号楼暖气不热")


def test_words_and_pictures_together_are_one_message(wire: Wire, play: HookPlay) -> None:
    words = {"msgtype": "text", "text": {"content": "@民呼助手 楼道漏水"}}
    image = {"msgtype": "image", "image": play.picture(b"picture")}
    play.tells(play.message("李姐", group=True, msgtype="mixed", mixed={"msg_item": [words, image]}))
    (row,) = wire.accepted()
    assert row.payload["text"] == "楼道漏水"
    assert len(row.payload["images"]) == 1


def test_a_quoted_message_of_the_group_is_what_is_answered(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "3号楼暖气不热", "m-1", group=True)
    quote = {"msgtype": "text", "text": {"content": "@民呼助手 3号楼暖气不热"}}
    play.tells(play.text("王叔", "我家也是", group=True) | {"quote": quote})
    row = wire.accepted()[-1]
    assert (row.payload["reply_to"], row.payload["text"]) == ("m-1", "我家也是")


@pytest.mark.parametrize(
    ("said", "quoted", "heard"),
    [
        ("请登记", "5号楼电梯坏了", "请登记（引用：5号楼电梯坏了）"),
        ("我看没有必要为这件事再专门跑一趟吧", "5号楼电梯坏了", "我看没有必要为这件事再专门跑一趟吧"),
        ("怎么样了", "已登记，编号261116-0001。\n供暖问题。", "怎么样了（编号261116-0001）"),
        ("请登记", "漏" * 300, f"请登记（引用：{'漏' * 199}…）"),
    ],
)
def test_a_quote_is_heard_where_it_is_needed(wire: Wire, play: HookPlay, said: str, quoted: str, heard: str) -> None:
    quote = {"msgtype": "text", "text": {"content": quoted}}
    play.tells(play.text("李姐", said, group=True) | {"quote": quote})
    assert wire.accepted()[0].payload["text"] == heard


def test_a_quoted_picture_is_a_picture(wire: Wire, play: HookPlay) -> None:
    quote = {"msgtype": "image", "image": play.picture(b"picture")}
    play.tells(play.text("李姐", "这里漏水", group=True) | {"quote": quote})
    assert len(wire.accepted()[0].payload["images"]) == 1


# --- pictures ---


def fetched(wire: Wire) -> Download:
    reference = wire.accepted()[-1].payload["images"][0]
    found: Download = done(wire.town.product, bot(wire.town.product).fetch(reference))
    return found


@pytest.mark.parametrize("length", [1, 31, 32, 33, 5000])
def test_a_picture_is_fetched_and_decrypted_with_the_key_of_the_callback(
    wire: Wire, play: HookPlay, length: int
) -> None:
    play.tells(play.message("李姐", msgtype="image", image=play.picture(b"p" * length)))
    assert fetched(wire).content == b"p" * length


def test_a_picture_under_another_key_is_refused_in_a_sentence(wire: Wire, play: HookPlay) -> None:
    play.tells(play.message("李姐", msgtype="image", image=play.picture(b"picture", "B" * 43)))
    with pytest.raises(RefusedError, match="解不开"):
        fetched(wire)


def test_a_picture_is_gone_after_five_minutes(wire: Wire, play: HookPlay) -> None:
    play.tells(play.message("李姐", msgtype="image", image=play.picture(b"picture")))
    wire.town.clock.move_to(play.now() + timedelta(minutes=6))
    with pytest.raises(RefusedError):
        fetched(wire)


# --- the doctor ---


def test_the_doctor_says_what_this_mode_cannot_do_and_where_to_look(wire: Wire, play: HookPlay) -> None:
    told = troubles(wire.town.product)
    assert "/hooks/wecom-aibot" in told
    assert "可见范围" in told
    play.says("李姐", "你好")
    assert "可见范围" not in troubles(wire.town.product)
    assert "只能回答刚说过话的人" in troubles(wire.town.product)
