"""People who write by ear: the estate they mean is understood, said back, or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import phrases
from storage import residents
from storage.database import Database
from tests.fakes import Town
from tests.life_fakes import said_back as last
from tests.misspelt_fakes import town_of

ESTATES = (("jx", "锦绣花园"), ("tl", "桃林新苑"), ("xf", "幸福里小区"))


@pytest.fixture
def heard(sqlite: Database, tmp_path: Path) -> Town:
    """A town of three estates whose engine has an ear."""
    return town_of(sqlite, tmp_path, *ESTATES)


@pytest.mark.parametrize(("written", "unit"), [
    ("锦秀花园", "jx"), ("锦绣花圆", "jx"), ("进绣花园", "jx"), ("桃林新院", "tl"), ("桃林新园", "tl"),
    ("桃琳新苑", "tl"), ("幸富里", "xf"), ("幸福理小区", "xf"),
])  # fmt: skip
def test_a_name_written_by_ear_is_taken_as_told_and_said_back(heard: Town, written: str, unit: str) -> None:
    heard.says("李姐", "暖气不热")
    heard.says("李姐", f"{written}三栋二单元五零一")
    ticket = heard.ticket()
    assert (ticket.unit, ticket.building, ticket.entrance, ticket.room) == (unit, "3", "2", "501")
    assert dict(ESTATES)[unit] in last(heard, "李姐")


def test_a_trouble_told_with_a_name_by_ear_is_asked_for_nothing(heard: Town) -> None:
    heard.says("李姐", "锦秀花园3号楼暖气不热")
    assert (heard.ticket().unit, heard.ticket().status) == ("jx", "dispatched")
    assert "锦绣花园3号楼" in last(heard, "李姐")


def test_in_a_group_a_name_by_ear_moves_no_ticket(town: Town) -> None:
    town.says("李姐", "锦元小区暖气不热", group="g-jy")
    assert town.ticket().unit == "jy"


@pytest.fixture
def twins(sqlite: Database, tmp_path: Path) -> Town:
    """Two estates that sound alike, and one that a slip of the hand is near to."""
    return town_of(sqlite, tmp_path, ("a", "锦绣花园"), ("b", "锦秀花园"), ("y", "恒大御景湾"))


@pytest.mark.parametrize(("answer", "unit"), [("锦秀花园", "b"), ("2", "b"), ("第一个", "a")])
def test_of_two_that_sound_alike_the_resident_chooses(twins: Town, answer: str, unit: str) -> None:
    twins.says("李姐", "暖气不热")
    twins.says("李姐", "进绣花园3号楼")
    assert last(twins, "李姐") == "是锦绣花园，还是锦秀花园？"
    assert twins.ticket().status == "open"
    twins.says("李姐", answer)
    assert (twins.ticket().unit, twins.ticket().building) == (unit, "3")


def test_what_was_nearly_typed_is_asked_about_with_the_trouble(twins: Town) -> None:
    twins.says("李姐", "恒大雨景湾5号楼暖气不热")
    assert "是恒大御景湾吗？" in last(twins, "李姐")
    twins.says("李姐", "是的")
    assert (twins.ticket().unit, twins.ticket().building) == ("y", "5")
    with twins.product.database.read() as conn:
        known = residents.get(conn, "yb", "sim", "李姐")
    assert known is not None
    assert known.unit == "y"


def test_who_meant_none_of_them_is_asked_plainly_and_nothing_is_lost(twins: Town) -> None:
    twins.says("李姐", "恒大雨景湾5号楼暖气不热")
    twins.says("李姐", "不是")
    assert last(twins, "李姐") == phrases.ASK_PLACE
    twins.says("李姐", "锦绣花园")
    assert (twins.ticket().unit, twins.ticket().building) == ("a", "5")


def test_in_danger_people_are_called_before_anybody_is_asked_which_it_is(twins: Town) -> None:
    twins.says("李姐", "恒大雨景湾有煤气味")
    assert last(twins, "李姐") == "请马上告诉我：是恒大御景湾吗？"
    assert twins.ticket().status != "open"
    twins.says("李姐", "对")
    assert twins.ticket().unit == "y"


@pytest.mark.parametrize(("words", "entrance", "room"), [
    ("三栋二单元五零一", "2", "501"), ("三栋 一单元 一零一", "1", "101"), ("三栋1单元十二零三", "1", "1203"),
])  # fmt: skip
def test_a_door_told_in_characters_is_a_door(heard: Town, words: str, entrance: str, room: str) -> None:
    heard.says("李姐", "暖气不热")
    heard.says("李姐", f"锦绣花园{words}")
    assert (heard.ticket().building, heard.ticket().entrance, heard.ticket().room) == ("3", entrance, room)
