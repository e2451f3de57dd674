"""Nobody there: vacancies, people away, people without a channel, people who left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from storage.database import Database
from storage.tree import Account, Duty, Person, Tree
from tests.fakes import Town, tree
from tests.life_fakes import (
    at,
    escalations,
    imported,
    kinds,
    people,
    said_back,
    sent,
    sound,
    standing_still,
    unit,
    when,
    with_duties,
    without,
)

EVERYBODY = tuple(duty.person for duty in tree().duties)
LADDER = tuple(person for person in EVERYBODY if person not in ("gr", "wuye"))


def ended(person: str, last: date) -> Tree:
    """The town's tree with one person's duty over after that day."""
    return with_duties(replace(duty, ends_on=last) if duty.person == person else duty for duty in tree().duties)


def test_nobody_at_all_then_somebody_is_imported_and_gets_the_open_ticket(any_town: Town) -> None:
    town = any_town
    imported(town, without(*EVERYBODY))
    town.says("李姐", "锦园3号楼暖气不热")
    assert (town.ticket().status, town.assignees(town.ticket())) == ("open", [])
    town.until(at("18 10:00"))
    assert town.ticket().status == "open"
    imported(town, tree())
    town.later(minutes=31)
    ticket = town.ticket()
    assert (ticket.status, sorted(town.assignees(ticket))) == ("dispatched", ["wang", "yuan"])
    assert len(sent(town, "yuan", "notify")) == 1
    assert "现在由院长李秀英、网格员张伟负责" in said_back(town, "李姐")
    sound(town)


def test_an_open_emergency_is_looked_at_every_ten_minutes(town: Town) -> None:
    imported(town, without(*EVERYBODY))
    town.says("李姐", "锦园3号楼有煤气味")
    assert town.ticket().status == "open"
    town.later(minutes=25)
    imported(town, tree())
    town.later(minutes=11)
    assert town.ticket().status == "dispatched"
    assert len(sent(town, "jd", "emergency")) == 1


def test_every_rung_vacant_leaves_it_with_the_department(town: Town) -> None:
    imported(town, without(*LADDER))
    town.says("李姐", "锦园3号楼暖气不热")
    assert town.assignees(town.ticket()) == ["gr"]
    imported(town, tree())
    town.later(hours=2, minutes=1)
    assert escalations(town, town.ticket()) == [("16 11:00", 0, ["yuan", "wang"])]


def test_a_question_about_the_place_that_nobody_answers_goes_to_the_district(town: Town) -> None:
    town.says("李姐", "暖气不热")
    assert town.ticket().status == "open"
    town.later(minutes=31)
    assert town.assignees(town.ticket()) == ["zx"]


def test_a_duty_that_ended_yesterday_or_starts_tomorrow_is_a_vacancy_today(sqlite: Database, tmp_path: Path) -> None:
    yesterday, tomorrow = date(2026, 11, 15), date(2026, 11, 17)
    found = with_duties(
        [
            replace(duty, ends_on=yesterday) if duty.person in ("yuan", "wang") else
            replace(duty, starts_on=tomorrow) if duty.person == "fwz" else duty
            for duty in tree().duties
        ]
    )  # fmt: skip
    town = Town(sqlite, tmp_path, found)
    town.says("李姐", "锦园3号楼有人占车位")
    assert town.assignees(town.ticket()) == ["sqz"]
    standing_still(town, at("17 09:00"))
    town.says("王哥", "锦园5号楼有人占车位")
    assert town.assignees(town.tickets()[1]) == ["fwz"]


def test_the_deputy_stands_in_for_somebody_nobody_can_reach(sqlite: Database, tmp_path: Path) -> None:
    duties = [replace(duty, deputy="fu") if duty.person in ("fwz", "gr") else duty for duty in without("yuan").duties]
    found = replace(
        with_duties(d for d in duties if d.person != "wang"),
        people=[*tree().people, Person("fu", "代理人")],
        accounts=[*(a for a in tree().accounts if a.person not in ("fwz", "gr")), Account("sim", "fu", "fu")],
    )
    town = Town(sqlite, tmp_path, found)
    town.says("李姐", "锦园3号楼暖气不热")
    assert town.assignees(town.ticket()) == ["fu"]
    assert "gr" not in people(town, town.ticket())


def test_who_cannot_be_reached_stays_responsible_and_the_level_above_is_asked_to_pass_it_on(
    sqlite: Database, tmp_path: Path
) -> None:
    found = replace(tree(), accounts=[a for a in tree().accounts if a.person not in ("yuan", "wang")])
    town = Town(sqlite, tmp_path, found)
    town.says("李姐", "锦园3号楼有人占车位")
    assert sorted(town.assignees(town.ticket())) == ["wang", "yuan"]
    assert "请转告或接单" in sent(town, "fwz", "notify")[0]
    outcome = town.presses("fwz", "accept")
    assert outcome is not None
    assert outcome.ok


def test_who_left_office_hands_his_tickets_to_his_successor_the_next_morning(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "锦园3号楼有人占车位")
    town.presses("yuan", "accept")
    old = ended("yuan", date(2026, 11, 16))
    found = replace(
        old,
        duties=[*old.duties, Duty("xin", "courtyard_chief", "jy", None, date(2026, 11, 17))],
        people=[*old.people, Person("xin", "新院长")],
        accounts=[*old.accounts, Account("sim", "xin", "xin")],
    )
    imported(town, found)
    town.until(at("16 23:00"))
    assert town.assignees(town.ticket()) == ["yuan"]
    town.until(at("17 09:01"))
    assert sorted(town.assignees(town.ticket())) == ["wang", "xin"]
    assert "原负责人已离任" in sent(town, "xin", "notify")[0]
    sound(town)


def test_a_unit_that_an_import_took_away_leaves_its_tickets_with_the_district(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人占车位")
    gone = replace(
        tree(),
        units=[found for found in tree().units if found.code != "jy"],
        duties=[duty for duty in tree().duties if duty.unit != "jy"],
        chats=[],
    )
    imported(town, gone)
    town.until(at("17 09:30"))
    assert town.assignees(town.ticket()) == ["zx"]


def test_a_streets_own_department_serves_that_street_only(sqlite: Database, tmp_path: Path) -> None:
    found = replace(
        tree(),
        units=[
            *tree().units,
            unit("nan", "subdistrict", "南街道", "yb"),
            unit("cg-bei", "department", "北街道城管中队", "bei", categories=["parking"]),
            unit("cg-nan", "department", "南街道城管中队", "nan", categories=["parking"]),
        ],
        duties=[*tree().duties, Duty("cgb", "department", "cg-bei"), Duty("cgn", "department", "cg-nan")],
        people=[*tree().people, Person("cgb", "北城管"), Person("cgn", "南城管")],
        accounts=[*tree().accounts, Account("sim", "cgb", "cgb"), Account("sim", "cgn", "cgn")],
    )
    town = Town(sqlite, tmp_path, found)
    town.says("李姐", "锦园3号楼有人占车位")
    assert "cgb" in people(town, town.ticket())
    assert "cgn" not in people(town, town.ticket())


def test_the_daily_round_leaves_people_in_office_alone(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人占车位")
    town.presses("yuan", "accept")
    town.until(at("19 12:00"))
    assert town.assignees(town.ticket()) == ["yuan"]
    assert kinds(town, town.ticket()).count("dispatched") == 1
    assert when(town, "yuan", "notify") == ["16 09:00"]
