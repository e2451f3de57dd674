"""What is done with an incident is done beneath it: accepted, told, closed for all, and taken apart again."""

from __future__ import annotations

from tests.fakes import Town
from tests.incident_fakes import FORM, beneath, cold, incident, sound
from tests.life_fakes import did, kinds, ran, said_back, sent

DONE = "换热站循环泵换好了，已恢复供暖"


def test_accepting_and_progress_pass_to_the_tickets_beneath(town: Town) -> None:
    cold(town)
    did(town, "fwz", "accept")
    for ticket in beneath(town):
        assert ticket.status == "accepted"
        assert set(town.assignees(ticket)) == {"yuan", "wang"}
        assert "followed" in kinds(town, ticket)
    town.says("小周", "锦园5号楼暖气不热")
    did(town, "fwz", "progress", "换热站抢修，预计18点恢复")
    for who in ("李姐", "老王", "小周"):
        assert sum("预计18点恢复" in text for text in sent(town, who, "progress")) == 1


def test_beneath_an_incident_nobody_is_reminded_or_escalated(town: Town) -> None:
    cold(town)
    did(town, "fwz", "accept")
    town.later(hours=30)
    told = [text for who in ("yuan", "wang") for text in sent(town, who, "remind", "escalate")]
    assert told == []
    late = [clock for ticket in beneath(town) for clock in kinds(town, ticket) if clock == "escalated"]
    assert late == []


def test_resolving_it_resolves_what_is_beneath_and_every_household_is_asked(any_town: Town) -> None:
    town = any_town
    cold(town)
    did(town, "fwz", "accept")
    town.says("小周", "锦园5号楼暖气不热")
    assert did(town, "fwz", "resolve", "换热站修好了，已恢复供热")
    assert (incident(town).status, incident(town).outcome) == ("closed", "handled")
    assert {ticket.status for ticket in beneath(town)} == {"resolved"}
    for who in ("李姐", "老王", "小周"):
        assert any("换热站修好了" in text for text in sent(town, who, "result"))
    sound(town)
    town.later(days=4)
    assert sent(town, "李姐", "survey")
    town.says("新来的", "锦园5号楼暖气不热")
    assert "我们已经知道" not in sent(town, "新来的")[-1]


def test_a_household_that_still_has_it_takes_its_ticket_out_of_the_closed_incident(any_town: Town) -> None:
    town = any_town
    cold(town)
    did(town, "fwz", "resolve", "换热站修好了，已恢复供热")
    town.says("老王", press="reject", text="还是不热")
    reopened = next(ticket for ticket in town.tickets() if ticket.reopened)
    assert (reopened.parent, reopened.status) == (None, "dispatched")
    assert incident(town).status == "closed"
    assert len(beneath(town)) == 2
    sound(town)


def test_as_many_reopened_as_make_an_incident_make_a_new_one(town: Town) -> None:
    cold(town)
    town.says("小周", "锦园5号楼暖气不热")
    did(town, "fwz", "resolve", "换热站修好了，已恢复供热")
    for who in ("李姐", "老王"):
        town.says(who, press="reject", text="还是不热")
    town.says("小郑", "锦园6号楼暖气不热")
    found = [ticket for ticket in town.tickets() if ticket.form == FORM]
    assert [ticket.status for ticket in found] == ["closed", "dispatched"]
    sound(town)


def test_one_ticket_is_something_else_and_is_taken_out(any_town: Town) -> None:
    town = any_town
    cold(town)
    number = beneath(town)[1].number
    assert did(town, "fwz", "detach", f"{number} 是自家阀门坏了")
    out = next(ticket for ticket in town.tickets() if ticket.number == number)
    assert (out.parent, len(beneath(town))) == (None, 2)
    town.says("老王", "锦园5号楼暖气不热", group="g-jy")
    ran(town)
    assert next(ticket for ticket in town.tickets() if ticket.number == number).parent is None
    sound(town)


def test_an_incident_that_was_none_is_dissolved(any_town: Town) -> None:
    town = any_town
    cold(town)
    assert did(town, "fwz", "dissolve", "三家各是各的毛病")
    assert (incident(town).status, incident(town).outcome) == ("closed", "dissolved")
    assert beneath(town) == []
    town.says("小周", "锦园9号楼暖气不热")
    assert "已登记" in sent(town, "小周")[-1]
    sound(town)


def test_a_ticket_beneath_may_be_resolved_by_itself_and_the_last_ends_the_incident(town: Town) -> None:
    cold(town)
    for _ in range(3):
        left = [ticket for ticket in beneath(town) if ticket.status in ("dispatched", "accepted")]
        town.presses("yuan", "resolve", "上门放气，已经热了", ticket=left[0].number)
    assert {ticket.status for ticket in beneath(town)} == {"resolved"}
    town.later(hours=6)
    assert incident(town).status == "closed"
    sound(town)


def test_whoever_calls_it_done_hears_how_many_went_along_and_which_have_still_to_be_done(any_town: Town) -> None:
    town = any_town
    cold(town)
    first, second, third = beneath(town)
    assert town.presses("yuan", "resolve", "阀门打开，这户已经热了", ticket=first.number)
    assert town.presses("zx", "recategorise", "供暖 加急", channel="desk", ticket=second.number)
    did(town, "fwz", "accept")
    assert did(town, "fwz", "resolve", DONE)
    answer = said_back(town, "fwz")
    assert "1张工单一起办结" in answer
    assert "另有1张之前已经办结" in answer
    assert f"要接着单独办的：{second.number}（更紧急）" in answer
    stands = {ticket.number: (ticket.status, ticket.parent) for ticket in town.tickets() if ticket.form == "appeal"}
    above = incident(town).id
    assert stands == {
        first.number: ("resolved", above),
        second.number: ("dispatched", None),
        third.number: ("resolved", above),
    }
    sound(town)


def test_who_has_a_ticket_of_his_own_and_joined_another_is_asked_once(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", group="g-jy")
    town.later(minutes=3)
    for words in ("我家也是", "锦园5号楼暖气不热"):
        town.says("老王", words, group=None if "锦园" in words else "g-jy")
    town.says("小赵", "锦园8号楼暖气不热")
    town.says("小钱", "锦园9号楼暖气不热")
    assert did(town, "fwz", "resolve", DONE, ticket=incident(town).number)
    town.later(days=4)
    for who in ("李姐", "老王", "小赵"):
        assert (who, len(sent(town, who, "result")), len(sent(town, who, "survey")) > 0) == (who, 1, True)
    own = next(ticket for ticket in beneath(town) if ticket.reporter == "老王")
    assert all(own.number in text for text in sent(town, "老王", "survey"))
    assert len(sent(town, "老王", "survey")) == len(sent(town, "李姐", "survey"))
    sound(town)
