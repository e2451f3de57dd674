"""Duties and routing as the districts have them: 一院三长, 全科网格, 1+2+4, 专班, 日值班."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database
from storage.tree import Duty
from tests.fakes import MONDAY, Town
from tests.life_fakes import at, imported, people, sent, sound, without
from tests.routed_fakes import routed_town, routed_tree


@pytest.fixture
def routed(database: Database, tmp_path: Path) -> Town:
    """The town with the pack `routed`, on either database."""
    return routed_town(database, tmp_path)


@pytest.fixture
def quick(sqlite: Database, tmp_path: Path) -> Town:
    """The same on SQLite."""
    return routed_town(sqlite, tmp_path)


def rules(town: Town) -> list[str]:
    """What decided each time a ticket was handed out."""
    return [event.data["rule"] for event in town.history(town.ticket()) if event.kind == "dispatched"]


def test_m1_from_the_courtyard_up_to_the_estates_and_the_communitys_service_chief(any_town: Town) -> None:
    """M1: 网格员/院长 → estate 服务长 → community 服务长, and 谁是我的服务长 in chat."""
    any_town.says("李姐", "锦园3号楼暖气不热")
    assert any_town.assignees(any_town.ticket()) == ["wang", "yuan"]
    any_town.presses("yuan", "return", "要上级协调")
    assert any_town.assignees(any_town.ticket()) == ["fwz"]
    any_town.until(any_town.clock.now().replace(hour=11, minute=30))
    assert any_town.assignees(any_town.ticket()) == ["sqz"]
    any_town.says("李姐", "谁是我的服务长")
    assert "锦园小区 服务长：王建国" in any_town.received("李姐")[-1].text
    sound(any_town)


def test_m4_a_category_decides_which_skill_is_told(routed: Town) -> None:
    """M4: one worker, several skills; who is skilled in it is told, and where nobody is, all are."""
    routed.says("李姐", "锦园停水了")
    assert routed.assignees(routed.ticket()) == ["shui"]
    assert rules(routed) == ["锦园小区 院长、网格员（专长）"]
    routed.says("王哥", "锦园3号楼有人占车位")
    assert routed.assignees(routed.tickets()[1]) == ["shui", "wang", "yuan"]
    sound(routed)


def test_who_is_skilled_in_something_else_still_stands_on_the_rung(quick: Town) -> None:
    quick.says("李姐", "锦园停水了")
    assert (quick.presses("shui", "transfer", "yuan 人不在") or None) is not None
    quick.presses("yuan", "return", "不懂水电")
    # 院长 was not told, but he stands there: one rung up, not back to the same.
    assert quick.assignees(quick.ticket()) == ["fwz"]


def test_m9_every_estate_has_a_card_with_two_chiefs_and_four_partners(routed: Town) -> None:
    """M9: 服务长、联系长; 社区民警、法律顾问、物业、自治组织: in the pack's order, with office phones and 今日值班."""
    routed.says("李姐", "锦园的服务长是谁")
    row = routed.received("李姐")[-1]
    assert row.card is not None
    assert row.card["title"] == "锦园小区负责的人"
    named = [line.split("：")[0] for line in row.text.splitlines()[1:]]
    assert named == [
        "锦园小区 服务长", "东社区 服务长", "锦园小区 院长", "锦园小区 联系长", "锦园小区 网格员",
        "锦园小区 水电网格员", "锦园小区 物业", "锦园小区 社区民警", "锦园小区 法律顾问", "锦园小区 业委会",
        "现在值班", "今天接班",
    ]  # fmt: skip
    assert len(row.card["rows"]) == 6
    assert "现在值班：东社区 白班小许，电话02988000000（8:00–20:00）" in row.card["note"]
    assert "今天接班：东社区 夜班小高，电话02988000000（20:00–次日8:00）" in row.text


def test_m9_in_a_group_it_is_answered_in_private(quick: Town) -> None:
    quick.says("李姐", "谁是我们的服务长", group="g-jy")
    assert quick.received("g-jy") == []
    assert "锦园小区 法律顾问：陈律师" in quick.received("李姐")[-1].text


def test_m9_the_category_decides_which_partner_is_copied(routed: Town) -> None:
    routed.says("李姐", "锦园物业不管事")
    assert people(routed, routed.ticket()) == {"fwz": "assignee", "lvshi": "participant"}
    assert "请协同办理" in sent(routed, "lvshi", "notify")[0]


def test_a_copy_rule_with_another_kind_or_urgency_copies_nobody(quick: Town) -> None:
    quick.says("李姐", "锦园3号楼有人占车位")
    assert "lvshi" not in people(quick, quick.ticket())


def test_m11_a_task_force_has_its_own_queue_across_units(routed: Town) -> None:
    """M11: 专班 per theme; its leader is told from anywhere in the district, and a leader follows."""
    routed.says("李姐", "锦园全楼暖气不热")
    routed.says("王哥", "和园整栋暖气不热")
    for ticket in routed.tickets():
        assert routed.assignees(ticket) == ["banzhang"]
        assert (ticket.route, people(routed, ticket)["jd"]) == ("供热专班", "participant")
    assert "请跟踪督办" in sent(routed, "jd", "notify")[0]
    assert sent(routed, "yuan") == []
    card = routed.received("banzhang")[0].card
    assert card is not None
    assert ["依据", "规则『供热专班』"] in card["rows"]
    sound(routed)


