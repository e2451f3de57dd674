"""What is sent on the 公众号, within its limits; without any platform."""

from __future__ import annotations

import pytest

from bot.channels.official_account import encode
from handlers.messages import Button, Card, Kind, Outbound
from tests.fakes import MONDAY

RATE = Card(
    "回访", (("编号", "261116-0001"),), "…", (Button("rate:5", "5 很满意", "b5"), Button("rate:1", "1 很差", "b1"))
)


def message(text: str, card: Card | None = None, kind: Kind = Kind.ANSWER) -> Outbound:
    return Outbound("k", "official_account", "o1", kind, text, card)


def noticed(message: Outbound, **fields: str) -> dict[str, str]:
    return {name: part["value"] for name, part in encode.notice(message, fields, MONDAY).items()}


def test_a_notice_says_what_the_template_asks_for() -> None:
    said = message("想问问您：锦园小区3号楼供暖问题，现在解决了吗？请打1到5分，5分最满意。", RATE, Kind.SURVEY)
    fields = {"thing1": "title", "thing2": "text", "character_string3": "number", "time4": "time", "phrase5": "待评价"}
    assert noticed(said, **fields) == {
        "thing1": "回访",
        "thing2": "解决了吗？请回1到5分，5分最满意",
        "character_string3": "261116-0001",
        "time4": "2026年11月16日 09:00",
        "phrase5": "待评价",
    }


def test_a_notice_finds_the_number_in_the_words() -> None:
    assert noticed(message("供暖问题（编号261116-0001）：正在办"), number1="number") == {"number1": "261116-0001"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("来水了", "来水了"),
        ("一\n二", "一 二"),
        ("", "-"),
        ("暖" * 20, "暖" * 20),
        ("暖" * 21, "请进公众号发“进度”查看"),
    ],
)
def test_a_field_is_one_short_line_and_never_empty(text: str, value: str) -> None:
    assert noticed(message(text), thing1="text") == {"thing1": value}


def test_a_long_title_is_cut() -> None:
    said = message("来水了", Card("锦园小区3号楼2单元501室暖气不热的工单有新进展"))
    assert noticed(said, thing1="title", phrase2="title") == {
        "thing1": "锦园小区3号楼2单元501室暖气不热的…",
        "phrase2": "锦园小区…",
    }


def test_buttons_are_entries_with_their_ids() -> None:
    (piece,) = encode.pieces(message("解决了吗？", RATE), menus=True)
    assert piece["msgtype"] == "msgmenu"
    assert piece["msgmenu"]["list"] == [{"id": "b5", "content": "5 很满意"}, {"id": "b1", "content": "1 很差"}]


def test_what_goes_within_a_call_is_one_text() -> None:
    receipt = Card("已登记", (), "…", (Button("cancel", "撤销", "b1"),))
    assert encode.fits_an_answer(message("暖" * 682))
    assert not encode.fits_an_answer(message("暖" * 683))
    assert encode.fits_an_answer(message("已登记", receipt, Kind.ACK))
    assert not encode.fits_an_answer(message("解决了吗？", RATE, Kind.SURVEY))
    assert not encode.fits_an_answer(message(""))
