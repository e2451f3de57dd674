"""WeCom's 智能机器人 over its long connection: breaks, rivals, wrong keys, answers and news, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect as dial

from bot import bootstrap
from bot.channels.base import Download, RefusedError
from bot.channels.kit import Note
from bot.channels.wecom_aibot import client, connected, keeper, lease
from bot.channels.wecom_aibot.channel import connect
from bot.channels.wecom_aibot.settings import WecomAibotSection
from bot.memory import kit_for
from bot.product import Product
from bot.settings import Settings
from bot.worker import Worker
from handlers import phrases
from handlers.messages import Button, Card, Inbound, Kind
from handlers.notices import owe
from handlers.org import Address
from storage.database import Database
from tests.fakes import FakeEngine
from tests.fakes_wecom_aibot import AES_KEY, TOKEN
from tests.plays import Mishap
from tests.plays_wecom_aibot import BOT_ID, SECRET, AibotPlay, start
from tests.wire import Wire, wait

KEY = bytes(range(32))
BUTTONS = (Button("accept", "接单"), Button("return", "退单"))


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here gets better by waiting longer."""
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(lease, "LOOK_AGAIN", 0.05)


@pytest.fixture
def play() -> Iterator[AibotPlay]:
    with start() as play:
        yield play


@pytest.fixture
def idle(play: AibotPlay, sqlite: Database, tmp_path: Path) -> Wire:
    """A town nobody has started yet."""
    wire = Wire(sqlite, tmp_path, play)
    play.meet(wire)
    return wire


@pytest.fixture
def wire(idle: Wire, play: AibotPlay) -> Iterator[Wire]:
    """A town that is connected."""
    with idle.up() as wire:
        play.connected()
        yield wire


def owing(product: Product, text: str, to: str = "李姐", card: Card | None = None, number: int = 0) -> None:
    with product.work(f"test:{text[:50]}{number}") as work:
        owe(work, Address("wecom_aibot", to), Kind.ANSWER, text, card=card)


def texts(play: AibotPlay, who: str) -> list[str]:
    return [one.text for one in play.shown(who)]


def bot(product: Product) -> Any:
    return product.platforms["wecom_aibot"]


def done(product: Product, work: Any) -> Any:
    return product.wires.submit(bot(product), work).result(20)


def troubles(product: Product) -> str:
    return "\n".join(f"{one.sentence} {one.remedy}" for one in done(product, bot(product).examine()))


def heard(wire: Wire) -> list[str]:
    return [row.payload["text"] for row in wire.accepted()]


# --- what is said ---


def test_a_message_told_three_times_is_one(wire: Wire, play: AibotPlay) -> None:
    play.tells(play.message("李姐", "m-1", msgtype="text", text={"content": "暖气不热"}), times=3)
    play.says("李姐", "谢谢")
    assert heard(wire) == ["暖气不热", "谢谢"]


def test_a_group_is_heard_where_it_mentions_us_and_answered_there(wire: Wire, play: AibotPlay) -> None:
    assert play.group
    play.says("李姐", "今天天气不错", group=True)
    (row,) = wire.accepted()
    assert (row.chat, row.sender, row.payload["text"]) == (play.group, "李姐", "今天天气不错")
    owing(wire.town.product, "今晚停水", to=play.group)
    owing(wire.town.product, "来水了", to=play.group)
    wire.settle()
    answer, news = [post for post in play.posts if post.to == play.group]
    assert (answer.command, news.command) == ("aibot_respond_msg", "aibot_send_msg")
    assert news.body["chat_type"] == 2


def test_a_quoted_message_of_the_group_is_what_is_answered(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "3号楼暖气不热", "m-1", group=True)
    body = play.message("王叔", "m-2", group=True, msgtype="text", text={"content": "@民呼助手 我家也是"})
    play.tells(body | {"quote": {"msgtype": "text", "text": {"content": "@民呼助手 3号楼暖气不热"}}})
    assert wire.accepted()[-1].payload["reply_to"] == "m-1"


