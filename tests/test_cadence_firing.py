"""M10, M15: everything comes round at its moment, once, and is planned anew when rules or tree change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database
from storage.tree import Unit
from tests.cadence_fakes import cadenced_town, cadenced_tree, held, moments, on, rows, section
from tests.fakes import Town
from tests.life_fakes import imported, ran, sent, standing_still


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town in which everything comes round, on either database."""
    return cadenced_town(database, tmp_path)


def test_m10_duty_visits_meetings_and_reviews_come_round_on_schedule(town: Town) -> None:
    """M10: 日值班·周走访·月议事·季评议 are generated on schedule, each for its own unit."""
    town.says("李姐", "锦园3号楼暖气不热")
    town.until(on("2027-01-20 00:00"))
    assert moments(held(town, "周走访"))[:3] == ["2026-11-23 09:00", "2026-11-30 09:00", "2026-12-07 09:00"]
    assert moments(held(town, "民情访谈日")) == ["2026-12-02 09:00", "2027-01-06 09:00"]
    assert moments(held(town, "党建联席会")) == ["2027-01-15 14:30"]
    assert (len(held(town, "日值班")), len(held(town, "日汇总"))) == (64, 65)
    duty = held(town, "日值班")[0]
    assert section(duty, "今天值班") == ["东社区 08:00–20:00 院长李秀英 13900000006"]
    assert "党建联席会" in sent(town, "jd", "digest")[-1]


def test_m15_the_first_wednesday_is_kept_and_moves_behind_a_day_off(town: Town, tmp_path: Path) -> None:
    """M15: 民情访谈日 on the first-week Wednesday; a day off the district announces moves it to the next workday."""
    pack = tmp_path / "policies" / "cadenced.yml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text + "calendar: {holidays: [2027-01-06, 2027-01-07]}\n", encoding="utf-8")
    town.until(on("2027-02-04 00:00"))
    assert moments(held(town, "民情访谈日")) == ["2026-12-02 09:00", "2027-01-08 09:00", "2027-02-03 09:00"]


def test_what_was_missed_while_nothing_ran_comes_once_late_and_says_so(town: Town) -> None:
    standing_still(town, on("2026-12-08 11:00"))
    ran(town)
    (visits,) = held(town, "周走访")
    assert (visits.planned_at, visits.made_at) == (on("2026-11-23 09:00"), on("2026-12-08 11:00"))
    (told,) = [text for text in sent(town, "fwz", "digest") if "周走访" in text]
    assert "应于11月23日9:00发出，现在补发，其间另有2次没有发" in told
    assert rows(town)["周走访", "dong"].next_at == on("2026-12-14 09:00")


def test_a_changed_rule_plans_only_what_is_still_ahead(town: Town, tmp_path: Path) -> None:
    standing_still(town, on("2026-11-23 09:30"))
    pack = tmp_path / "policies" / "cadenced.yml"
    text = pack.read_text(encoding="utf-8").replace('"09:00", on: {weekly: mon}', '"10:00", on: {weekly: tue}')
    text = text.replace('at: "09:00", on: {monthly: {first: wed}}', 'at: "15:00", on: {monthly: 31}')
    pack.write_text(text, encoding="utf-8")
    town.later(minutes=1)
    assert moments(held(town, "周走访")) == ["2026-11-23 09:30"]
    assert rows(town)["周走访", "dong"].next_at == on("2026-11-24 10:00")
    assert rows(town)["民情访谈日", "dong"].next_at == on("2026-11-30 15:00")


def test_units_that_come_and_go_with_an_import_have_theirs_planned_and_forgotten(town: Town) -> None:
    before = cadenced_tree()
    imported(town, replace(before, units=[*before.units, Unit("xi", "community", "西社区", "bei")]))
    town.later(minutes=1)
    assert {unit for name, unit in rows(town) if name == "周走访"} == {"dong", "xi"}
    assert rows(town)["周走访", "xi"].next_at == on("2026-11-23 09:00")
    imported(town, replace(before, policy="default"))
    town.later(minutes=1)
    assert rows(town) == {}


def test_many_units_at_one_moment_all_have_theirs_at_that_moment(town: Town) -> None:
    before = cadenced_tree()
    more = [Unit(f"sq{number}", "community", f"第{number}社区", "bei") for number in range(25)]
    imported(town, replace(before, units=[*before.units, *more]))
    town.later(minutes=1)
    town.until(on("2026-11-23 09:00"))
    assert moments(held(town, "周走访")) == ["2026-11-23 09:00"] * 26


def test_two_processes_that_tick_at_once_send_it_once(town: Town) -> None:
    standing_still(town, on("2026-11-23 09:00"))
    ran(town)
    ran(town)
    assert len(held(town, "周走访")) == 1


def test_the_daily_roll_up_counts_and_is_silent_when_there_is_nothing_to_say(town: Town) -> None:
    town.until(on("2026-11-17 08:00"))
    assert sent(town, "sqz", "digest") == []
    town.says("李姐", "锦园3号楼暖气不热")
    town.says("张叔", "和园1号楼停水")
    town.until(on("2026-11-17 18:00"))
    assert "新收2件，办结0件，归档0件，还在办2件" in sent(town, "sqz", "digest")[-1]


def test_m15_the_weekly_sorting_fills_the_heaps_of_the_pack(town: Town) -> None:
    """M15: three ledgers whose names are policy."""
    town.says("李姐", "锦园3号楼暖气不热")
    town.says("张叔", "锦园1号楼爆管了")
    town.says("王姨", "锦园物业不管事")
    town.until(on("2026-11-20 17:00"))
    (sorting,) = held(town, "周梳理")
    assert [str(title) for title, _ in sorting.sections] == ["急事账（1件）", "民生账（1件）", "日常账（1件）"]
    assert "锦园小区3号楼 供暖，一般" in section(sorting, "民生账")[0]
