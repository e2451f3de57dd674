"""Stories about a dispatcher who makes a ticket an emergency, or calms a false alarm."""

from __future__ import annotations

from datetime import timedelta

from tests import learning_fakes as learning
from tests.fakes import Town
from tests.learning_fakes import at_desk, broken, hours, recategorise
from tests.life_fakes import clock_rows, kinds, sent, sound

parking = learning.parking


def test_an_emergency_newly_recognised_is_told_to_all_at_once_also_at_night(any_town: Town) -> None:
    town = any_town
    town.later(hours=14)
    town.says("李姐", "3号楼停水了", group="g-jy")
    town.later(minutes=20)
    assert recategorise(town, "gas emergency").ok
    for person in ("yuan", "wang", "fwz", "sqz", "jd", "zx"):
        assert sent(town, person, "emergency"), person
    assert "开窗通风" in sent(town, "g-jy", "emergency")[-1]
    (accept,) = [clock for clock in clock_rows(town, town.ticket(), "accept") if clock.running]
    assert accept.due_at - town.clock.now() == timedelta(minutes=10)
    assert hours(town, "first_action") == 1
    assert not any(clock.breached_at for clock in clock_rows(town, town.ticket(), "accept"))
    sound(town)
    assert broken(town) == []


def test_who_has_accepted_keeps_an_emergency(parking: Town) -> None:
    parking.presses("yuan", "accept")
    recategorise(parking, "gas emergency")
    assert parking.assignees(parking.ticket()) == ["yuan"]
    assert parking.ticket().status == "accepted"
    assert sent(parking, "fwz", "emergency")


def test_an_emergency_does_not_wait(parking: Town) -> None:
    parking.presses("yuan", "accept")
    at_desk(parking, "wait", "等车主出差回来", ticket=parking.ticket().number)
    recategorise(parking, "紧急")
    assert parking.ticket().status == "accepted"
    assert kinds(parking, parking.ticket())[-2:] == ["recategorised", "resumed"]
    assert broken(parking) == []


def test_one_wrongly_recognised_is_calmed_at_once(any_town: Town) -> None:
    town = any_town
    town.later(hours=14)
    town.says("李姐", "朗诵会那段煤气味真呛", group="g-jy")
    town.later(minutes=12)
    recategorise(town, "other normal")
    assert "不是紧急情况（燃气·紧急→其他·一般），由网格员张伟、院长李秀英办理，您无需处理" in sent(town, "jd")[-1]
    assert "解除紧急" in sent(town, "yuan", "emergency")[-1]
    before = len(town.received("jd"))
    town.later(hours=2)
    assert len(town.received("jd")) == before
    assert hours(town, "accept") == 24
    assert not any(clock.breached_at for clock in clock_rows(town, town.ticket(), "accept"))
    assert broken(town) == []
