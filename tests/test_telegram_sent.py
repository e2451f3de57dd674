"""What we send on Telegram: pieces, cards, presses, refusals, and its own pace."""

from __future__ import annotations

import logging
from itertools import count

import pytest

from bot.channels.base import DeliveryError, Download
from bot.channels.telegram.encode import encode
from handlers import phrases
from handlers.messages import Kind, Outbound
from handlers.notices import owe
from handlers.org import Address
from tests import telegram_town as telegram
from tests.plays import Mishap
from tests.plays_telegram import TelegramPlay
from tests.telegram_fakes import TOKEN, RefusalError
from tests.wire import Wire, wait

wire, play = telegram.wire, telegram.play

FAMILY, FLAG, KEYCAP, WAVING = "👨‍👩‍👧‍👦", "🇨🇳", "1️⃣", "👋🏽"
NUMBERS = count()
BUSY = RefusalError(429, "Too Many Requests: retry after 7", retry_after=7)


def owing(wire: Wire, text: str, to: str) -> None:
    with wire.town.product.work(f"test:{next(NUMBERS)}") as work:
        owe(work, Address("telegram", to), Kind.ANSWER, text)


def texts(play: TelegramPlay, who: str) -> list[str]:
    return [shown.text for shown in play.shown(who)]


@pytest.mark.parametrize("sign", [FAMILY, FLAG, KEYCAP, WAVING])
def test_no_character_is_ever_cut_in_two(sign: str) -> None:
    for before in range(24):
        text = "暖" * before + sign * 1500
        pieces = [piece.text for piece in encode(Outbound("k", "telegram", "1", Kind.ANSWER, text))]
        assert "".join(pieces) == text
        assert "".join(piece.replace(sign, "") for piece in pieces) == "暖" * before
        assert len(pieces) > 1


def test_telegram_takes_the_pieces_of_rare_characters(wire: Wire, play: TelegramPlay) -> None:
    owing(wire, FAMILY * 1500, play.account("yuan"))
    wire.settle()
    pieces = texts(play, play.account("yuan"))
    assert "".join(pieces) == FAMILY * 1500
    assert all(play.size(piece) % play.size(FAMILY) == 0 for piece in pieces)


def test_pieces_that_arrived_are_not_sent_again(wire: Wire, play: TelegramPlay) -> None:
    play.api.failures += [None, None, BUSY]
    owing(wire, "\n".join(f"第{number}条，暖气不热。" for number in range(1500)), play.account("yuan"))
    wire.settle()
    assert len(texts(play, play.account("yuan"))) == 2
    wire.town.later(minutes=1)
    lines = "\n".join(texts(play, play.account("yuan"))).splitlines()
    assert lines == [f"第{number}条，暖气不热。" for number in range(1500)]


def tried(play: TelegramPlay, words: str) -> int:
    """How many messages that begin so were sent, or tried; a group is also told that somebody listens."""
    sent = (call for method, call in play.api.calls if method == "sendMessage")
    return sum(str(call["text"]).startswith(words) for call in sent)


def test_nothing_is_tried_before_telegram_said_to(wire: Wire, play: TelegramPlay) -> None:
    play.fails(Mishap.BUSY)
    owing(wire, "来水了", play.account("yuan"))
    wire.settle()
    wire.town.later(seconds=6)
    assert tried(play, "来水了") == 1
    wire.town.later(seconds=2)
    assert texts(play, play.account("yuan")) == ["来水了"]


def test_a_group_is_not_flooded(wire: Wire, play: TelegramPlay) -> None:
    assert play.group is not None
    for number in range(30):
        owing(wire, f"第{number}条", play.group)
    wire.settle()
    wire.town.later(minutes=2)
    heard = [text for text in texts(play, play.group) if text.startswith("第")]
    assert "\n\n".join(heard).split("\n\n") == [f"第{number}条" for number in range(30)]
    assert len(heard) == tried(play, "第")


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        ("Forbidden: bot was blocked by the user", "停用"),
        ("Forbidden: user is deactivated", "注销"),
        ("Forbidden: bot was kicked from the supergroup chat", "移出"),
        ("Forbidden: something new", "something new"),
    ],
)
def test_who_cannot_be_reached_is_told_with_the_reason(
    wire: Wire, play: TelegramPlay, refusal: str, reason: str
) -> None:
    play.person("yuan").refusal = refusal
    owing(wire, "来水了", play.account("yuan"))
    wire.settle()
    (told,) = wire.given_up()
    assert reason in str(told)


