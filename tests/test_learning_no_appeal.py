"""Stories about a dispatcher who says that a ticket is none."""

from __future__ import annotations

from handlers.messages import Outcome
from tests import learning_fakes as learning
from tests.fakes import Town
from tests.learning_fakes import at_desk, broken, figures
from tests.life_fakes import clock_rows, sent

parking = learning.parking


def end(town: Town) -> Outcome:
    """The dispatcher says that the only ticket is none."""
    return at_desk(town, "no_appeal", ticket=town.ticket().number)


def test_what_was_no_appeal_ends_and_is_counted(parking: Town) -> None:
    assert end(parking).ok
    ticket = parking.ticket()
    assert (ticket.status, ticket.outcome) == ("out_of_scope", "no_appeal")
    assert figures(parking) == {("parking", "opened"): 1, ("parking", "no_appeal"): 1}
    assert not [clock for kind in ("accept", "resolve") for clock in clock_rows(parking, ticket, kind) if clock.running]
    assert broken(parking) == []


def test_whoever_was_told_need_not_come(parking: Town) -> None:
    end(parking)
    for person in ("yuan", "wang", "wuye"):
        assert "经核实不是诉求，已经撤回" in sent(parking, person)[-1]
    before = len(parking.received("yuan"))
    parking.later(days=4)
    assert len(parking.received("yuan")) == before


def test_an_alarm_that_was_none_is_called_off_at_night(town: Town) -> None:
    town.later(hours=14)
    town.says("李姐", "电影里那股煤气味", group="g-jy")
    end(town)
    assert "已经撤回" in sent(town, "jd")[-1]


def test_a_group_hears_nothing_and_who_wrote_in_private_a_friendly_line(town: Town) -> None:
    town.says("李姐", "我家暖气片卖二十", group="g-jy")
    said = [len(town.received(who)) for who in ("g-jy", "李姐")]
    end(town)
    assert [len(town.received(who)) for who in ("g-jy", "李姐")] == said
    town.says("王姨", "锦园的暖气片谁要")
    at_desk(town, "no_appeal", ticket=town.tickets()[-1].number)
    assert "我听岔了" in sent(town, "王姨")[-1]
    town.says("王姨", "进度")
    assert "我听岔了，没有登记" in sent(town, "王姨")[-1]


def test_what_waits_is_resumed_first(parking: Town) -> None:
    parking.presses("yuan", "accept")
    at_desk(parking, "wait", "等车主出差回来", ticket=parking.ticket().number)
    assert not end(parking).ok
    at_desk(parking, "resume", ticket=parking.ticket().number)
    assert end(parking).ok
