"""Presses on WeCom's cards: carried out once, shown on the card while it may be changed, and always answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import wecom_town as wecom
from tests.fakes import Town
from tests.plays_wecom import WecomPlay
from tests.wire import Wire, wait

play, wire = wecom.play, wecom.wire


@pytest.fixture
def heating(wire: Wire, play: WecomPlay) -> Town:
    """A ticket of cold radiators waits to be accepted."""
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    return wire.town


def test_a_press_is_carried_out_and_shown_on_the_card(heating: Town, wire: Wire, play: WecomPlay) -> None:
    card = play.card("yuan", "接单")
    play.presses("yuan", "接单")
    wait(lambda: card.replaced)
    assert card.replaced == "已选：接单"
    wire.settle()
    assert heating.assignees(heating.ticket()) == ["yuan"]
    assert "办结" in play.shown("yuan")[-1].buttons


def test_the_same_press_told_three_times_is_one(heating: Town, wire: Wire, play: WecomPlay) -> None:
    card = play.card("yuan", "接单")
    before = len(wire.accepted())
    play.tell(play.press(card, "接单"), lost_answers=2)
    wait(lambda: card.replaced)
    wire.settle()
    assert len(wire.accepted()) == before + 1
    assert play.corp.updates_refused == 0


def test_two_buttons_in_the_same_second_are_two_presses(heating: Town, wire: Wire, play: WecomPlay) -> None:
    card = play.card("yuan", "接单")
    before = len(wire.accepted())
    for label in ("接单", "转派"):
        play.tell(play.press(card, label))
    assert len(wire.accepted()) == before + 2


def test_a_press_on_a_card_whose_ticket_went_on_is_answered(heating: Town, wire: Wire, play: WecomPlay) -> None:
    stale = play.press(play.card("wang", "接单"), "接单")
    play.presses("yuan", "接单")
    wire.settle()
    play.tell(stale)
    wire.settle()
    assert "李秀英" in play.shown("wang")[-1].text
    assert heating.assignees(heating.ticket()) == ["yuan"]


def test_after_three_days_a_press_still_counts_and_brings_a_fresh_card(
    heating: Town, wire: Wire, play: WecomPlay
) -> None:
    card = play.card("yuan", "接单")
    heating.later(hours=73)
    play.tell(play.press(card, "接单"))
    wait(lambda: play.corp.updates_refused)
    wire.settle()
    assert card.replaced == ""
    assert heating.ticket().status == "accepted"
    assert "办结" in play.shown("yuan")[-1].buttons


def test_the_code_of_the_sent_card_serves_once_where_a_press_brings_none(
    heating: Town, wire: Wire, play: WecomPlay
) -> None:
    card = play.card("yuan", "接单")
    assert card.card is not None
    key = card.card["button_list"][0]["key"]
    for second in (0, 1):
        heating.clock.move_to(heating.clock.now() + timedelta(seconds=second))
        pressed = {"MsgType": "event", "Event": "template_card_event", "EventKey": key}
        play.tell(play.sealed(play.event("yuan", **pressed, TaskId=card.card["task_id"])))
        wait(lambda: card.replaced)
    wire.settle()
    assert len(wire.accepted()) == 3
    assert play.corp.updates_refused == 0


def test_somebody_elses_button_does_nothing(heating: Town, wire: Wire, play: WecomPlay) -> None:
    theirs = replace(play.card("yuan", "接单"), to=play.account("jd"))
    play.tell(play.press(theirs, "接单"))
    wire.settle()
    assert heating.ticket().status == "dispatched"
    assert "没有改动" in play.shown("jd")[-1].text


@pytest.mark.parametrize("stop", ["取消", "算了"])
def test_who_thinks_better_of_it_has_the_buttons_of_the_present_state_again(
    heating: Town, wire: Wire, play: WecomPlay, stop: str
) -> None:
    card = play.card("yuan", "退单")
    play.presses("yuan", "退单")
    wait(lambda: card.replaced)
    wire.settle()
    play.says("yuan", stop)
    wire.settle()
    fresh = play.shown("yuan")[-1]
    assert "没有改动" in fresh.text
    assert fresh.buttons == ("接单", "办结", "转派", "退单")
    play.presses("yuan", "接单")
    wire.settle()
    assert heating.ticket().status == "accepted"


def test_words_that_never_came_leave_a_card_with_buttons(heating: Town, wire: Wire, play: WecomPlay) -> None:
    play.presses("yuan", "退单")
    wire.settle()
    heating.later(minutes=61)
    wire.settle()
    fresh = play.shown("yuan")[-1]
    assert "没有收到您的说明" in fresh.text
    assert fresh.buttons == ("接单", "办结", "转派", "退单")
