"""Who a ticket goes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers import policy, routing
from handlers.org import Org
from storage.tree import Chat, Duty, Tree
from tests.fakes import tree
from tests.life_fakes import unit, with_duties, without

PACK = policy.load("default")
TODAY = date(2026, 11, 16)


def rungs(found: Tree, place: str = "jy", building: str | None = None) -> list[tuple[str, ...]]:
    return [rung.people for rung in routing.ladder(Org(found), PACK, place, building, TODAY)]


def test_the_whole_ladder() -> None:
    assert rungs(tree()) == [("yuan", "wang"), ("fwz",), ("sqz",), ("jd",), ("zx",)]
    assert next(rung.rule for rung in routing.ladder(Org(tree()), PACK, "jy", None, TODAY)) == "锦园小区 院长、网格员"


@pytest.mark.parametrize(("place", "first"), [("hy", 2), ("dong", 2), ("bei", 3), ("yb", 4), ("gone", 4)])
def test_where_nobody_is_nearer_it_begins_higher(place: str, first: int) -> None:
    rung = routing.next_rung(routing.ladder(Org(tree()), PACK, place, None, TODAY), 0)
    assert rung is not None
    assert rung.level == first


def test_the_building_and_the_grid_belong_to_the_first_rung() -> None:
    found = replace(
        tree(),
        units=[
            *(replace(u, parent="g1") if u.code == "jy" else u for u in tree().units),
            unit("g1", "grid", "第一网格", "dong"),
            unit("jy-3", "building", "3号楼", "jy"),
        ],
        duties=[*tree().duties, Duty("l3", "courtyard_chief", "jy-3"), Duty("wg", "grid_worker", "g1")],
    )
    assert rungs(found, "jy", "3")[0] == ("l3", "yuan", "wang", "wg")
    assert rungs(found, "jy", "5")[0] == ("yuan", "wang", "wg")


@pytest.mark.parametrize(("name", "building"), [
    ("3号楼", "3"), ("第3栋", "3"), ("3幢", "3"), ("B座", "b"), ("03号楼", "3"), ("3#楼", "3"),
])  # fmt: skip
def test_a_building_is_known_by_its_number(name: str, building: str) -> None:
    found = replace(
        tree(),
        units=[*tree().units, unit("jy-x", "building", name, "jy")],
        duties=[*tree().duties, Duty("lz", "courtyard_chief", "jy-x")],
    )
    assert "lz" in rungs(found, "jy", building)[0]
    assert "lz" not in rungs(found, "jy", "13")[0]


def test_no_rung_above_the_top() -> None:
    ladder = routing.ladder(Org(tree()), PACK, "jy", None, TODAY)
    assert routing.next_rung(ladder, 5) is None
    assert routing.next_rung(ladder, 4, without={"zx"}) is None
    assert routing.next_rung(routing.ladder(Org(without("zx")), PACK, "yb", None, TODAY), 0) is None


def test_departments_and_partners_by_category() -> None:
    org = Org(tree())
    assert routing.copies(org, PACK, "jy", None, "heating", TODAY) == ["gr"]
    assert routing.copies(org, PACK, "jy", None, "parking", TODAY) == ["wuye"]
    assert routing.copies(org, PACK, "jy", None, "property", TODAY) == []


def test_who_is_gone() -> None:
    ended = with_duties(replace(d, ends_on=date(2026, 11, 15)) if d.person == "yuan" else d for d in tree().duties)
    org = Org(ended)
    assert [routing.gone(org, person, TODAY) for person in ("yuan", "nobody", "wang")] == [True, True, False]


def test_the_first_and_the_last_day_of_a_duty_count() -> None:
    only_today = with_duties([Duty("yuan", "courtyard_chief", "jy", None, TODAY, TODAY)])
    assert rungs(only_today)[0] == ("yuan",)


def test_a_tree_that_bites_its_tail_ends_all_the_same() -> None:
    found = replace(tree(), units=[unit("a", "community", "甲", "b"), unit("b", "estate", "乙", "a")])
    assert [place.code for place in Org(found).path("a")] == ["a", "b"]


def test_groups_and_accounts_are_found() -> None:
    org = Org(replace(tree(), chats=[Chat("sim", "g", "residents", "jy")]), ("sim",), stand_in=None)
    chat = org.chat("sim", "g")
    assert chat is not None
    assert chat.unit == "jy"
    assert (org.person_of("sim", "yuan"), org.person_of("sim", "李姐"), org.reach("nobody")) == ("yuan", None, None)
