"""M21: 未诉先办 – last year's trouble is this year's task before the season, and is counted again afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.workflow import ALLOWED
from storage import checks, history
from storage.database import Database
from storage.history import PastCount
from storage.tickets import Ticket
from tests.fakes import Town
from tests.figures_fakes import day
from tests.life_fakes import sent


def cold(town: Town, count: int, building: str = "3", estate: str = "锦园") -> None:
    """So many households report cold radiators."""
    for number in range(count):
        town.says(f"{estate}{building}号楼住户{number}{town.clock.now():%y%m}", f"{estate}{building}号楼暖气不热")


def told_in_advance(town: Town) -> list[Ticket]:
    """The tasks there are."""
    return [ticket for ticket in town.tickets() if ticket.form == "task"]


def imported(town: Town, day_: date, count: int, building: str = "") -> None:
    """The hotline counted so many cold radiators in 锦园 on a day."""
    with town.product.database.begin() as conn:
        history.put(conn, "yb", [PastCount(day_, "jy", building, "heating", count)])


def sound(town: Town) -> None:
    """Nothing in the database breaks its own rules."""
    with town.product.database.read() as conn:
        allowed = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
        assert checks.check(conn, "yb", allowed) == []


@pytest.fixture
def last_year(town: Town) -> Town:
    """Seven households of 3号楼 and one of 5号楼 were cold last November; nothing has been done about anything since.

    The machine stood still from Christmas to September, and what they count is counted on both databases below: every
    hour of a year on each would tell no more.
    """
    cold(town, 7)
    cold(town, 1, "5")
    town.until(day("2026-12-24"))
    town.clock.move_to(day("2027-09-24"))
    return town


def test_m21_what_came_last_november_is_a_task_in_october(last_year: Town) -> None:
    """M21: evidence in words, to the holder of the place, due when the season begins; once."""
    town = last_year
    town.until(day("2027-10-01"))
    assert told_in_advance(town) == []
    town.until(day("2027-10-02") + timedelta(hours=2))
    (task,) = told_in_advance(town)
    assert task.summary == "去年11月锦园小区供暖诉求8件，3号楼占7件。请在2027年11月前上门看看，提前处理。"
    assert (task.source, task.category, task.unit, task.estate) == ("season", "heating", "jy", "jy")
    assert set(town.assignees(task)) & {"yuan", "wang"}
    assert "未诉先办：供暖" in sent(town, "yuan", "notify")[-1]
    town.until(day("2027-10-20"))
    assert len(told_in_advance(town)) == 1
    sound(town)


def test_households_put_together_count_each_and_one_who_tells_it_twice_counts_once(any_town: Town) -> None:
    """The neighbours' tickets become one, later ones are only counted in; the season is no milder for it."""
    town = any_town
    cold(town, 5)
    town.says(f"锦园3号楼住户0{town.clock.now():%y%m}", "锦园3号楼暖气不热，还是不热")
    assert len([ticket for ticket in town.tickets() if ticket.form == "appeal" and ticket.status != "merged"]) == 1
    now, day_ = town.clock.now(), timedelta(days=1)
    with town.product.database.read() as conn:
        assert history.own(conn, "yb", now - day_, now + day_) == {("jy", "3", "heating"): 5}


def test_after_the_season_it_is_counted_again_and_told_as_it_is(last_year: Town) -> None:
    town = last_year
    town.until(day("2027-10-04"))
    (task,) = told_in_advance(town)
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "给3号楼换了阀门，都试过了")
    town.until(day("2027-11-20"))
    cold(town, 2)
    cold(town, 3, estate="和园")
    town.until(day("2027-12-02"))
    said = [text for text in sent(town, "yuan", "notice") if "季后回看" in text]
    assert len(said) == 1
    assert said[0].startswith(f"{task.number} 季后回看：锦园小区供暖诉求：2027年11月2件，2026年11月8件；少了6件")
    assert "可能只是偶然波动" in said[0]
    assert "其他地方同类诉求由0件变为3件" in said[0]
    assert "预防任务已办结；件数的变化不能说明就是任务起的作用" in said[0]
    town.until(day("2027-12-10"))
    assert len([text for text in sent(town, "yuan", "notice") if "季后回看" in text]) == 1
    sound(town)


def test_counts_of_the_hotline_are_evidence_too_and_are_not_compared_with_ours(town: Town) -> None:
    imported(town, date(2025, 12, 3), 9, "3")
    imported(town, date(2025, 12, 9), 3)
    town.later(days=1)
    (task,) = told_in_advance(town)
    assert "去年12月锦园小区供暖诉求12件（其中12345热线12件），3号楼占9件" in task.summary
    town.until(day("2027-01-02"))
    holder = town.assignees(told_in_advance(town)[0])[0]
    said = [text for text in sent(town, holder, "notice") if "季后回看" in text][-1]
    assert "12345热线：2026年12月还没有导入，2025年12月12件" in said
    assert "两年的数口径不同，不能比较" in said


def test_two_cases_are_no_season_and_last_months_task_is_enough(town: Town) -> None:
    imported(town, date(2025, 12, 3), 2)
    town.later(days=1)
    assert told_in_advance(town) == []
    imported(town, date(2025, 12, 4), 4)
    imported(town, date(2026, 1, 4), 4)
    town.later(days=1)
    assert len(told_in_advance(town)) == 1
    town.until(day("2026-12-05"))
    assert len(told_in_advance(town)) == 1


def test_a_rising_theme_is_told_to_the_chief_and_the_street_once(any_town: Town) -> None:
    """M21: early warning of a category that rises in a community."""
    town = any_town
    for _ in range(6):
        cold(town, 1)
        town.later(days=7)
    cold(town, 8)
    town.later(days=7)
    for who in ("sqz", "jd"):
        (warning,) = [text for text in sent(town, who, "notice") if "苗头预警" in text]
        assert warning.startswith("苗头预警：东社区上周供暖诉求8件，以前平均每周1.0件")
    town.later(days=3)
    assert len([text for text in sent(town, "jd", "notice") if "苗头预警" in text]) == 1


def test_a_steady_community_and_a_young_product_are_left_alone(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path)
    for _ in range(3):
        cold(town, 6)
        town.clock.move_to(town.clock.now() + timedelta(days=7))
        town.worker.run_ticks()
    assert not any("苗头预警" in text for text in sent(town, "jd", "notice"))
