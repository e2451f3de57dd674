"""WeCom's 智能机器人 as it is called: its passive answers, its addresses for later ones, cards, quotes, pictures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Download, RefusedError
from bot.channels.wecom_aibot import hooked as product
from bot.channels.wecom_aibot import streams
from bot.channels.wecom_aibot.hooked import RECEIVED, WAITING
from handlers import phrases
from handlers.messages import Button, Card, Kind
from handlers.notices import owe
from handlers.org import Address
from storage.database import Database
from tests import test_channels_contract as contract
from tests.fakes_wecom_aibot import PATH, HookPlay, seal, start
from tests.plays import Mishap, Shown
from tests.wire import Wire, wait

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

ACCEPT = Card(
    "请接单", (("编号", "261116-0001"),), "3号楼暖气不热", (Button("accept", "接单"), Button("return", "退单"))
)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody works while a call is answered here, so waiting long for an answer is of no use."""
    monkeypatch.setattr(product, "PATIENCE", 0.05)
    monkeypatch.setattr(streams, "FETCHED_WITHIN", 0.5)


@pytest.fixture
def play() -> Iterator[HookPlay]:
    with start() as play:
        yield play


@pytest.fixture
def wire(play: HookPlay, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town that is called by the platform."""
    with Wire(sqlite, tmp_path, play).up() as wire:
        yield wire
        play.close()  # before we are: what is asked of us while we close is nobody's story here


def owing(wire: Wire, text: str, to: str = "李姐", card: Card | None = None) -> None:
    with wire.town.product.work(f"test:{text}") as work:
        owe(work, Address("wecom_aibot", to), Kind.ANSWER, text, card=card)


def texts(play: HookPlay, who: str) -> list[str]:
    return [one.text for one in play.shown(who)]


def bot(wire: Wire) -> Any:
    return wire.town.product.platforms["wecom_aibot"]


def done(wire: Wire, work: Any) -> Any:
    return wire.town.product.wires.submit(bot(wire), work).result(20)


def troubles(wire: Wire) -> str:
    return "\n".join(f"{one.sentence} {one.remedy}" for one in done(wire, bot(wire).examine()))


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
    assert "时钟比企业微信慢 20 分钟" in troubles(wire)


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
    play.says("李姐", "今天天气不错", group=True)
    wire.settle()
    assert texts(play, play.group) == [WAITING]
    wire.town.clock.move_to(play.now() + timedelta(seconds=30))
    play.finished()
    assert texts(play, play.group) == [RECEIVED]


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
    number, kit = play.posts[0].body["stream"]["id"], bot(wire)._kit
    # As the sender leaves it between two of his steps: given up, and not yet taken away.
    done(wire, kit.put(f"answer:{number}", {"text": "来水了", "card": None}))
    done(wire, kit.put(f"fate:{number}", "withdrawn"))
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
    owing(wire, "来水了")
    owing(wire, "又停了")
    wire.settle()
    assert texts(play, "李姐")[1:] == ["来水了"]
    assert wire.given_up() == ["机器人回调模式不能主动发消息，请改用长连接"]


def test_an_address_is_used_after_a_restart(play: HookPlay, sqlite: Database, tmp_path: Path) -> None:
    with Wire(sqlite, tmp_path, play).up() as wire:
        play.says("李姐", "你好")
        wire.settle()
    with Wire(sqlite, tmp_path, play).up() as again:
        owing(again, "来水了")
        again.settle()
        assert texts(play, "李姐")[1:] == ["来水了"]


def test_an_address_is_not_used_after_its_hour(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    wire.town.later(minutes=61)
    owing(wire, "来水了")
    wire.settle()
    assert len(texts(play, "李姐")) == 1
    assert "长连接" in (wire.given_up()[0] or "")


def test_an_address_that_failed_for_now_is_tried_again(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    play.fails(Mishap.DOWN, Mishap.BUSY)
    owing(wire, "来水了")
    wire.settle()
    wire.town.later(minutes=10)
    assert texts(play, "李姐")[1:] == ["来水了"]


def test_what_is_private_never_goes_to_the_address_of_a_group(wire: Wire, play: HookPlay) -> None:
    assert play.group
    play.says("李姐", "你好", group=True)
    owing(wire, "您家漏水的事已转给王师傅")
    wire.settle()
    assert "您家漏水的事已转给王师傅" not in texts(play, play.group)
    assert len(wire.given_up()) == 1


def test_addresses_lie_sealed(wire: Wire, play: HookPlay, tmp_path: Path) -> None:
    play.says("李姐", "你好")
    wire.town.product.wires.close()
    assert b"response_code" not in b"".join(path.read_bytes() for path in tmp_path.glob("minhu.db*"))


# --- cards ---


def test_a_card_is_shown_pressed_and_shows_what_was_chosen(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    owing(wire, "请接单", card=ACCEPT)
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
    owing(wire, "请接单", card=ACCEPT)
    wire.settle()
    calling.join()
    assert play.shown("李姐")[0].buttons == ("接单", "退单")


def test_once_an_answer_has_begun_a_card_is_told_in_words(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "在吗")
    owing(wire, "【请接单】\n回复数字办理：1 接单　2 退单", card=ACCEPT)
    wire.settle()
    play.finished()
    assert play.shown("李姐")[0] == Shown("【请接单】\n回复数字办理：1 接单　2 退单")


def test_a_card_that_would_be_cut_off_is_told_in_words(wire: Wire, play: HookPlay) -> None:
    play.says("李姐", "你好")
    wire.settle()
    note = "暖气不热" * 40
    owing(wire, f"【请接单】\n{note}\n回复数字办理：1 接单　2 退单", card=replace(ACCEPT, note=note))
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
    found: Download = done(wire, bot(wire).fetch(reference))
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
    told = troubles(wire)
    assert "/hooks/wecom-aibot" in told
    assert "可见范围" in told
    play.says("李姐", "你好")
    assert "可见范围" not in troubles(wire)
    assert "只能回答刚说过话的人" in troubles(wire)
