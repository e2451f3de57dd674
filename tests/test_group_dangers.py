"""Dangers told in a group that has known one before, heard with the real ear: a new one calls people again."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.engines.embedded import EmbeddedEngine
from storage import supporters
from storage import unrecorded as rows
from storage.database import Database
from storage.tickets import Ticket
from tests.fakes import Town
from tests.life_fakes import did

GROUP = "g-jy"


@pytest.fixture
def group(sqlite: Database, tmp_path: Path, mind: EmbeddedEngine) -> Town:
    town = Town(sqlite, tmp_path)
    town.product.engine = mind
    return town


def say(town: Town, who: str, words: str) -> None:
    town.says(who, words, group=GROUP)
    town.later(seconds=25)


def calls(town: Town) -> int:
    """How often 院长 was called to a danger."""
    return sum(row.kind == "emergency" and "紧急" in row.text for row in town.received("yuan"))


def appeals(town: Town) -> list[Ticket]:
    return [ticket for ticket in town.tickets() if ticket.form == "appeal"]


def counted(town: Town) -> list[str]:
    """Who joined the first ticket."""
    with town.product.database.read() as conn:
        return [account for _, account in supporters.of_ticket(conn, appeals(town)[0])]


@pytest.mark.parametrize(
    ("first", "done", "again", "hours"),
    [
        ("3号楼电梯困人了，快来人", "维保到场，人已救出，电梯恢复运行", "3号楼电梯又困人了！我妈在里面出不来", 0.7),
        ("3号楼楼道有煤气味，好浓", "燃气公司检测，阀门已关，无泄漏", "3号楼又有煤气味了，更浓", 3),
    ],
)
def test_a_danger_that_is_there_again_after_it_was_done_calls_people_again(
    group: Town, first: str, done: str, again: str, hours: float
) -> None:
    say(group, "老陶", first)
    assert did(group, "yuan", "accept")
    assert did(group, "yuan", "resolve", done)
    before = calls(group)
    group.later(hours=hours)
    say(group, "月月", again)
    assert calls(group) > before
    assert [ticket.urgency for ticket in appeals(group)] == ["emergency", "emergency"]


def test_a_danger_that_is_there_again_after_its_teller_said_that_it_is_over_calls_people_again(group: Town) -> None:
    say(group, "老陶", "3号楼电梯困人了，快来人")
    assert did(group, "yuan", "accept")
    say(group, "老陶", "门开了，人都出来了，没事了")
    before = calls(group)
    group.later(minutes=50)
    say(group, "月月", "3号楼电梯又困人了，我在里面")
    assert calls(group) > before


@pytest.mark.parametrize(
    ("first", "elsewhere"),
    [
        ("3号楼电梯困人了，快来人", "7号楼电梯困人了，老人小孩都在里面"),
        ("3号楼电梯困人了，快来人", "7号楼电梯也困人了！"),
        ("3号楼楼道有煤气味，好浓", "9号楼也有煤气味"),
    ],
)
def test_the_same_danger_in_another_building_is_another(group: Town, first: str, elsewhere: str) -> None:
    say(group, "老陶", first)
    before = calls(group)
    say(group, "月月", elsewhere)
    assert len(appeals(group)) == 2
    assert calls(group) > before


def test_the_same_danger_in_the_same_building_is_raised_once(group: Town) -> None:
    say(group, "老陶", "3号楼电梯困人了，快来人")
    say(group, "月月", "3号楼电梯困人了！快打电话")
    say(group, "小毕", "3号楼电梯里关着人呢，一直在按铃")
    assert len(appeals(group)) == 1


def test_a_danger_told_once_more_after_a_while_reaches_whoever_was_called(group: Town) -> None:
    say(group, "老陶", "3号楼电梯困人了，快来人")
    say(group, "月月", "3号楼电梯困人了！快打电话")
    assert not heard_of(group, "快打电话"), "at the same moment it is no news"
    group.later(minutes=20)
    say(group, "小毕", "3号楼电梯又困人了，我在里面")
    assert len(appeals(group)) == 1
    assert heard_of(group, "又困人了，我在里面")


def heard_of(town: Town, words: str) -> bool:
    """Whether 院长 was called with these words."""
    return any(row.kind == "emergency" and words in row.text for row in town.received("yuan"))


@pytest.mark.parametrize("words", ["7号楼没困人吧", "5号楼电梯也没困人啊", "5号楼电梯也困人了吗？"])
def test_who_asks_or_denies_raises_no_further_danger(group: Town, words: str) -> None:
    say(group, "老陶", "3号楼电梯困人了，快来人")
    before = calls(group)
    say(group, "月月", words)
    assert calls(group) == before


@pytest.mark.parametrize("words", ["5号楼也有煤气味吗？", "5号楼也没有煤气味", "6号楼也没有着火", "我们7号楼也着火过"])
def test_who_asks_denies_or_remembers_calls_nobody(group: Town, words: str) -> None:
    say(group, "月月", words)
    assert calls(group) == 0


@pytest.mark.parametrize(
    ("first", "done", "asked"),
    [
        ("3号楼楼道有煤气味，好浓", "燃气公司检测，阀门已关，无泄漏", "3号楼还有没有煤气味"),
        ("3号楼电梯困人了，快来人", "维保到场，人已救出，电梯恢复运行", "3号楼电梯困人是怎么回事"),
    ],
)
def test_who_asks_of_a_danger_that_is_done_calls_nobody(group: Town, first: str, done: str, asked: str) -> None:
    say(group, "老陶", first)
    assert did(group, "yuan", "accept")
    assert did(group, "yuan", "resolve", done)
    group.later(minutes=30)
    before = calls(group)
    say(group, "月月", asked)
    assert calls(group) == before


def test_one_fire_and_what_may_follow_from_it_is_one_ticket(group: Town) -> None:
    say(group, "老陶", "3号楼着火了！浓烟滚滚，煤气罐要炸了")
    assert len(appeals(group)) == 1


def test_a_trouble_told_beside_a_danger_is_where_its_own_words_say(group: Town) -> None:
    say(group, "大刘", "7号楼停水了")
    group.later(hours=2)
    say(group, "老陶", "5号楼电梯困人了，快来人！另外3号楼从早上就停水了，没人管")
    assert [ticket.building for ticket in appeals(group) if ticket.category == "water"] == ["7", "3"]


def test_words_of_somebody_unnamed_reach_whoever_was_called_once(group: Town) -> None:
    group.says("王哥", "不要记录我", group=GROUP)
    say(group, "老陶", "3号楼电梯困人了，快来人")
    group.later(minutes=20)
    before = len(group.received("yuan"))
    say(group, "王哥", "3号楼电梯又困人了，快来人")
    assert len(group.received("yuan")) == before + 1


@pytest.mark.parametrize(
    ("words", "beside"),
    [
        ("5号楼电梯困人了，快来人！另外3号楼从早上就停水了，没人管", "water"),
        ("5号楼电梯困人了！快来人，另外小区大门口路灯全黑了", "public_facilities"),
    ],
)
def test_a_trouble_told_beside_a_danger_is_a_ticket_too(group: Town, words: str, beside: str) -> None:
    say(group, "老陶", words)
    assert {ticket.category for ticket in appeals(group)} == {"elevator", beside}


def test_who_has_water_again_is_no_further_household_without(group: Town) -> None:
    say(group, "老陶", "3号楼停水了")
    for number, words in enumerate(("我家来水了", "我们家有水了", "我家也来水了", "我们家来水啦")):
        say(group, f"邻居{number}", words)
    assert counted(group) == []
    assert not [ticket for ticket in group.tickets() if ticket.form == "incident"]
    say(group, "小周", "我家还没来水")
    assert counted(group) == ["小周"]


def test_who_is_not_recorded_may_tell_of_a_danger_as_one_more(group: Town) -> None:
    say(group, "王哥", "不要记录我")
    say(group, "李姐", "3号楼电梯困人了！")
    say(group, "王哥", "7号楼电梯也困人了！")
    first, second = appeals(group)
    assert (first.building, second.building) == ("3", "7")
    assert second.urgency == "emergency"
    assert rows.is_nobody(second.reporter)
    assert calls(group) == 2
