"""Stories about codes on posters: who scans one stands there, on every channel, without a word about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.place_codes import PlaceCodes, district_key
from handlers import scenes
from handlers.messages import Inbound
from handlers.org import Org
from storage import meta, residents
from storage.database import Database
from storage.residents import Resident
from storage.tree import Unit
from tests.fakes import MONDAY, Town, tree
from tests.storage_fakes import at_once


def known(town: Town, who: str = "李姐") -> Resident:
    """What is remembered of a resident."""
    with town.product.database.read() as conn:
        found = residents.get(conn, town.product.district, "sim", who)
    assert found is not None
    return found


def lives(town: Town, who: str = "李姐") -> tuple[str | None, str | None, str | None, str | None]:
    found = known(town, who)
    return found.unit, found.building, found.entrance, found.room


def last(town: Town, who: str = "李姐") -> str:
    return town.received(who)[-1].text


def test_a_trouble_told_after_a_scan_needs_no_question_where_it_is(any_town: Town) -> None:
    any_town.says("李姐", "暖气不热", scene="jy/3")
    ticket = any_town.ticket()
    assert (ticket.estate, ticket.building, ticket.status) == ("jy", "3", "dispatched")
    assert "锦园小区3号楼" in last(any_town)
    assert "哪个小区" not in last(any_town)
    assert lives(any_town) == ("jy", "3", None, None)


def test_the_place_is_remembered_for_what_is_said_later(town: Town) -> None:
    town.says("李姐", "你好", scene="jy/3")
    town.says("李姐", "停水了")
    assert (town.ticket().estate, town.ticket().building) == ("jy", "3")


@pytest.mark.parametrize("scene", ["jy/3", "jy-3", "jy_3"])
def test_codes_without_a_slash_mean_the_same(town: Town, scene: str) -> None:
    town.says("李姐", "停水了", scene=scene)
    assert (town.ticket().estate, town.ticket().building) == ("jy", "3")


def test_a_scan_alone_is_greeted_with_the_place(town: Town) -> None:
    town.says("李姐", scene="jy/3")
    assert last(town).startswith("您好！您在锦园小区3号楼。")
    assert lives(town) == ("jy", "3", None, None)
    assert town.tickets() == []


def test_a_scan_answers_where_it_is(town: Town) -> None:
    town.says("李姐", "暖气不热")
    assert "哪个小区" in last(town)
    town.says("李姐", scene="jy/5")
    ticket = town.ticket()
    assert (ticket.estate, ticket.building, ticket.status) == ("jy", "5", "dispatched")


def test_words_that_name_another_place_count_more_than_the_scan(town: Town) -> None:
    town.says("李姐", "和园小区2号楼暖气不热", scene="jy/3")
    assert (town.ticket().estate, town.ticket().building) == ("hy", "2")
    assert lives(town)[:2] == ("jy", "3")


def test_a_door_told_before_is_kept_when_the_same_building_is_scanned(town: Town) -> None:
    town.says("李姐", "我住锦园小区3号楼2单元501")
    for scene in ("jy/3", "jy"):
        town.says("李姐", "你好", scene=scene)
        assert lives(town) == ("jy", "3", "2", "501")
    town.says("李姐", "你好", scene="jy/4")
    assert lives(town) == ("jy", "4", None, None)


def test_a_whole_estate_is_a_place_as_well(town: Town) -> None:
    town.says("李姐", "暖气不热", scene="jy")
    assert (town.ticket().estate, town.ticket().building) == ("jy", None)


@pytest.mark.parametrize("scene", ["nowhere/3", "", "/", "heat/1", "yb", "\u0000", "jy2"])
def test_a_place_the_tree_does_not_have_changes_nothing(town: Town, scene: str) -> None:
    town.says("李姐", "暖气不热", scene=scene)
    assert lives(town)[0] is None
    assert "哪个小区" in last(town)


def test_a_scan_of_an_unknown_place_alone_is_greeted(town: Town) -> None:
    town.says("李姐", scene="gone/3")
    assert last(town).startswith("您好！")


def test_in_a_group_a_scan_means_nothing(town: Town) -> None:
    town.says("李姐", "你好", group="g-jy", scene="hy/3")
    assert lives(town)[0] == "jy"


def test_a_building_is_never_longer_than_its_column(any_town: Town) -> None:
    any_town.says("李姐", "暖气不热", scene="jy/" + "3" * 500)
    assert len(any_town.ticket().building or "") == 32


def test_a_message_remembers_its_scene_until_it_is_handled() -> None:
    message = Inbound("sim", "1", MONDAY, "李姐", scene="jy/3")
    assert Inbound.stored("sim", "1", MONDAY, "李姐", None, message.payload()) == message
    old = {name: value for name, value in message.payload().items() if name != "scene"}
    assert Inbound.stored("sim", "1", MONDAY, "李姐", None, old) == replace(message, scene=None)


# --- codes ---


def test_a_code_says_where_it_hangs_and_nobody_makes_one_up() -> None:
    codes = PlaceCodes("key")
    for estate, building in (("jy", "3"), ("jy", None), ("jx-1", "3"), ("jx-1", None), ("锦园", "甲")):
        code = codes.code(estate, building)
        assert codes.scene(code) == scenes.written(estate, building)
        assert codes.scene(code.replace(estate, "hy")) is None
        assert PlaceCodes("other").scene(code) is None
    assert codes.scene(codes.code("jy", "3").upper().replace("JY", "jy")) == "jy/3"


@pytest.mark.parametrize(
    "code", ["", "-", "--", "jy", "jy-3", "jy-3-aaaaaaaa", "jy-3-中文", "-3-abcdefgh", "中", "\ud800-1-a"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert PlaceCodes("key").scene(code) is None


def test_a_hyphen_in_an_estate_never_leads_elsewhere() -> None:
    codes = PlaceCodes("key")
    assert codes.code("jx", "1") != codes.code("jx-1")
    assert codes.scene(codes.code("jx", "1")) == "jx/1"
    assert codes.scene(codes.code("jx-1")) == "jx-1"


def test_all_processes_of_a_district_have_the_same_key(database: Database) -> None:
    keys = at_once(4, lambda _: district_key(database, "yb"))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 64
    assert district_key(database, "other") != keys[0]
    with database.begin() as conn:
        assert meta.once(conn, "place_key:yb", "changed") == keys[0]


def test_a_place_is_named_as_people_say_it() -> None:
    org = Org(replace(tree(), units=[*tree().units, Unit("g1", "grid", "第一网格", "dong")]))
    for scene, name in (("jy/3", "锦园小区3号楼"), ("jy", "锦园小区"), ("g1", "第一网格")):
        at = scenes.place(org, scene)
        assert at is not None
        assert scenes.named(org, at) == name


def test_time_passes_and_the_place_stays(town: Town) -> None:
    town.says("李姐", scene="jy/3")
    town.later(days=3)
    assert known(town).seen_at + timedelta(days=2) < town.product.now()
    town.says("李姐", "停水了")
    assert town.ticket().building == "3"
