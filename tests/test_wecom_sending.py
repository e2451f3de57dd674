"""What WeCom's application sends: nothing dropped, nothing twice, cards that fit; and what the doctor finds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot import memory
from bot.channels import registry
from bot.channels.base import UntriedError
from handlers.messages import Button, Card, Kind, Outbound
from storage.database import Database
from tests import wecom_town as wecom
from tests.plays import Mishap
from tests.plays_wecom import WecomPlay
from tests.wecom_town import ask, platform, send
from tests.wire import Wire

play, wire = wecom.play, wecom.wire


def texts(play: WecomPlay, who: str = "yuan") -> list[str]:
    return [shown.text for shown in play.shown(who)]


def later(wire: Wire, **length: float) -> None:
    wire.town.clock.move_to(wire.town.clock.now() + timedelta(**length))
    wire.settle()


# --- limits ---


def test_forty_notices_in_a_minute_all_arrive_and_in_thirty_messages_at_most(wire: Wire, play: WecomPlay) -> None:
    notices = [f"第{number}号工单有进展" for number in range(40)]
    for notice in notices:
        send(wire, "yuan", notice)
        later(wire, seconds=1)
    later(wire, seconds=20)
    assert play.corp.dropped == []
    assert len(texts(play)) <= 30
    assert "\n\n".join(texts(play)).split("\n\n") == notices


def test_what_is_owed_at_once_is_joined_within_what_a_message_holds(wire: Wire, play: WecomPlay) -> None:
    notices = [f"第{number}号工单有进展：" + "已经派人去看" * 20 for number in range(40)]
    send(wire, "yuan", *notices)
    assert 1 < len(texts(play)) <= 30
    assert "\n\n".join(texts(play)).split("\n\n") == notices


def test_who_gets_few_messages_gets_each_by_itself(wire: Wire, play: WecomPlay) -> None:
    send(wire, "yuan", "一", "二", "三")
    assert texts(play) == ["一", "二", "三"]


def test_two_processes_together_send_a_member_no_more_than_he_gets(wire: Wire, play: WecomPlay) -> None:
    other = registry.connect("wecom", play.section(), memory.kit_for(wire.town.product, "wecom"))
    taken, refused = 0, 0
    for number in range(20):
        for process in (platform(wire), other):
            message = Outbound(f"two:{id(process)}:{number}", "wecom", "yuan", Kind.EMERGENCY, f"第{number}号")
            try:
                ask(wire, process.send(message))
                taken += 1
            except UntriedError:
                refused += 1
    ask(wire, other.close())
    assert play.corp.dropped == []
    assert (taken, refused) == (30, 10)
    later(wire, seconds=61)
    send(wire, "yuan", "新的一分钟")
    assert texts(play)[-1] == "新的一分钟"


def test_an_emergency_waits_for_nobody(wire: Wire, play: WecomPlay) -> None:
    send(wire, "yuan", *[f"第{number}号" for number in range(25)])
    send(wire, "yuan", "还有一条")
    assert texts(play)[-1] != "还有一条"
    send(wire, "yuan", "3号楼煤气泄漏", kind=Kind.EMERGENCY)
    assert texts(play)[-1] == "3号楼煤气泄漏"
    later(wire, seconds=61)
    assert texts(play)[-1] == "还有一条"


def test_the_pieces_of_long_texts_count_too(wire: Wire, play: WecomPlay) -> None:
    # No two pieces read alike: WeCom takes the very same request for a repetition, and drops it as we ask it to.
    long, longer = ("".join(f"{house}号{who}家暖气不热，都冻着。\n" for house in range(1200)) for who in "王李")
    send(wire, "yuan", long, longer)
    # How many go out within one minute of ours depends on how fast the machine is; none is lost, and all arrive.
    wanted = "".join((long + longer).split())
    for _ in range(100):
        later(wire, seconds=61)
        if len("".join("".join(texts(play)).split())) >= len(wanted):
            break
    assert play.corp.dropped == []
    assert "".join("".join(texts(play)).split()) == wanted


# --- once ---


def test_two_equal_answers_both_arrive(wire: Wire, play: WecomPlay) -> None:
    send(wire, "yuan", "好的，没有改动。")
    send(wire, "yuan", "好的，没有改动。")
    assert texts(play) == ["好的，没有改动。"] * 2


def test_what_was_taken_without_an_answer_is_not_shown_twice(wire: Wire, play: WecomPlay) -> None:
    play.corp.lost_answers = 1
    send(wire, "yuan", "来水了", card=Card("来水了", (), "", (Button("accept", "接单"),)))
    later(wire, seconds=60)
    assert len(play.shown("yuan")) == 1
    assert wire.given_up() == []


def test_after_a_failure_only_the_rest_of_a_long_text_is_sent(wire: Wire, play: WecomPlay) -> None:
    long = "".join(f"第{number}户暖气不热。" for number in range(400))
    play.corp.mishaps += [None, None, Mishap.BUSY]
    send(wire, "yuan", long)
    assert len(texts(play)) == 2
    later(wire, minutes=2)
    assert "".join(texts(play)) == long


# --- people ---


@pytest.mark.parametrize("kind", [False, True])
def test_who_left_is_named_to_people(wire: Wire, play: WecomPlay, kind: bool) -> None:
    play.corp.left.add("ZhangWei")
    play.corp.kind_to_strangers = kind
    send(wire, "ZhangWei", "新工单")
    (reason,) = wire.given_up()
    assert reason is not None
    assert "ZhangWei" in reason
    send(wire, "yuan", "新工单")
    assert texts(play) == ["新工单"]


@pytest.mark.parametrize("account", ["@all", "yuan|gr"])
def test_nobody_becomes_everybody(wire: Wire, play: WecomPlay, account: str) -> None:
    send(wire, account, "新工单")
    assert play.corp.messages == []
    assert len(wire.given_up()) == 1


# --- cards ---


def test_what_is_too_long_for_its_place_on_the_card_comes_whole_before_it(wire: Wire, play: WecomPlay) -> None:
    place = "电子城街道明德门教师安居小区西区13号楼2单元1501室"
    note = "暖气不热，" * 40
    card = Card("新工单" * 10, (("编号", "1"), ("地点", place), ("备注", "")), note, (Button("accept", "接单"),))
    send(wire, "yuan", "文本", card=card)
    whole, shown = play.shown("yuan")
    assert all(part in whole.text for part in (place, note, "新工单" * 10))
    assert "回复数字" not in whole.text
    assert shown.buttons == ("接单",)


def test_a_card_that_fits_comes_alone(wire: Wire, play: WecomPlay) -> None:
    send(wire, "yuan", "文本", card=Card("新工单", (("地点", "锦园3号楼"),), "不热", (Button("accept", "接单"),)))
    (shown,) = play.shown("yuan")
    assert shown.text.split("\n") == ["新工单", "地点：锦园3号楼", "不热"]


def test_more_buttons_than_a_card_holds_are_numbers_in_words(wire: Wire, play: WecomPlay) -> None:
    buttons = tuple(Button(f"rate:{number}", f"{number}分") for number in range(7))
    send(wire, "yuan", "请回复数字", card=Card("打分", (), "", buttons))
    assert texts(play) == ["请回复数字"]


# --- tokens and the doctor ---


def test_one_token_serves_until_it_ends(wire: Wire, play: WecomPlay) -> None:
    send(wire, "yuan", "一")
    send(wire, "yuan", "二")
    assert play.corp.tokens_given == 1
    later(wire, hours=3)
    send(wire, "yuan", "三")
    assert play.corp.tokens_given == 2


def troubles(wire: Wire) -> list[str]:
    return [f"{trouble.sentence} {trouble.remedy}" for trouble in ask(wire, platform(wire).examine())]


def test_the_doctor_finds_nothing_where_nothing_is(wire: Wire) -> None:
    assert troubles(wire) == []


def test_the_doctor_names_the_address_that_is_not_trusted(wire: Wire, play: WecomPlay) -> None:
    play.corp.allowed_addresses.clear()
    (said,) = troubles(wire)
    assert "203.0.113.9" in said
    assert "企业可信IP" in said


@pytest.mark.parametrize(
    ("wrong", "said"), [({"secret": "x"}, "SECRET"), ({"corp_id": "ww-x"}, "CORP_ID"), ({"agent_id": 7}, "AGENT_ID")]
)
def test_the_doctor_names_the_setting_that_is_wrong(
    play: WecomPlay, sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], said: str
) -> None:
    spoiled = type(play.section()).model_validate(play.section().model_dump() | wrong)
    monkeypatch.setattr(play, "section", lambda: spoiled)
    with Wire(sqlite, tmp_path, play).up() as wire:
        (found,) = troubles(wire)
    assert f"MINHU_WECOM__{said}" in found


def test_the_doctor_sees_an_application_that_was_closed(wire: Wire, play: WecomPlay) -> None:
    play.corp.closed = True
    (said,) = troubles(wire)
    assert "停用" in said


def test_the_doctor_compares_the_clocks(wire: Wire, play: WecomPlay) -> None:
    right = play.corp.now
    play.corp.now = lambda: right() + timedelta(minutes=31)
    (said,) = troubles(wire)
    assert "31 分钟" in said