def test_who_never_opened_the_bot_is_told_what_is_missing(wire: Wire, play: TelegramPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热", group=True)
    owing(wire, "来水了", play.account("李姐"))
    owing(wire, "来水了", "424242")
    wire.settle()
    assert any("点“开始”" in str(reason) for reason in wire.given_up())
    assert any("找不到" in str(reason) for reason in wire.given_up())


def test_a_group_that_moved_tells_its_new_number(wire: Wire, play: TelegramPlay) -> None:
    assert play.group is not None
    play.api.chats[int(play.group)].moved_to = -1009876
    owing(wire, "来水了", play.group)
    wire.settle()
    assert "-1009876" in str(wire.given_up())


def test_a_token_that_is_refused_can_be_mended(wire: Wire, play: TelegramPlay) -> None:
    play.api.failures.append(RefusalError(401, "Unauthorized"))
    owing(wire, "来水了", play.account("yuan"))
    wire.settle()
    assert wire.given_up() == []
    wire.town.later(minutes=1)
    assert texts(play, play.account("yuan")) == ["来水了"]


def test_a_card_has_short_rows_of_buttons_with_short_ids(wire: Wire, play: TelegramPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    card = play.newest(play.account("yuan"))
    rows = card["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["接单", "办结", "转派"], ["退单"]]
    assert all(len(button["callback_data"]) == 12 for row in rows for button in row)
    assert card["text"].startswith("【")
    assert wire.town.ticket().number in card["text"]
    assert "回复数字" not in card["text"]


def test_a_pressed_button_is_answered_and_ticked(wire: Wire, play: TelegramPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    card = play.newest(play.account("yuan"))
    play.presses("yuan", "接单")
    wait(lambda: card["reply_markup"]["inline_keyboard"][0][0]["text"] == "✓ 接单")
    wire.settle()
    assert wire.town.ticket().status == "accepted"
    assert "收到" in play.api.queries.values()


def test_a_press_counts_once_however_often_it_is_brought(wire: Wire, play: TelegramPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    card, before = play.newest(play.account("yuan")), len(wire.accepted())
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    query = {"id": "77", "from": play.user("yuan"), "chat_instance": "1", "message": card, "data": data}
    # Telegram has forgotten the query already: the press counts all the same, and is seen on the card.
    for _ in range(2):
        play.happens("callback_query", query)
    wait(lambda: card["reply_markup"]["inline_keyboard"][0][0]["text"] == "✓ 接单")
    wire.settle()
    assert len(wire.accepted()) == before + 1
    assert wire.town.ticket().status == "accepted"


def test_a_button_of_somebody_else_does_nothing(wire: Wire, play: TelegramPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    card = play.newest(play.account("yuan"))
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    play.says("王叔", "你好")
    play.press_data("王叔", card, data)
    wire.settle()
    assert wire.town.ticket().status == "dispatched"
    assert texts(play, play.account("王叔"))[-1] == phrases.NOT_YOUR_BUTTON


def fetched(wire: Wire, reference: str) -> Download:
    product = wire.town.product
    platform = product.platforms["telegram"]
    return product.wires.submit(platform, platform.fetch(reference)).result(20)


def test_a_photo_is_fetched_from_telegram(wire: Wire, play: TelegramPlay) -> None:
    play.api.files["p1"] = b"\xff\xd8jpeg"
    assert fetched(wire, "p1") == Download(b"\xff\xd8jpeg", "image/jpeg", "p1.jpg")
    wire.town.later(hours=2)
    # The address of a file ends after an hour; we ask for a new one each time.
    assert fetched(wire, "p1").content == b"\xff\xd8jpeg"


@pytest.mark.parametrize("reference", ["nothing", "large"])
def test_a_photo_that_cannot_be_had_is_said_so(wire: Wire, play: TelegramPlay, reference: str) -> None:
    play.api.files["large"] = b"x" * (20 * 1024 * 1024 + 1)
    with pytest.raises(DeliveryError, match="Telegram"):
        fetched(wire, reference)


def test_the_token_is_in_no_log_and_no_reason(wire: Wire, play: TelegramPlay, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    play.fails(Mishap.DOWN, Mishap.GONE)
    owing(wire, "来水了", play.account("yuan"))
    owing(wire, "来电了", play.account("wang"))
    wire.settle()
    wire.town.later(minutes=5)
    with pytest.raises(DeliveryError) as caught:
        fetched(wire, "nothing")
    assert TOKEN not in caplog.text + str(wire.given_up()) + str(caught.value)
