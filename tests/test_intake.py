"""From a platform's event to the inbox: once, cleaned, and kept until it is handled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot import intake
from handlers import receive
from handlers.messages import MAX_TEXT, Inbound
from storage import inbox
from tests.fakes import MONDAY, Town

MESSAGE = Inbound("sim", "a", MONDAY, "李姐", text="锦园3号楼暖气不热")


def _with(field: str, value: str) -> Inbound:
    changed: Any = {field: value}
    return replace(MESSAGE, **changed)


def test_a_message_delivered_twice_is_stored_once(town: Town) -> None:
    assert intake.accept(town.product, MESSAGE)
    assert not intake.accept(town.product, MESSAGE)
    assert len(town.worker.run_inbox()) == 1


def test_the_same_id_on_another_channel_is_another_message(town: Town) -> None:
    assert intake.accept(town.product, MESSAGE)
    assert intake.accept(town.product, replace(MESSAGE, channel="desk"))


@pytest.mark.parametrize("field", ["sender", "id"])
@pytest.mark.parametrize("value", ["", " ", "\u202e", "\x00", "长" * 192])
def test_what_has_no_sender_id_or_group_is_refused_in_a_sentence(town: Town, field: str, value: str) -> None:
    message = _with(field, value)
    with pytest.raises(ValueError, match="为空或超过191个字符。"):
        intake.accept(town.product, message)
    assert town.worker.run_inbox() == []


@pytest.mark.parametrize(
    "field", ["sender", "id", "chat", "text", "sender_name", "reply_to", "press", "button", "ticket"]
)
def test_control_and_turning_marks_are_taken_out_of_every_field(field: str) -> None:
    cleaned = intake.clean(_with(field, "a\x00\x1b\u202e\u2066\ufeffb\ud800"))
    value: Any = getattr(cleaned, field)
    assert value == "ab?"


def test_lines_tabs_and_joined_emoji_are_kept() -> None:
    text = "一\r\n二\t三👨\u200d👩\u200d👧𠮷"
    assert intake.clean(replace(MESSAGE, text=text)).text == "一\n二\t三👨\u200d👩\u200d👧𠮷"


def test_names_of_pictures_are_cleaned() -> None:
    assert intake.clean(replace(MESSAGE, images=("a\x00.jpg",))).images == ("a.jpg",)


def test_a_text_without_end_is_cut_and_says_so() -> None:
    text = intake.clean(replace(MESSAGE, text="冷" * (MAX_TEXT + 1))).text
    assert len(text) < MAX_TEXT + 50
    assert text.endswith("（原文过长，已截断）")
    assert intake.clean(replace(MESSAGE, text="冷" * MAX_TEXT)).text == "冷" * MAX_TEXT


def test_strange_names_and_texts_are_stored_on_both_databases(any_town: Town) -> None:
    any_town.says("李姐", "锦园3号楼暖气不热\x00\ud800𠮷", sender_name="长\x00" * 400, reply_to="\x00b")
    assert any_town.ticket().summary == "锦园3号楼暖气不热?𠮷"


def test_what_cannot_be_handled_is_tried_again_and_then_left_to_people(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(intake, "receive", broken)
    intake.accept(town.product, MESSAGE)
    for _ in range(20):
        assert town.worker.run_inbox() == []
        town.later(minutes=2)
    with town.product.database.read() as conn:
        assert inbox.count_by_state(conn, town.product.district) == {"failed": 1}
    assert town.tickets() == []


def test_what_could_not_be_handled_once_is_handled_the_next_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(intake, "receive", broken)
    intake.accept(town.product, MESSAGE)
    assert town.worker.run_inbox() == []
    monkeypatch.setattr(intake, "receive", receive.receive)
    town.later(seconds=5)
    town.worker.run_inbox()
    assert town.ticket().category == "heating"


def test_a_moment_of_any_zone_is_the_same_moment(town: Town) -> None:
    moment = datetime.fromisoformat("2026-11-16T02:00:00+01:00")
    assert intake.accept(town.product, replace(MESSAGE, at=moment))
    (row, _), *_ = town.worker.run_inbox()
    assert row.at == MONDAY
