"""A life may be at risk: at once what to do and whom to call, and everybody is told in parallel."""

from __future__ import annotations

import pytest

from handlers import phrases
from tests.fakes import MONDAY, Town

CHAIN = {"yuan", "wang", "fwz", "sqz", "jd", "zx"}


def told(town: Town) -> set[str]:
    """Who got an emergency."""
    return {who for who in [*CHAIN, "gr", "wuye"] if any(row.kind == "emergency" for row in town.received(who))}


def test_at_once_what_to_do_and_everybody_is_told(town: Town) -> None:
    town.says("李姐", "锦园3号楼有煤气味")
    (answer,) = town.received("李姐")
    assert answer.kind == "emergency"
    for words in ("开窗通风", "119", "已同时通知院长、网格员、服务长"):
        assert words in answer.text
    assert told(town) == CHAIN
    assert {row.sent_at for who in CHAIN for row in town.received(who)} == {answer.sent_at}


def test_at_night_nothing_waits(town: Town) -> None:
    town.clock.move_to(MONDAY.replace(hour=23))
    town.says("李姐", "3号楼有煤气味", group="g-jy")
    assert told(town) == CHAIN
    assert [row.kind for row in town.received("g-jy")] == ["emergency"]
    assert [row.kind for row in town.received("李姐")] == ["ack"]


def test_without_a_place_the_desk_knows_at_once_and_the_place_is_asked(town: Town) -> None:
    town.says("李姐", "屋里有煤气味")
    assert [row.kind for row in town.received("李姐")] == ["emergency", "ask"]
    assert told(town) == {"zx"}
    town.says("李姐", "锦园3号楼")
    assert told(town) == CHAIN
    assert town.ticket().building == "3"


def test_who_has_accepted_keeps_it_when_the_place_is_told(town: Town) -> None:
    town.says("李姐", "屋里有煤气味")
    town.presses("zx", "accept")
    town.says("李姐", "锦园3号楼")
    assert town.assignees(town.ticket()) == ["zx"]
    assert told(town) == CHAIN


def test_going_on_about_it_is_one_ticket_passed_on_at_once_with_advice_again(town: Town) -> None:
    town.says("李姐", "锦园3号楼有煤气味")
    town.later(minutes=2)
    town.says("李姐", "煤气味更大了")
    assert town.ticket().urgency == "emergency"
    assert "开窗通风" in town.received("李姐")[-1].text
    assert all("煤气味更大了" in town.received(who)[-1].text for who in CHAIN)


def test_after_somebody_has_it_only_he_hears_more(town: Town) -> None:
    town.says("李姐", "锦园3号楼有煤气味")
    town.presses("yuan", "accept")
    before = len(town.received("jd"))
    town.says("李姐", "煤气味更大了")
    assert "煤气味更大了" in town.received("yuan")[-1].text
    assert len(town.received("jd")) == before


def test_another_building_is_another_emergency(town: Town) -> None:
    town.says("李姐", "3号楼有煤气味", group="g-jy")
    town.says("老张", "5号楼也有煤气味", group="g-jy")
    town.says("小陈", "3号楼好大的煤气味", group="g-jy")
    assert [ticket.building for ticket in town.tickets()] == ["3", "5"]
    assert len(town.received("g-jy")) == 2


def test_an_emergency_beside_an_ordinary_ticket_of_the_category_is_an_emergency(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人困在电梯，暖气不热")
    town.says("李姐", "还有煤气味")
    assert [(ticket.category, ticket.urgency) for ticket in town.tickets()] == [
        ("elevator", "emergency"), ("heating", "normal"), ("gas", "emergency"),
    ]  # fmt: skip


@pytest.mark.parametrize("before", ["暖气不热", "谁是我的服务长", "撤销"])
def test_whatever_was_asked_an_emergency_comes_first(town: Town, before: str) -> None:
    town.says("李姐", before)
    town.says("李姐", "有人困在电梯")
    assert any(ticket.urgency == "emergency" for ticket in town.tickets())
    assert any(row.kind == "emergency" for row in town.received("李姐"))


def test_an_official_reports_one_like_everybody_else(town: Town) -> None:
    town.says("wang", "3号楼有煤气味")
    assert told(town) == CHAIN
    assert "开窗通风" in "".join(row.text for row in town.received("wang"))


def test_who_wants_to_die_is_told_who_listens(town: Town) -> None:
    town.says("李姐", "锦园3号楼 我不想活了")
    assert phrases.DESPAIR in town.received("李姐")[0].text
    assert "12356" in phrases.DESPAIR
