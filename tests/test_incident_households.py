"""Who was counted in and has no ticket of his own can still put his place right, add words, and bring good news."""

from __future__ import annotations

import pytest

from handlers.evidence.doors import Door
from storage import supporters
from tests.fakes import Town
from tests.incident_fakes import beneath, cold, incident, sound
from tests.life_fakes import did, kinds, sent


def counted(town: Town, words: str = "锦园4号楼暖气不热") -> None:
    """小周 is counted in beneath an incident of the estate."""
    cold(town)
    did(town, "fwz", "accept")
    town.says("小周", words)
    assert "已把您家记上" in sent(town, "小周")[-1]


def entry(town: Town, who: str = "小周") -> Door | None:
    """Where he was counted in, and with which door."""
    with town.product.database.read() as conn:
        rows = [row for one in town.tickets() for row in supporters.doors_of(conn, one) if row.account == who]
    return Door(rows[0].building, rows[0].entrance, rows[0].room, rows[0].floor) if rows else None


@pytest.mark.parametrize(
    ("words", "door"),
    [
        ("补充：打错了，是13号楼", Door("13")),
        ("补充：不是4号楼是5号楼", Door("5")),
        ("补充：是5号楼，不是4号楼", Door("5")),
        ("我家是302", Door("4", None, "302")),
        ("2单元302", Door("4", "2", "302")),
    ],
)
def test_a_place_put_right_changes_the_entry(town: Town, words: str, door: Door) -> None:
    counted(town)
    town.says("小周", words)
    assert entry(town) == door
    assert door.said() in sent(town, "小周")[-1]
    town.later(minutes=15)
    assert any(door.said() in text for text in sent(town, "yuan", "notice"))
    sound(town)


def test_who_lives_there_reaches_whoever_has_the_ticket(any_town: Town) -> None:
    town = any_town
    counted(town, "锦园4号楼2单元302暖气不热")
    town.says("小周", "补充：一个人住，八十五了")
    assert "收到，您家的情况会转告" in sent(town, "小周")[-1]
    town.later(minutes=15)
    assert any("4号楼2单元302的邻居补充：补充：一个人住，八十五了" in text for text in sent(town, "yuan"))
    sound(town)


def test_whoever_may_not_know_who_says_it_hears_no_door(town: Town) -> None:
    """The property manager reads the words, but not behind which door they were said."""
    counted(town, "锦园4号楼2单元302暖气不热")
    town.says("小周", "补充：一个人住，八十五了")
    town.later(minutes=15)
    assert not any("302" in text for text in sent(town, "wuye"))


def test_the_house_of_somebody_else_is_not_his(town: Town) -> None:
    counted(town)
    town.says("小周", "补充：8号楼老张家也冷")
    assert entry(town) == Door("4")
    assert "收到，您家的情况" in sent(town, "小周")[-1]


def test_small_words_just_after_are_about_it(town: Town) -> None:
    counted(town)
    town.says("小周", "屋里老人家八十五了")
    assert "收到，您家的情况" in sent(town, "小周")[-1]
    town.later(hours=5)
    town.says("小周", "今天天儿不错")
    assert "收到，您家的情况" not in sent(town, "小周")[-1]


def test_good_news_of_one_household(any_town: Town) -> None:
    town = any_town
    counted(town)
    town.says("小周", "暖气热了")
    assert "您家恢复了" in sent(town, "小周")[-1]
    town.later(minutes=15)
    assert any("4号楼的邻居说已恢复：暖气热了" in text for text in sent(town, "yuan"))
    assert incident(town).status == "accepted"
    sound(town)


def test_not_this_but_that_gets_its_own_ticket(any_town: Town) -> None:
    town = any_town
    counted(town, "锦园4号楼暖气不热，黑咕隆咚的")
    before = len(town.tickets())
    town.says("小周", "补充：我说的是灯，不是暖气")
    assert entry(town) is None
    assert len(town.tickets()) == before + 1
    own = town.tickets()[-1]
    assert (own.category, own.reporter, own.building, own.parent) == ("maintenance", "小周", "4", None)
    assert own.summary == "锦园4号楼暖气不热，黑咕隆咚的 / 补充：我说的是灯，不是暖气"
    assert own.number in sent(town, "小周")[-1]
    town.later(minutes=15)
    assert any(f"另立{own.number}" in text for text in sent(town, "yuan"))
    sound(town)


def test_heard_as_a_trouble_it_is_put_right_all_the_same(town: Town) -> None:
    counted(town)
    town.says("小周", "不是暖气，是电梯")
    assert town.tickets()[-1].category == "elevator"
    assert entry(town) is None


def test_another_house_than_the_incidents_has_its_own_ticket(town: Town) -> None:
    for who in ("甲", "乙", "丙"):
        town.says(who, "锦园3号楼暖气不热")
    town.says("小周", "锦园3号楼暖气不热")
    assert entry(town) == Door("3")
    town.says("小周", "补充：打错了，是13号楼")
    own = town.tickets()[-1]
    assert (own.reporter, own.category, own.building, own.parent) == ("小周", "heating", "13", None)
    assert entry(town) is None
    sound(town)


@pytest.mark.parametrize("answer", ["5号楼2单元", "5-2", "5号楼，2单元的"])
def test_who_said_no_house_is_asked(town: Town, answer: str) -> None:
    counted(town, "锦园暖气不热")
    assert "您是几号楼几单元？" in sent(town, "小周")[-1]
    town.says("小周", answer)
    assert entry(town) == Door("5", "2")
    assert "5号楼2单元" in sent(town, "小周")[-1]


def test_another_trouble_is_no_word_about_it(town: Town) -> None:
    counted(town)
    town.says("小周", "锦园4号楼停水")
    assert town.tickets()[-1].category == "water"
    assert town.tickets()[-1].reporter == "小周"


def test_told_once_more_his_words_are_passed_on(town: Town) -> None:
    counted(town)
    town.later(hours=1)
    town.says("小周", "锦园4号楼暖气还是不热，孩子在写作业")
    assert "您家已经记着" in sent(town, "小周")[-1]
    town.later(minutes=15)
    assert any("孩子在写作业" in text for text in sent(town, "yuan"))


def test_his_own_ticket_comes_first(town: Town) -> None:
    counted(town)
    town.says("小周", "锦园4号楼停水")
    town.says("小周", "补充：厨房也没有")
    own = next(one for one in town.tickets() if one.reporter == "小周")
    assert "厨房也没有" in own.summary
    assert len(beneath(town)) == 3
    assert kinds(town, own)
