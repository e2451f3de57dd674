"""Umbrella incidents: many households, one cause, one incident; told early, and everybody who asks answered at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from bot import intake
from bot.worker import Worker
from handlers.messages import Inbound
from storage import incidents, supporters
from storage.database import Database
from tests.fakes import MONDAY, Town
from tests.incident_fakes import FORM, beneath, cold, incident, none_open, sound
from tests.life_fakes import did, kinds, packed, sent


def test_m21_three_households_of_three_buildings_within_an_hour_open_one_incident(any_town: Town) -> None:
    """M21: from a group, a private chat and the hotline alike."""
    cold(any_town)
    above = incident(any_town)
    assert (above.category, above.unit, above.building) == ("heating", "jy", None)
    assert above.summary == "1小时内3户反映供暖问题：3号楼1户、5号楼1户、8号楼1户"
    assert len(beneath(any_town)) == 3
    sound(any_town)


def test_one_ticket_with_three_households_is_enough(any_town: Town) -> None:
    any_town.says("李姐", "锦园3号楼暖气不热", group="g-jy")
    any_town.says("老王", "我家也是", group="g-jy")
    assert none_open(any_town)
    any_town.says("小赵", "我家也不热", group="g-jy")
    assert (incident(any_town).building, len(beneath(any_town))) == ("3", 1)
    sound(any_town)


def test_the_right_level_is_told_early_and_the_tickets_stay_with_their_people(town: Town) -> None:
    cold(town)
    above = incident(town)
    assert town.assignees(above) == ["fwz"]
    assert "1小时内3户反映供暖问题" in sent(town, "fwz", "notify")[-1]
    assert any(above.number in text for text in sent(town, "gr", "notify"))
    assert all(set(town.assignees(ticket)) == {"yuan", "wang"} for ticket in beneath(town))


def test_two_households_and_the_same_one_thrice_open_none(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(minutes=15)
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(minutes=15)
    town.says("李姐", "锦园3号楼暖气不热", group="g-jy")
    town.says("老王", "锦园3号楼暖气不热", group="g-jy")
    assert none_open(town)


def test_a_couple_behind_one_door_is_one_household(town: Town) -> None:
    for who in ("李姐", "李姐爱人", "李姐妈"):
        town.says(who, "锦园3号楼1单元1501暖气不热")
    assert len(town.tickets()) == 3
    assert none_open(town)


def test_what_was_told_hours_ago_is_no_burst(town: Town) -> None:
    for who, building in (("李姐", 3), ("老王", 5), ("小赵", 8)):
        town.says(who, f"锦园{building}号楼暖气不热")
        town.later(minutes=40)
    assert none_open(town)


def test_a_building_first_then_the_estate(any_town: Town) -> None:
    """An incident of one building is widened when as many households elsewhere tell of it."""
    for who in ("甲", "乙", "丙"):
        any_town.says(who, "锦园3号楼暖气不热")
    assert incident(any_town).building == "3"
    for who, building in (("丁", 5), ("戊", 6), ("己", 7)):
        any_town.says(who, f"锦园{building}号楼暖气不热")
    above = incident(any_town)
    assert (above.building, len([one for one in beneath(any_town) if one.status != "merged"])) == (None, 4)
    assert above.summary.startswith("1小时内6户反映供暖问题")
    assert "widened" in kinds(any_town, above)
    sound(any_town)


def test_who_asks_later_hears_at_once_what_is_known_and_is_counted(any_town: Town) -> None:
    cold(any_town)
    town = any_town
    did(town, "fwz", "accept")
    before = len(town.tickets())
    town.says("小周", "锦园5号楼暖气不热")
    told = sent(town, "小周")[-1]
    assert "已有4户反映" in told
    assert "由服务长王建国负责" in told
    assert "还没有预计时间" in told
    assert "已把您家记上" in told
    assert len(town.tickets()) == before
    did(town, "fwz", "progress", "换热站抢修，预计18点恢复")
    town.says("小吴", "锦园9号楼暖气不热")
    assert "最新进展：换热站抢修，预计18点恢复（服务长王建国，今天9:10）" in sent(town, "小吴")[-1]
    with town.product.database.read() as conn:
        assert sum(len(supporters.of_ticket(conn, ticket)) for ticket in beneath(town)) == 2
        until = town.clock.now() + timedelta(seconds=1)
        assert incidents.counts(conn, town.product.district, MONDAY, until) == (1, 2)
    sound(town)


def test_who_asks_how_it_goes_is_told_and_counted_once(town: Town) -> None:
    town.says("小周", "你好，我住锦园5号楼")
    cold(town)
    town.says("小周", "暖气进度怎么样了")
    assert "已有4户反映" in sent(town, "小周")[-1]
    assert "已把您家记上" in sent(town, "小周")[-1]
    town.says("小周", "暖气进度怎么样了")
    assert "您家已经记着" in sent(town, "小周")[-1]
    assert "已有4户反映" in sent(town, "小周")[-1]


def test_who_asks_in_the_group_how_it_goes_is_told_in_private(town: Town) -> None:
    cold(town)
    lines = len(sent(town, "g-jy"))
    town.says("小周", "5号楼的暖气修到哪了，进度？", group="g-jy")
    assert "已有4户反映" in sent(town, "小周")[-1]
    assert len(sent(town, "g-jy")) == lines


def test_a_reporter_who_asks_again_hears_what_is_known(town: Town) -> None:
    cold(town)
    town.later(minutes=30)
    town.says("老王", "进度")
    assert "我们已经知道" in sent(town, "老王")[-1]


def test_who_joins_in_the_group_is_told_in_private_and_the_group_hears_nothing_more(town: Town) -> None:
    cold(town)
    lines = len(sent(town, "g-jy"))
    town.says("小孙", "我家也是", group="g-jy")
    assert "已把您家记上" in sent(town, "小孙")[-1]
    town.says("小钱", "锦园6号楼暖气不热", group="g-jy")
    assert len(sent(town, "g-jy")) == lines
    assert "已有5户反映" in sent(town, "小钱")[-1]
    assert len(beneath(town)) == 4


def test_an_emergency_never_waits_for_an_incident(town: Town) -> None:
    for who, building in (("甲", 3), ("乙", 5), ("丙", 6), ("丁", 7)):
        town.says(who, f"锦园{building}号楼有煤气味")
    assert none_open(town)
    assert len(town.tickets()) == 4


def test_a_district_may_do_without(sqlite: Database, tmp_path: Path) -> None:
    town = packed(sqlite, tmp_path, "extends: default\nname: own\ntitle: 不开预警单\nincidents: null\n")
    cold(town)
    assert none_open(town)


def test_a_district_may_want_more_households(sqlite: Database, tmp_path: Path) -> None:
    town = packed(sqlite, tmp_path, "extends: default\nname: own\ntitle: 四户\nincidents: {households: 4}\n")
    cold(town)
    assert none_open(town)
    town.says("小周", "锦园9号楼暖气不热")
    assert len(beneath(town)) == 4


def test_what_is_of_one_building_only_makes_an_incident_for_each(sqlite: Database, tmp_path: Path) -> None:
    """What has its cause in one building is never taken together, e.g. two lifts that stand still."""
    text = "extends: default\nname: own\ntitle: 按楼\nincidents: {categories: [heating], building_only: [heating]}\n"
    town = packed(sqlite, tmp_path, text)
    cold(town)
    assert none_open(town)
    for building in (3, 5):
        for who in "甲乙丙":
            town.says(f"{who}{building}", f"锦园{building}号楼暖气不热")
    assert sorted(ticket.building or "" for ticket in town.tickets() if ticket.form == FORM) == ["3", "5"]
    sound(town)


@pytest.mark.parametrize("channel", ["private", "group"])
def test_two_processes_that_count_at_once_open_one_incident(any_town: Town, channel: str) -> None:
    group = "g-jy" if channel == "group" else None
    any_town.says("甲", "锦园3号楼暖气不热")
    any_town.says("乙", "锦园5号楼暖气不热")
    for number, who in enumerate(("丙", "丁", "戊", "己")):
        at = any_town.clock.now()
        message = Inbound("sim", f"race{number}", at, who, group, f"锦园{number + 6}号楼暖气不热")
        assert intake.accept(any_town.product, message)
    gate = Barrier(2)

    def work() -> None:
        gate.wait()
        Worker(any_town.product).run_inbox()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    any_town.later(minutes=5)
    assert incident(any_town).status == "dispatched"
    assert len(beneath(any_town)) + sum(kinds(any_town, one).count("joined") for one in beneath(any_town)) == 6
    sound(any_town)


def test_what_is_unsaid_is_never_promised(town: Town) -> None:
    """Before an official wrote anything there is no time to tell."""
    cold(town)
    town.says("小周", "锦园5号楼暖气不热")
    told = sent(town, "小周")[-1]
    assert "还没有预计时间" in told
    assert "前" not in told
