"""M10: where everybody should go this week, and what comes of a visit."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from tests.cadence_fakes import cadenced_town, held, on, section, to_visit
from tests.fakes import Town
from tests.life_fakes import said_back, sent


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town on a Monday morning with an old trouble at 锦园3号楼."""
    town = cadenced_town(database, tmp_path)
    town.says("李姐", "锦园3号楼暖气不热")
    town.until(on("2026-11-23 10:00"))
    return town


def test_m10_the_weekly_list_names_unsolved_and_silent_buildings_nearest_people_first(town: Town) -> None:
    """M10: weekly visits, generated: what presses first, buildings nobody was heard from after it."""
    mine, chief = to_visit(town, "yuan"), to_visit(town, "fwz")
    every = {(visit.unit, visit.building): visit.reason for visit in mine + chief}
    assert "261116-0001 供暖久未解决" in every["jy", "3"]
    assert every["jy", "1"] == "8周没有动静"
    assert ("hy", "1") in {(visit.unit, visit.building) for visit in to_visit(town, "sqz")}
    (told,) = [text for text in sent(town, "yuan", "digest") if "周走访" in text]
    assert "走访记录" in told
    assert len(section(held(town, "周走访")[-1], "院长李秀英")) == len(mine) <= 8


def test_m10_a_visit_opens_an_appeal_where_the_visitor_was(town: Town) -> None:
    """M10: a visit can open tickets; the place is that of the list, the source is the visit."""
    person = next(who for who in ("yuan", "fwz") if any(v.building == "3" for v in to_visit(town, who)))
    before = len(to_visit(town, person))
    town.says(person, "走访 3号楼 停水了，张大爷一个人住")
    ticket = town.tickets()[-1]
    assert (ticket.source, ticket.unit, ticket.building, ticket.category) == ("visit", "jy", "3", "water")
    assert ticket.form == "appeal"
    assert town.assignees(ticket)
    assert len(to_visit(town, person)) == before - 1
    assert f"登记了{ticket.number}（供水）" in said_back(town, person)


def test_the_button_asks_for_words_and_a_quiet_visit_opens_nothing(town: Town) -> None:
    count = len(town.tickets())
    town.presses("yuan", "visited")
    assert "几号楼" in said_back(town, "yuan")
    town.says("yuan", "1号楼一切都好")
    assert len(town.tickets()) == count
    assert "走访记下了" in said_back(town, "yuan")
    town.presses("yuan", "visited")
    town.says("yuan", "取消")
    assert "没有记录" in said_back(town, "yuan")


def test_the_number_of_the_button_works_as_well_with_the_words_after_it(town: Town) -> None:
    town.says("yuan", "1 2号楼停水了")
    assert (town.tickets()[-1].source, town.tickets()[-1].building) == ("visit", "2")


def test_a_visit_nobody_planned_is_kept_and_counted_for_the_place_that_was_named(town: Town) -> None:
    town.says("yuan", "走访 锦园小区一切正常")
    assert "走访记下了：锦园小区" in said_back(town, "yuan")


def test_who_was_visited_lately_stands_behind_whoever_waited_longer(town: Town) -> None:
    (place,) = [v for v in to_visit(town, "yuan") + to_visit(town, "fwz") if (v.unit, v.building) == ("jy", "1")]
    town.says(place.person, "走访 1号楼都挺好")
    town.until(on("2026-11-30 10:00"))
    again = [v for v in to_visit(town, "yuan") + to_visit(town, "fwz") if v.planned_at > on("2026-11-29 00:00")]
    silent = [v.building for v in sorted(again, key=lambda v: v.id) if v.unit == "jy" and "动静" in v.reason]
    assert silent[-1] == "1" or "1" not in silent