def test_what_is_spoken_comes_as_words(wire: Wire, play: AibotPlay) -> None:
    play.tells(play.message("李姐", msgtype="voice", voice={"content": "暖气不热"}))
    (row,) = wire.accepted()
    assert (row.payload["text"], row.payload["voice"]) == ("暖气不热", True)


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

    def take(messages: Sequence[Inbound], note: Note | None = None) -> Future[int]:
        if away:
            raise away.pop()
        return kit.take(messages, note)

    product.channels["wecom_aibot"] = connect(play.section(), replace(kit, take=take))
    with idle.up() as wire:
        play.says("李姐", "暖气不热")
        play.says("李姐", "3号楼")
        assert heard(wire) == ["暖气不热", "3号楼"]


def test_what_is_at_hand_when_we_are_stopped_is_stored(idle: Wire, play: AibotPlay, monkeypatch: Any) -> None:
    monkeypatch.setattr(connected, "_STORE_AGAIN", 60.0)
    product, tries = idle.town.product, []
    kit = kit_for(product, "wecom_aibot")

    def take(messages: Sequence[Inbound], note: Note | None = None) -> Future[int]:
        tries.append(messages)
        if len(tries) == 1:
            raise OSError("away")
        return kit.take(messages, note)

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
    assert [post.command for post in play.posts] == ["aibot_respond_msg", "aibot_send_msg"]
    assert play.posts[0].body["stream"]["finish"]


def test_who_wrote_long_ago_is_not_answered_but_told(wire: Wire, play: AibotPlay) -> None:
    play.says("王叔", "你好")
    wire.town.clock.move_to(play.now() + timedelta(minutes=6))
    owing(wire.town.product, "来水了", to="王叔")
    wire.settle()
    assert {post.command for post in play.posts} == {"aibot_send_msg"}


def test_an_answer_under_a_number_the_platform_forgot_goes_as_news(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "你好")
    assert play.live is not None
    play.live.callbacks.clear()
    wire.settle()
    assert [post.command for post in play.posts] == ["aibot_send_msg"]
    assert play.refused == [846605]


def test_numbers_of_a_connection_before_are_not_used(wire: Wire, play: AibotPlay) -> None:
    play.says("李姐", "你好")
    play.drops()
    play.connected()
    wire.settle()
    assert [post.command for post in play.posts] == ["aibot_send_msg"]
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


def test_nobody_is_mentioned_and_no_link_is_hidden_by_what_residents_write(wire: Wire, play: AibotPlay) -> None:
    owing(wire.town.product, "李姐说：<@all> [领奖](http://example.com)")
    wire.settle()
    (told,) = texts(play, "李姐")
    assert "<@" not in told
    assert "](" not in told
    assert "领奖" in told


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


def test_the_doctor_leaves_the_running_connection_alone(wire: Wire, play: AibotPlay) -> None:
    with ExitStack() as stack:
        other = another(wire, stack)
        assert troubles(other)
    assert len(play.subscriptions) == 1


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


# --- several processes ---


def another(wire: Wire, stack: ExitStack) -> Product:
    """A second process on the same database."""
    first = wire.town.product
    settings = Settings(data_dir=first.settings.data_dir)
    sections = {"wecom_aibot": wire.play.section()}
    product = bootstrap.build(settings, first.database, FakeEngine(), wire.town.clock, sections=sections)
    stack.callback(product.wires.close)
    return product


def test_of_two_processes_one_is_connected_and_the_other_takes_over(
    idle: Wire, play: AibotPlay, sqlite: Database, tmp_path: Path
) -> None:
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
    monkeypatch.setattr(lease, "RENEW", 0.02)
    with idle.up() as wire:
        play.connected()
        kit = kit_for(wire.town.product, "wecom_aibot")
        asyncio.run(kit.put("connection", "another", timedelta(minutes=5)))
        wait(lambda: bot(wire.town.product)._keeper._standing_by)
        wait(lambda: play.live is None)
