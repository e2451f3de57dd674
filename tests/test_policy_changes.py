"""Rules that change while the product runs."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot import rulebook
from bot.rulebook import Rulebook
from handlers.policy import PolicyError
from storage.database import Database
from tests.fakes import MONDAY, Town
from tests.learning_fakes import at_desk
from tests.life_fakes import clock_rows, kinds
from tests.web_fakes import Browser, ServedTown

THREE_DAYS = """\
extends: default
tracks:
  - {name: 三天办, when: {}, clocks: {dispatch: 24h, accept: 24h, resolve: 3d}}
"""
PARKING = "  - {name: 两天办, when: {category: [parking]}, clocks: {dispatch: 24h, accept: 24h, resolve: 2d}}\n"
PROMISED = """\
extends: default
promises: {walk_in: {title: 入户, met_by: [on_site]}}
tracks:
  - {name: 入户办, when: {}, clocks: {dispatch: 24h, accept: 24h, walk_in: 2d, resolve: 7d}}
"""


def write(town: Town, text: str, name: str = "default") -> Path:
    """The district's own pack of this name."""
    folder = town.product.settings.policies_dir
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def days(town: Town, number: int) -> list[float]:
    """How many days were promised for the resolution of the ticket that came as this one, counted from 0."""
    clocks = clock_rows(town, town.tickets()[number], "resolve")
    return [(clock.due_at - clock.started_at) / timedelta(days=1) for clock in clocks]


def test_a_change_is_for_new_tickets_and_alters_nothing_already_promised(any_town: Town) -> None:
    any_town.says("李姐", "锦园3号楼暖气不热")
    assert days(any_town, 0) == [7]
    write(any_town, THREE_DAYS)
    any_town.later(hours=1)
    any_town.says("王哥", "锦园5号楼停水了")
    assert [days(any_town, 0), days(any_town, 1)] == [[7], [3]]


def test_what_was_promised_stays_where_other_facts_change_nothing(town: Town) -> None:
    town.says("李姐", "锦园3号楼停水了")
    write(town, THREE_DAYS)
    town.later(hours=1)
    at_desk(town, "recategorise", "heating", ticket=town.ticket().number)
    assert days(town, 0) == [7]


def test_other_facts_are_promised_by_the_rules_of_that_moment(town: Town) -> None:
    town.says("李姐", "锦园3号楼停水了")
    write(town, "extends: default\ntracks:\n" + PARKING + "  - inherit\n")
    town.later(hours=1)
    at_desk(town, "recategorise", "parking", ticket=town.ticket().number)
    assert days(town, 0) == [2]


def test_a_promise_the_new_rules_no_longer_know_waits_with_the_ticket_and_ends_with_it(town: Town) -> None:
    path = write(town, PROMISED)
    town.says("李姐", "锦园3号楼停水了")
    town.presses("yuan", "accept")
    path.unlink()
    town.later(hours=1)
    [before] = clock_rows(town, town.ticket(), "walk_in")
    at_desk(town, "wait", "等厂家来配件", ticket=town.ticket().number)
    [waiting] = clock_rows(town, town.ticket(), "walk_in")
    assert waiting.due_at > before.due_at
    town.presses("yuan", "resolve", "换了阀门，水来了")
    [ended] = clock_rows(town, town.ticket(), "walk_in")
    assert not ended.running
    town.later(days=30)
    assert "escalated" not in kinds(town, town.ticket())


def test_the_change_is_taken_up_within_two_seconds(town: Town) -> None:
    assert town.product.policy().title == "通用规则"
    write(town, "extends: default\ntitle: 本区规则\n")
    assert town.product.policy().title == "通用规则"
    town.clock.move_to(MONDAY + rulebook.FRESH + timedelta(seconds=1))
    assert town.product.policy().title == "本区规则"


def test_a_broken_pack_leaves_the_last_good_one_in_force(any_town: Town, caplog: pytest.LogCaptureFixture) -> None:
    path = write(any_town, THREE_DAYS)
    any_town.says("李姐", "锦园3号楼暖气不热")
    path.write_text(THREE_DAYS.replace("3d", "3天"), encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        any_town.later(hours=1)
        any_town.says("王哥", "锦园5号楼停水了")
    assert days(any_town, 1) == [3]
    assert len(caplog.records) == 1
    assert "default.yml 第3行" in any_town.product.rules.trouble
    path.write_text(THREE_DAYS, encoding="utf-8")
    any_town.later(hours=1)
    any_town.product.policy()
    assert any_town.product.rules.trouble == ""


def test_a_restart_with_a_broken_pack_goes_on_with_what_was_in_force(tmp_path: Path) -> None:
    path = tmp_path / "town.yml"
    path.write_text("extends: default\ntitle: 本区规则\n", encoding="utf-8")
    assert Rulebook(tmp_path).current("town", MONDAY).title == "本区规则"
    path.write_text("extends: default\ntitle: [\n", encoding="utf-8")
    again = Rulebook(tmp_path)
    assert again.current("town", MONDAY).title == "本区规则"
    assert "不是正确的 YAML" in again.trouble


def test_without_anything_that_was_ever_in_force_the_start_is_refused(tmp_path: Path) -> None:
    (tmp_path / "town.yml").write_text("title: [\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="不是正确的 YAML"):
        Rulebook(tmp_path).current("town", MONDAY)


def test_the_desk_says_that_the_rules_are_broken(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path)
    browser = Browser(served)
    folder = served.settings.policies_dir
    folder.mkdir()
    assert "规则文件有错" not in browser.get("/desk").text
    (folder / "default.yml").write_text("extends: default\nwait: {at_most: x}\n", encoding="utf-8")
    served.advance(timedelta(minutes=1))
    assert "规则文件有错" in browser.get("/desk").text
