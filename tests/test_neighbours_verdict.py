"""您家好了吗？ A neighbour who joined answers in his own words; and who never had the trouble is let go."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.verdicts import load_or_train_verdicts
from tests.fakes import Town
from tests.life_fakes import kinds, sent
from tests.life_fakes import said_back as last
from tests.test_talk_verdict import Reads

GROUP = "g-jy"


@pytest.fixture
def asked(town: Town, engine_dir: Path) -> Town:
    """李姐's radiators were cold, 老张 of the next house joined, and both are asked whether it is over."""
    town.product.engine = Reads(load_or_train_verdicts(engine_dir))
    town.says("李姐", "3号楼暖气冰凉", group=GROUP)
    town.says("老张", "我家也是，4号楼2单元302", group=GROUP)
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "换了循环泵")
    return town


@pytest.mark.parametrize("words", [
    "我家好了", "我家好了 谢谢", "好了，辛苦", "我们家热了", "我家有暖气了，谢谢", "热乎了热乎了", "我家也好了",
])  # fmt: skip
def test_he_says_that_his_house_is_well(asked: Town, words: str) -> None:
    asked.says("老张", words)
    assert "您家已解决，记下了" in last(asked, "老张")
    assert len(asked.tickets()) == 1


@pytest.mark.parametrize("words", ["我家还没有呢", "4号楼还是凉的", "哪好了 我家冰凉"])
def test_his_no_is_read_in_full_and_with_his_door(asked: Town, words: str) -> None:
    asked.says("老张", words)
    card = sent(asked, "fwz", "escalate")[-1]
    assert f"居民说：4号楼2单元302的邻居：{words}" in card


def test_the_reporter_is_named_behind_no_door_but_the_tickets(asked: Town) -> None:
    asked.says("李姐", "没有 卧室一点不热 都穿着棉袄在屋里走")
    assert "居民说：没有 卧室一点不热 都穿着棉袄在屋里走" in sent(asked, "fwz", "escalate")[-1]


@pytest.mark.parametrize("words", ["我没反映过", "我家没问题啊", "我家一直热着", "跟我没关系啊"])
def test_who_never_had_it_is_let_go_and_asked_no_more(asked: Town, words: str) -> None:
    asked.says("老张", words)
    assert "不算您家了" in last(asked, "老张")
    assert "household_left" in kinds(asked, asked.ticket())
    assert asked.ticket().status == "resolved"


def test_who_was_counted_by_mistake_says_so_before_anybody_asks(town: Town, engine_dir: Path) -> None:
    town.product.engine = Reads(load_or_train_verdicts(engine_dir))
    town.says("李姐", "3号楼暖气冰凉", group=GROUP)
    town.says("老张", "我家也是，4号楼2单元302", group=GROUP)
    town.presses("yuan", "accept")
    town.says("老张", "我没反映过啊")
    assert "不算您家了" in last(town, "老张")
    town.later(minutes=15)
    assert any("不再算在内" in text for text in sent(town, "yuan"))


def test_he_may_take_back_what_he_joined(town: Town) -> None:
    town.says("李姐", "3号楼暖气冰凉", group=GROUP)
    town.says("老张", "我家也是，4号楼2单元302", group=GROUP)
    town.says("老张", "撤销")
    assert "不算您家了" in last(town, "老张")
    assert town.ticket().status == "dispatched"


@pytest.mark.parametrize("words", ["啥", "过两天再看", "我不在家"])
def test_what_he_is_asked_again_quotes_no_words_of_another(asked: Town, words: str) -> None:
    asked.says("老张", words)
    assert "冰凉" not in last(asked, "老张")
    assert "供暖问题" in last(asked, "老张")


def test_what_is_left_is_no_other_trouble_though_it_sounds_like_one(asked: Town) -> None:
    asked.says("李姐", "热是热了 就是阀门那儿还有点漏水")
    assert [(one.category, one.reopened) for one in asked.tickets()] == [("heating", 1)]


def test_who_was_counted_in_and_tells_it_again_has_it_told_to_whoever_has_it(town: Town) -> None:
    town.says("李姐", "3号楼暖气冰凉", group=GROUP)
    town.says("老张", "我家也是，4号楼2单元302", group=GROUP)
    town.presses("yuan", "accept")
    town.says("老张", "我家卧室暖气不热 客厅还行")
    assert len(town.tickets()) == 1
    town.later(minutes=15)
    assert any("4号楼2单元302" in text and "卧室暖气不热" in text for text in sent(town, "yuan"))


def test_the_same_in_another_house_is_a_ticket_of_its_own(town: Town) -> None:
    town.says("李姐", "3号楼暖气冰凉", group=GROUP)
    town.says("老张", "我家也是，4号楼2单元302", group=GROUP)
    town.later(hours=1)
    town.says("老张", "锦园5号楼我妈家暖气冰凉")
    assert [one.building for one in town.tickets()] == ["3", "5"]
