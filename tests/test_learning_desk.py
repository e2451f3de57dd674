"""Stories about a dispatcher who puts right what was understood wrongly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database
from storage.tree import Account, Duty, Person, Tree, Unit
from tests import learning_fakes as learning
from tests.fakes import Town, tree
from tests.learning_fakes import at_desk, broken, figures, hours, lessons_of, recategorise
from tests.life_fakes import clock_rows, people, sent, sound, with_duties

parking = learning.parking


def test_the_right_category_is_on_the_ticket_and_in_its_history(parking: Town) -> None:
    assert recategorise(parking, "heating request").ok
    ticket, (_, _, change) = parking.ticket(), parking.history(parking.ticket())
    assert (ticket.category, ticket.kind, ticket.urgency) == ("heating", "request", "normal")
    assert (change.kind, change.actor, change.status) == ("recategorised", "zx", "dispatched")
    assert change.data["before"] == {"category": "parking", "kind": "complaint", "urgency": "normal"}
    assert change.data["after"] == {"category": "heating", "kind": "request", "urgency": "normal"}
    assert "已改为供暖·求助·一般" in parking.received("zx", "desk")[-1].text


def test_the_words_of_people_do_as_well(parking: Town) -> None:
    assert recategorise(parking, "供暖、加急").ok
    assert (parking.ticket().category, parking.ticket().urgency) == ("heating", "urgent")


def test_what_was_counted_goes_along(parking: Town) -> None:
    assert figures(parking) == {("parking", "opened"): 1}
    recategorise(parking, "heating")
    assert figures(parking) == {("heating", "opened"): 1}
    recategorise(parking, "water")
    recategorise(parking, "heating")
    assert figures(parking) == {("heating", "opened"): 1}
    assert broken(parking) == []


def test_what_happened_before_and_after_counts_in_one_place(parking: Town) -> None:
    parking.presses("yuan", "resolve", "已经联系车主挪走")
    parking.presses("李姐", "reject", "又停回来了")
    recategorise(parking, "traffic")
    parking.presses("fwz", "resolve", "已经装了地锁，挪走了")
    parking.later(days=3, hours=1)
    parking.presses("李姐", "rate:5")
    counts = figures(parking)
    assert counts == {
        ("traffic", "opened"): 1, ("traffic", "resolved"): 2, ("traffic", "reopened"): 1, ("traffic", "closed"): 1,
        ("traffic", "rated"): 1, ("traffic", "score"): 5,
    }  # fmt: skip
    assert broken(parking) == []


def test_the_department_of_the_right_category_is_told_and_that_of_the_wrong_one_let_go(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    recategorise(town, "elevator")
    assert "不用您处理了" in sent(town, "gr")[-1]
    assert people(town, town.ticket())["wuye"] == "participant"
    recategorise(town, "heating")
    assert people(town, town.ticket())["gr"] == "participant"


def test_the_promises_are_those_of_the_right_track_from_the_same_start(parking: Town) -> None:
    assert hours(parking, "accept") == 24
    parking.later(minutes=30)
    recategorise(parking, "heating")
    assert (hours(parking, "accept"), hours(parking, "feedback"), hours(parking, "resolve")) == (2, 24, 168)
    recategorise(parking, "parking")
    assert hours(parking, "accept") == 24
    assert [clock.stopped_at is not None for clock in clock_rows(parking, parking.ticket(), "feedback")] == [True]
    recategorise(parking, "heating")
    assert hours(parking, "feedback") == 24
    assert broken(parking) == []


def test_a_promise_that_was_kept_stays_kept(parking: Town) -> None:
    parking.presses("yuan", "accept")
    parking.presses("yuan", "progress", "已经联系车主")
    recategorise(parking, "heating")
    assert [clock for clock in clock_rows(parking, parking.ticket(), "feedback") if clock.running] == []
    assert [clock.met_at is not None for clock in clock_rows(parking, parking.ticket(), "accept")] == [True]


def test_a_deadline_that_was_put_off_stays_put_off(parking: Town) -> None:
    parking.presses("yuan", "accept")
    parking.presses("yuan", "extend", "等交警来划线")
    before = hours(parking, "resolve")
    recategorise(parking, "traffic")
    assert hours(parking, "resolve") == before


def test_a_wait_is_not_lost(parking: Town) -> None:
    parking.presses("yuan", "accept")
    parking.later(hours=1)
    at_desk(parking, "wait", "等车主出差回来", ticket=parking.ticket().number)
    parking.later(days=2)
    recategorise(parking, "heating")
    at_desk(parking, "resume", ticket=parking.ticket().number)
    assert hours(parking, "resolve") == pytest.approx(168 + 48)
    assert broken(parking) == []


def test_residents_hear_nothing(parking: Town) -> None:
    before = [row.id for who in ("李姐", "g-jy") for row in parking.received(who)]
    recategorise(parking, "heating urgent")
    assert [row.id for who in ("李姐", "g-jy") for row in parking.received(who)] == before


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("heating", "没有变化"),
        ("供暖 一般", "没有变化"),
        ("nix", "看不懂“nix”"),
        ("表扬", "表扬不立工单"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(town: Town, words: str, answer: str) -> None:
    town.says("李姐", "3号楼暖气不热")
    before = town.ticket()
    outcome = recategorise(town, words)
    assert not outcome.ok
    assert answer in outcome.reason
    assert town.ticket() == before


def test_only_the_desk_sorts_out(parking: Town) -> None:
    number = parking.ticket().number
    for press in ("recategorise", "no_appeal"):
        assert not at_desk(parking, press, "heating", who="yuan", ticket=number).ok
        assert not at_desk(parking, press, "heating", who="jd", ticket=number).ok
    assert (parking.ticket().category, parking.ticket().status) == ("parking", "dispatched")
    assert lessons_of(parking) == []


def test_what_is_over_is_not_corrected(parking: Town) -> None:
    parking.presses("李姐", "cancel")
    assert not recategorise(parking, "heating").ok
    assert not at_desk(parking, "no_appeal", ticket=parking.ticket().number).ok


def departments_only() -> Tree:
    """A district in which every rung is vacant, with two departments and a dispatcher of no rung's place."""
    usual = tree()
    found = replace(
        usual,
        units=[*usual.units, Unit("lift", "department", "区电梯办", "yb", categories=["elevator"])],
        people=[*usual.people, Person("dt", "电梯值班", None)],
        accounts=[*usual.accounts, Account("sim", "dt", "dt")],
    )
    duties = [Duty("gr", "department", "heat"), Duty("dt", "department", "lift"), Duty("zx", "dispatcher", "hy")]
    return with_duties(duties, found)


def test_the_wrong_department_gives_up_what_only_it_had_and_the_resident_knows(
    sqlite: Database, tmp_path: Path
) -> None:
    town = Town(sqlite, tmp_path, departments_only())
    town.says("李姐", "锦园3号楼暖气不热")
    assert town.assignees(town.ticket()) == ["gr"]
    recategorise(town, "elevator")
    assert town.assignees(town.ticket()) == ["dt"]
    assert "现在由职能部门电梯值班负责" in sent(town, "李姐")[-1]
    assert "不用您处理了" in sent(town, "gr")[-1]
    sound(town)
