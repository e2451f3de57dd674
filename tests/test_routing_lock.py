"""首接负责: who had a ticket first has it for good once it was sent back too often."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes import Town, tree
from tests.life_fakes import imported, kinds, people, said_back, sent, sound, with_duties
from tests.routed_fakes import checked


def twice_returned(town: Town) -> Town:
    """院长 sends it back, and so does the 服务长 above him."""
    town.says("李姐", "锦园停水了")
    town.presses("yuan", "return", "不归我管")
    town.presses("fwz", "return", "也不归我管")
    return town


def test_the_second_return_gives_it_to_the_first_responsible_for_good(any_town: Town) -> None:
    town = twice_returned(any_town)
    assert town.assignees(town.ticket()) == ["wang", "yuan"]
    assert kinds(town, town.ticket())[-2:] == ["dispatched", "locked"]
    assert "首接负责，不再退单" in sent(town, "yuan", "notify")[-1]
    assert people(town, town.ticket())["fwz"] == "participant"
    sound(town)
    checked(town)


def test_a_locked_ticket_has_no_button_to_send_it_back_and_the_words_do_not_either(town: Town) -> None:
    twice_returned(town)
    card = town.received("yuan")[-1].card
    assert card is not None
    assert "return" not in [button["action"] for button in card["buttons"]]
    number = town.ticket().number
    outcome = town.says("yuan", "还是不归我", press="return", ticket=number, channel="desk")
    assert outcome is not None
    assert not outcome.ok
    assert "首接负责，不再退单" in outcome.reason
    assert town.ticket().returned == 2


def test_it_is_passed_on_within_the_office_only_but_from_above_to_anybody(town: Town) -> None:
    twice_returned(town)
    town.presses("yuan", "transfer", "供热值班 请接手")
    assert "不在您这一级" in said_back(town, "yuan")
    town.presses("yuan", "transfer", "张伟 一起办")
    assert town.assignees(town.ticket()) == ["wang"]
    town.presses("zx", "transfer", "供热值班 请接手", channel="desk", ticket=town.ticket().number)
    assert town.assignees(town.ticket()) == ["gr"]


def test_where_the_first_has_left_office_whoever_stands_on_his_rung_has_it(town: Town) -> None:
    town.says("李姐", "锦园停水了")
    town.presses("yuan", "return", "不归我管")
    imported(town, with_duties(replace(d, person="gr") if d.person in ("yuan", "wang") else d for d in tree().duties))
    town.presses("fwz", "return", "也不归我管")
    assert town.assignees(town.ticket()) == ["gr"]


def test_of_several_who_had_it_first_those_still_in_office_have_it(town: Town) -> None:
    town.says("李姐", "锦园停水了")
    town.presses("yuan", "return", "不归我管")
    imported(town, with_duties([d for d in tree().duties if d.person != "yuan"]))
    town.presses("fwz", "return", "也不归我管")
    assert town.assignees(town.ticket()) == ["wang"]


def test_one_return_alone_goes_up_as_ever(town: Town) -> None:
    town.says("李姐", "锦园停水了")
    town.presses("yuan", "return", "不归我管")
    assert town.assignees(town.ticket()) == ["fwz"]
    assert "return" in str(town.received("fwz")[-1].card)
