"""A place told in pieces or put right: what nobody corrects stays, and what follows is where the talk is."""

from __future__ import annotations

import pytest

from tests.fakes import Town
from tests.life_fakes import said_back as last


@pytest.mark.parametrize(("words", "building", "entrance", "room"), [
    ("不对，是3单元", "3", "3", "501"), ("不是3号楼是5号楼", "5", "2", "501"), ("是5号楼，不是3号楼", "5", "2", "501"),
    ("是5号楼", "5", "2", "501"), ("我家是5号楼的", "5", "2", "501"),
    ("锦园5号楼1单元", "5", "1", "501"), ("不对 是402", "3", "2", "402"),
])  # fmt: skip
def test_what_nobody_corrects_of_a_place_stays(town: Town, words: str, building: str, entrance: str, room: str) -> None:
    town.says("李姐", "锦园3号楼2单元501暖气不热")
    town.says("李姐", words)
    ticket = town.ticket()
    assert (ticket.estate, ticket.building, ticket.entrance, ticket.room) == ("jy", building, entrance, room)
    assert "地点记下了" in last(town, "李姐")


def test_a_danger_told_next_is_where_the_trouble_before_was(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人占车位")
    town.says("李姐", "暖气不热")
    town.says("李姐", "有煤气味")
    assert {(ticket.estate, ticket.building) for ticket in town.tickets()} == {("jy", "3")}
    town.later(days=2)
    town.says("李姐", "停水了")
    assert town.tickets()[-1].building is None  # where he lives nobody knows


def test_a_house_told_after_its_estate_is_said_back(town: Town) -> None:
    town.says("李姐", "锦园暖气不热")
    town.says("李姐", "8号楼1单元")
    assert "地点记下了：锦园小区8号楼1单元" in last(town, "李姐")