def test_at_night_the_roster_decides_and_each_turn_goes_up_not_over(routed: Town) -> None:
    routed.until(at("16 23:00"))
    routed.says("李姐", "锦园停水了")
    assert routed.assignees(routed.ticket()) == ["yeban"]
    assert rules(routed) == ["规则『夜间停水』：东社区 值班"]
    routed.presses("yeban", "accept")
    routed.until(at("17 08:30"))
    # His turn is over, but the ticket is his; what goes wrong with it goes up from his rung.
    assert routed.assignees(routed.ticket()) == ["yeban"]
    assert routed.ticket().route == "夜间停水"
    sound(routed)


def test_without_a_roster_the_holders_of_the_rung_are_told(sqlite: Database, tmp_path: Path) -> None:
    town = routed_town(sqlite, tmp_path, replace(routed_tree(), rosters=[]))
    town.until(at("16 23:00"))
    town.says("李姐", "锦园停水了")
    assert town.assignees(town.ticket()) == ["sqz"]
    assert rules(town) == ["规则『夜间停水』：东社区 服务长"]


def test_a_route_may_begin_higher_and_copy_partners(quick: Town) -> None:
    quick.says("王哥", "和园3号楼有人占车位")
    assert quick.assignees(quick.ticket()) == ["sqz"]
    assert rules(quick) == ["规则『和园直派』：东社区 服务长"]


def test_a_confidential_route_marks_the_ticket_for_good(quick: Town) -> None:
    quick.says("李姐", "锦园物业不管事")
    assert (quick.ticket().confidential, quick.ticket().level) == (True, 1)
    quick.presses("zx", "recategorise", "供暖", channel="desk", ticket=quick.ticket().number)
    assert (quick.ticket().confidential, quick.ticket().route) == (True, None)


def test_another_category_is_another_route_and_what_nobody_began_climbs_its_ladder(routed: Town) -> None:
    routed.says("李姐", "锦园全楼停水了")
    routed.presses("zx", "recategorise", "供暖", channel="desk", ticket=routed.ticket().number)
    assert (routed.ticket().route, routed.assignees(routed.ticket())) == ("供热专班", ["banzhang"])
    assert "现在由专班班长韩班长负责" in sent(routed, "李姐", "progress")[-1]


def test_the_place_told_later_decides_the_route(routed: Town) -> None:
    routed.says("王哥", "有人占车位")
    assert routed.ticket().route is None
    routed.says("王哥", "和园")
    assert (routed.ticket().route, routed.assignees(routed.ticket())) == ("和园直派", ["sqz"])


@pytest.mark.parametrize(("sender", "group", "more", "source"), [
    ("李姐", None, {}, "private"),
    ("李姐", "g-jy", {}, "group"),
    ("李姐", None, {"scene": "jy/3"}, "scan"),
    ("李姐", None, {"channel": "hotline"}, "hotline"),
    ("李姐", None, {"channel": "web"}, "web"),
    ("yuan", None, {}, "official"),
])  # fmt: skip
def test_m5_a_ticket_knows_the_way_it_came_in(
    quick: Town, sender: str, group: str | None, more: dict[str, str], source: str
) -> None:
    quick.says(sender, "锦园停水了", group=group, **more)
    assert quick.ticket().source == source


def test_the_hotlines_tickets_go_to_the_department_at_once(quick: Town) -> None:
    quick.says("13900001234", "锦园3号楼暖气不热", channel="hotline")
    assert quick.assignees(quick.ticket()) == ["gr"]
    assert rules(quick) == ["规则『热线供暖』：区供热办"]


def test_a_vacant_task_force_falls_to_the_next_rung_and_to_whoever_comes(sqlite: Database, tmp_path: Path) -> None:
    found = routed_tree()
    town = routed_town(sqlite, tmp_path, replace(found, duties=[d for d in found.duties if d.unit != "zb"]))
    town.says("李姐", "锦园全楼暖气不热")
    assert town.assignees(town.ticket()) == ["zx"]
    imported(town, replace(found, duties=[*found.duties, Duty("yuan", "department", "zb")]))
    town.says("王哥", "和园全楼暖气不热")
    assert town.assignees(town.tickets()[1]) == ["banzhang", "yuan"]


def test_an_emergency_alarms_every_rung_of_its_own_ladder(quick: Town) -> None:
    quick.says("李姐", "锦园有煤气味")
    assert {"yuan", "wang", "fwz", "sqz", "jd", "zx"} <= set(people(quick, quick.ticket()))
    assert rules(quick) == ["紧急，各级同时通知"]


def test_nobody_left_anywhere_is_still_seen_by_the_desk(any_town: Town) -> None:
    imported(any_town, without("yuan", "wang", "fwz", "sqz", "jd", "zx", "gr", "wuye"))
    any_town.says("李姐", "锦园停水了")
    assert (any_town.ticket().status, any_town.clock.now()) == ("open", MONDAY)
