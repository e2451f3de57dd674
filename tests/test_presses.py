"""Buttons: whose, on which ticket, in which state; a press is carried out, asked about or refused in a sentence."""

from __future__ import annotations

import pytest

from handlers.messages import Card
from storage.outbox import OutboxRow
from tests.fakes import MONDAY, Town
from tests.life_fakes import said_back as last


def button(rows: list[OutboxRow], action: str) -> str:
    """Id of the newest button with this action."""
    for row in reversed(rows):
        for offered in Card.of_json(row.card).buttons if row.card else ():
            if offered.action == action:
                return offered.id
    raise AssertionError(action)


def ok(town: Town, who: str, **more: str) -> bool:
    """Whether a press was carried out."""
    outcome = town.says(who, **more)
    assert outcome is not None
    return outcome.ok


def test_a_button_by_its_id_alone_does_what_it_says(heating: Town) -> None:
    assert ok(heating, "yuan", button=button(heating.received("yuan"), "accept"))
    assert heating.assignees(heating.ticket()) == ["yuan"]


def test_the_stored_action_counts_not_the_one_claimed(heating: Town) -> None:
    assert ok(heating, "yuan", button=button(heating.received("yuan"), "accept"), press="resolve", text="换了阀门")
    assert heating.ticket().status == "accepted"


def test_somebody_elses_button_does_nothing(heating: Town) -> None:
    theirs = button(heating.received("yuan"), "accept")
    assert not ok(heating, "jd", button=theirs)
    assert not ok(heating, "路人", button=theirs)
    assert not ok(heating, "yuan", button="nosuchbutton")
    assert "没有改动" in last(heating, "jd")
    assert heating.ticket().status == "dispatched"


def test_an_old_button_is_answered_with_the_state_of_things(heating: Town) -> None:
    old = button(heating.received("wang"), "accept")
    heating.presses("yuan", "accept")
    assert not ok(heating, "wang", button=old)
    assert "由院长李秀英负责" in last(heating, "wang")


def test_a_press_means_the_newest_card_that_still_fits(heating: Town) -> None:
    heating.says("李姐", "停水了")
    heating.presses("yuan", "accept")
    heating.presses("yuan", "accept")
    assert [ticket.status for ticket in heating.tickets()] == ["accepted", "accepted"]
    assert not ok(heating, "yuan", press="accept")


@pytest.mark.parametrize(
    "action", ["whistle", "sign_in", "report", "claim", "join", "", "accept:1:2", "删除", "rate", "rate:9"]
)
def test_what_no_button_does_is_answered_in_a_sentence(heating: Town, action: str) -> None:
    before = heating.ticket()
    assert not ok(heating, "jd", press=action)
    assert last(heating, "jd").endswith("没有改动。")
    assert heating.ticket() == before


def test_without_a_card_nothing_can_be_pressed(heating: Town) -> None:
    assert not ok(heating, "jd", press="accept")
    assert "现在没有可以“接单”的" in last(heating, "jd")


def test_a_card_that_was_not_delivered_yet_offers_nothing(heating: Town) -> None:
    heating.clock.move_to(MONDAY.replace(hour=23))
    heating.presses("yuan", "resolve", "换了阀门")
    assert not ok(heating, "李姐", press="confirm")
    heating.later(hours=10)
    assert ok(heating, "李姐", press="confirm")


def test_who_was_not_told_may_do_nothing(heating: Town) -> None:
    number = heating.ticket().number
    assert not ok(heating, "jd", press="accept", ticket=number)
    assert "没有派给您" in last(heating, "jd")
    assert not ok(heating, "jd", press="accept", ticket="990101-0001")


def test_at_the_desk_a_dispatcher_may_act_on_every_ticket_and_nobody_else_may(heating: Town) -> None:
    number = heating.ticket().number
    assert not ok(heating, "jd", channel="desk", press="accept", ticket=number)
    assert ok(heating, "zx", channel="desk", press="transfer", ticket=number, text="王建国 他熟悉")
    assert heating.assignees(heating.ticket()) == ["fwz"]


def test_once_somebody_has_it_others_may_help_but_not_decide(heating: Town) -> None:
    heating.presses("yuan", "accept")
    assert not ok(heating, "gr", press="return", ticket=heating.ticket().number)
    assert "院长李秀英负责" in last(heating, "gr")
    assert ok(heating, "gr", press="progress", ticket=heating.ticket().number, text="热力公司已到场放气")
    assert "热力公司已到场放气" in last(heating, "yuan")


@pytest.mark.parametrize("action", ["cancel", "confirm", "reject", "rate:5"])
def test_nobody_speaks_for_the_reporter(heating: Town, action: str) -> None:
    heating.presses("yuan", "resolve", "换了阀门")
    for who, channel in (("老张", "sim"), ("yuan", "sim"), ("zx", "desk")):
        assert not ok(heating, who, channel=channel, press=action, ticket=heating.ticket().number)
    assert heating.ticket().status == "resolved"


def test_the_receipt_withdraws(heating: Town) -> None:
    assert ok(heating, "李姐", press="cancel")
    assert heating.ticket().outcome == "cancelled"
    assert not ok(heating, "李姐", press="cancel")
    assert "已经结束了" in last(heating, "李姐")


def test_old_buttons_of_a_resident_are_answered_kindly(heating: Town) -> None:
    heating.presses("yuan", "resolve", "换了阀门")
    heating.presses("李姐", "reject")
    assert not ok(heating, "李姐", press="confirm")
    assert "正在办" in last(heating, "李姐")
    assert "工单" not in last(heating, "李姐")
