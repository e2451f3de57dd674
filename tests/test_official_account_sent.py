"""Stories of the 公众号, outward: windows, notices, long texts and cards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.base import DeliveryError
from bot.channels.official_account.channel import OfficialAccount
from handlers.messages import Button, Card, Kind, Outbound
from tests import official_account_town as account
from tests.official_account_town import NOTICE_CALL, SEND_CALL, ask, owing, seen
from tests.plays import Mishap
from tests.plays_official_account import OfficialAccountPlay
from tests.wire import Wire

wire, play, platform = account.wire, account.play, account.platform


@pytest.fixture
def agreed(wire: Wire, play: OfficialAccountPlay) -> OfficialAccountPlay:
    """李姐 has written, was answered, and agreed to one notice."""
    play.says("李姐", "谢谢")
    play.agrees("李姐")
    wire.settle()
    return play


def unasked(wire: Wire, play: OfficialAccountPlay) -> str:
    """Owe 李姐 a text that nobody tries to send as a message; returns what arrives."""
    asked = play.wechat.calls.count(SEND_CALL)
    owing(wire, "来水了")
    wire.settle()
    assert play.wechat.calls.count(SEND_CALL) == asked, "WeChat was asked in vain"
    return seen(play)[-1]


# --- windows ---


def test_five_messages_in_two_days_and_five_more_when_he_writes_again(wire: Wire, play: OfficialAccountPlay) -> None:
    play.says("李姐", "谢谢")
    wire.settle()
    owing(wire, "一", "二", "三", "四", "五")
    wire.settle()
    assert seen(play)[1:] == ["一", "二", "三", "四"]
    (reason,) = wire.given_up()
    assert "48 小时" in (reason or "")
    assert "订阅通知" in (reason or "")
    play.says("李姐", "谢谢")
    wire.settle()
    owing(wire, "六")
    wire.settle()
    assert seen(play)[-1] == "六"


def test_following_opens_a_minute_only(wire: Wire, play: OfficialAccountPlay) -> None:
    play.happens("李姐", "subscribe")
    wire.settle()
    assert len(seen(play)) == 1
    wire.town.later(minutes=2)
    owing(wire, "来水了")
    wire.settle()
    assert len(seen(play)) == 1
    assert "45015" in (wire.given_up()[0] or "")


def test_a_pressed_entry_opens_no_two_days(wire: Wire, play: OfficialAccountPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    play.agrees("李姐")
    wire.settle()
    wire.town.later(hours=47)
    before = len(seen(play))
    play.presses("李姐", "撤销")
    wire.settle()
    assert len(seen(play)) > before
    wire.town.later(hours=2)
    assert unasked(wire, play).startswith("通知")


def test_who_left_is_sent_notices_only(wire: Wire, agreed: OfficialAccountPlay) -> None:
    agreed.wechat.people[agreed.account("李姐")].windows.clear()
    agreed.happens("李姐", "unsubscribe")
    assert unasked(wire, agreed).startswith("通知")


def test_after_two_days_a_notice_comes_to_whoever_agreed(wire: Wire, agreed: OfficialAccountPlay) -> None:
    wire.town.later(hours=49)
    assert unasked(wire, agreed) == "通知｜有新消息｜来水了｜2026年11月18日 10:00"


def test_the_last_question_reaches_whoever_agreed(wire: Wire, play: OfficialAccountPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    play.agrees("李姐")
    wire.settle()
    wire.town.later(hours=50)
    play.presses("yuan", "接单")
    wire.settle()
    play.presses("yuan", "办结")
    wire.settle()
    play.says("yuan", "放了气，室温21度")
    wire.settle()
    wire.town.later(days=4)
    told = [text.rpartition("｜")[0] for text in seen(play)[1:]]
    assert (
        told
        == [
            "通知｜有新消息｜请进公众号发“进度”查看",
            "通知｜请您确认｜处理完了，请进公众号确认是否解决",
            "通知｜回访｜解决了吗？请回1到5分，5分最满意",
            "通知｜回访提醒｜解决了吗？请回1到5分，5分最满意",
        ][: len(told)]
    )
    assert len(told) >= 3
    play.says("李姐", "5分")
    wire.settle()
    assert (wire.town.ticket().status, wire.town.ticket().rating) == ("closed", 5)


def test_a_full_window_is_a_closed_one(wire: Wire, agreed: OfficialAccountPlay) -> None:
    owing(wire, "一", "二", "三", "四", "五")
    wire.settle()
    assert [text.partition("｜")[0] for text in seen(agreed)[1:]] == ["一", "二", "三", "四", "通知"]


def test_when_wechat_says_closed_the_notice_goes(wire: Wire, agreed: OfficialAccountPlay) -> None:
    agreed.wechat.people[agreed.account("李姐")].windows.clear()
    owing(wire, "来水了", "来电了")
    wire.settle()
    assert [text.partition("｜")[0] for text in seen(agreed)[1:]] == ["通知", "通知"]
    assert agreed.wechat.calls.count(SEND_CALL) == 2


@pytest.mark.parametrize("status", ["reject", "ban"])
def test_who_took_it_back_gets_no_notice(wire: Wire, play: OfficialAccountPlay, status: str) -> None:
    play.agrees("李姐")
    play.agrees("李姐", status)
    owing(wire, "来水了")
    wire.settle()
    assert NOTICE_CALL not in play.wechat.calls
    assert "订阅通知" in (wire.given_up()[0] or "")


def test_a_consent_that_was_used_up_is_forgotten(wire: Wire, play: OfficialAccountPlay) -> None:
    play.agrees("李姐")
    play.wechat.people[play.account("李姐")].agreed.clear()
    owing(wire, "来水了", "来电了")
    wire.settle()
    assert play.wechat.calls.count(NOTICE_CALL) == 1
    assert len(wire.given_up()) == 2


def test_without_our_count_wechat_decides(wire: Wire, play: OfficialAccountPlay) -> None:
    """After a restored backup, or for an official who wrote before we were there."""
    play.wechat.opens(play.account("李姐"), timedelta(hours=40), 5)
    owing(wire, "来水了")
    wire.settle()
    assert seen(play) == ["来水了"]


# --- long texts and cards ---


@pytest.mark.parametrize("mishap", [Mishap.DOWN, Mishap.BUSY])
def test_pieces_that_went_before_a_failure_do_not_go_again(
    wire: Wire, play: OfficialAccountPlay, platform: OfficialAccount, mishap: Mishap
) -> None:
    play.says("李姐", "谢谢")
    wire.settle()
    message = Outbound("k-1", platform.name, play.account("李姐"), Kind.ANSWER, "暖" * 2000)
    play.wechat.mishaps += [None, mishap]
    with pytest.raises(DeliveryError):
        ask(wire, platform.send(message)).result(timeout=10)
    ask(wire, platform.send(message)).result(timeout=10)
    assert [len(text) for text in seen(play)[1:]] == [682, 682, 636]


def test_a_card_is_a_menu_message_without_numbers(wire: Wire, play: OfficialAccountPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    card = play.shown("yuan")[-1]
    assert "接单" in card.buttons
    assert "回复数字" not in card.text


def test_where_menu_messages_are_not_allowed_numbers_do(wire: Wire, play: OfficialAccountPlay) -> None:
    play.wechat.verified = False
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    assert "回复数字办理：1 接单" in play.shown("yuan")[-1].text
    play.says("yuan", "1")
    wire.settle()
    assert wire.town.ticket().status == "accepted"


def test_a_card_too_long_for_a_menu_message_is_text(wire: Wire, play: OfficialAccountPlay) -> None:
    play.says("李姐", "谢谢")
    wire.settle()
    owing(wire, "暖" * 700, card=Card("长", (), "", (Button("cancel", "撤销"),)))
    wire.settle()
    assert [len(text) for text in seen(play)[1:]] == [682, 18]
