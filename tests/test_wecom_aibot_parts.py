"""The pure parts of WeCom's 智能机器人: nothing that is sent breaks them, and nothing they make is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.channels.wecom_aibot import encode, media
from bot.channels.wecom_aibot.decode import decode
from bot.channels.wecom_aibot.settings import WS_URL, WecomAibotSection
from handlers.messages import Button, Card, Kind, Outbound
from tests.wecom_aibot_rules import AES_KEY, OK, encrypted, judge, sound

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
NAMES = some.sampled_from(
    ["msgid", "msgtype", "from", "userid", "chattype", "chatid", "text", "content", "mixed", "msg_item", "image", "url",
     "aeskey", "quote", "event", "eventtype", "template_card_event", "event_key", "task_id", "stream", "id",
     "create_time", "response_url"]
)  # fmt: skip
WORDS = some.sampled_from(
    ["text", "image", "mixed", "voice", "file", "event", "stream", "group", "single", "template_card_event",
     "enter_chat", "@民呼 暖气", "http://x", ""]
)  # fmt: skip
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | WORDS | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_whatever_comes_is_understood_or_refused(data: Any) -> None:
    try:
        heard = decode(data, NOW)
    except ValueError:
        return
    assert heard.message is None or (heard.message.id and heard.message.sender and heard.message.at <= NOW)


@settings(max_examples=300, deadline=None)
@given(some.dictionaries(NAMES, VALUES, max_size=4), WORDS, WORDS)
def test_whatever_a_message_holds_it_is_one_or_none(inner: dict[str, Any], kind: str, event: str) -> None:
    data = {"msgid": "m", "from": {"userid": "u"}, "msgtype": kind, "chattype": "single"} | {
        "text": inner, "image": inner, "mixed": inner, "quote": inner | {"msgtype": "mixed"},
        "event": inner | {"eventtype": event},
    }  # fmt: skip
    try:
        heard = decode(data, NOW)
    except ValueError:
        return
    assert heard.message is None or heard.message.sender == "u"


@settings(max_examples=300, deadline=None)
@given(
    some.text(max_size=60),
    some.lists(some.tuples(some.text(max_size=8), some.text(max_size=40)), max_size=8),
    some.text(max_size=300),
    some.lists(some.text(min_size=1, max_size=14), max_size=8),
)
def test_every_message_is_one_the_platform_takes(
    title: str, rows: list[tuple[str, str]], note: str, labels: list[str]
) -> None:
    buttons = tuple(Button("accept", label, f"b{number}") for number, label in enumerate(labels))
    card = Card(title or "工单", tuple(rows), note, buttons)
    message = Outbound("k", "wecom_aibot", "李姐", Kind.NOTIFY, f"{title}\n{note}\n回复数字办理", card)
    tasks: set[str] = set()
    for piece in encode.encode(message, "m1"):
        body = encode.news(piece)
        assert judge(body, ("markdown", "template_card"), tasks) == OK, body
        if piece.card:
            for button in piece.card["button_list"]:
                chosen = encode.chosen(piece.card, button["key"])
                assert chosen is not None
                assert sound(chosen["template_card"])


def test_a_button_that_is_not_on_the_card_changes_nothing() -> None:
    card = Card("请接单", buttons=(Button("accept", "接单", "b1"),))
    (piece,) = encode.encode(Outbound("k", "wecom_aibot", "李姐", Kind.NOTIFY, "请接单", card), "m1")
    assert piece.card is not None
    assert encode.chosen(piece.card, "b2") is None


@pytest.mark.parametrize("count", [0, 7])
def test_where_the_buttons_do_not_fit_the_words_say_it(count: int) -> None:
    card = Card("请接单", buttons=tuple(Button("accept", f"{n}", f"b{n}") for n in range(count)))
    (piece,) = encode.encode(Outbound("k", "wecom_aibot", "李姐", Kind.NOTIFY, "请接单", card), "m1")
    assert (piece.text, piece.card) == ("请接单", None)


def test_nobody_is_mentioned_and_no_link_is_hidden_by_what_residents_write() -> None:
    text = "李姐说：<@all> [领奖](http://example.com)"
    (piece,) = encode.encode(Outbound("k", "wecom_aibot", "李姐", Kind.NOTIFY, text), "m1")
    assert piece.text == "李姐说：＜@all> [领奖] (http://example.com)"


def test_nothing_to_read_is_nothing_to_send() -> None:
    assert encode.encode(Outbound("k", "wecom_aibot", "李姐", Kind.NOTIFY, " \n"), "m1") == []


@settings(max_examples=200, deadline=None)
@given(some.binary(max_size=100), some.text(max_size=60))
def test_what_is_no_picture_is_refused_in_a_sentence(content: bytes, key: str) -> None:
    with pytest.raises(ValueError, match=r"密钥|内容"):
        media.decrypt(content, key)


@settings(max_examples=100, deadline=None)
@given(some.binary(max_size=200))
def test_a_picture_comes_back_as_it_was(content: bytes) -> None:
    key = bytes(range(32))
    assert media.decrypt(encrypted(content, key), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8") == content


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("@民呼助手 暖气不热", "暖气不热"),
        ("@民呼助手\u2005暖气不热", "暖气不热"),
        ("@民呼助手  @王叔 暖气不热", "暖气不热"),
        ("暖气不热 @民呼助手", "暖气不热 @民呼助手"),
        ("暖气不热", "暖气不热"),
    ],
)
def test_a_group_says_first_whom_it_means(said: str, heard: str) -> None:
    data = {"msgid": "m", "from": {"userid": "u"}, "msgtype": "text", "chattype": "group", "chatid": "g"}
    message = decode(data | {"text": {"content": said}}, NOW).message
    assert message is not None
    assert message.text == heard


def test_what_is_spoken_comes_as_words() -> None:
    data = {"msgid": "m", "from": {"userid": "u"}, "msgtype": "voice", "voice": {"content": "暖气不热"}}
    message = decode(data, NOW).message
    assert message is not None
    assert (message.text, message.voice) == ("暖气不热", True)


def test_in_private_nothing_is_taken_away() -> None:
    data = {"msgid": "m", "from": {"userid": "u"}, "msgtype": "text", "chattype": "single"}
    message = decode(data | {"text": {"content": "@王叔 你好"}}, NOW).message
    assert message is not None
    assert message.text == "@王叔 你好"


@pytest.mark.parametrize("told", [None, "1700000000", True, -1, 10**30, 4_000_000_000_000])
def test_a_time_nobody_means_is_now(told: Any) -> None:
    data = {"msgid": "m", "from": {"userid": "u"}, "msgtype": "text", "text": {"content": "x"}, "create_time": told}
    message = decode(data, NOW).message
    assert message is not None
    assert message.at == NOW


def test_a_message_told_late_keeps_its_time() -> None:
    at = NOW - timedelta(hours=2)
    data = {"msgid": "m", "from": {"userid": "u"}, "msgtype": "text", "text": {"content": "x"}}
    message = decode(data | {"create_time": int(at.timestamp())}, NOW).message
    assert message is not None
    assert message.at == at


def test_either_way_makes_it_complete_and_half_of_one_does_not() -> None:
    assert WecomAibotSection(bot_id="b", secret="s").on
    assert WecomAibotSection(bot_id="b", secret="s").ws_url == WS_URL
    assert WecomAibotSection(token="t", aes_key=AES_KEY).on
    assert WecomAibotSection(bot_id="b").missing() == ["secret"]
    assert WecomAibotSection(token="t").missing() == ["aes_key"]
    assert WecomAibotSection().missing() == []
