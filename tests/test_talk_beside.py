"""While we ask where it is: what is a place, and what is somebody in need who says something else."""

from __future__ import annotations

import pytest

from handlers import phrases
from tests.fakes import Town
from tests.life_fakes import said_back as last


@pytest.mark.parametrize("words", ["快点嘛", "你快叫人来啊 我不会打电话", "睡不着觉", "我害怕"])
def test_urging_is_kept_answered_kindly_and_the_question_stays_open(town: Town, words: str) -> None:
    town.says("王伯", "暖气不热")
    town.says("王伯", words)
    assert last(town, "王伯") == phrases.STILL_WHERE
    assert town.ticket().status == "open"
    assert "居民说的地点" not in town.ticket().summary
    town.says("王伯", "锦园3号楼")
    assert (town.ticket().unit, town.ticket().building) == ("jy", "3")
    assert words in "".join(row.text for row in town.received("yuan"))


def test_who_urges_three_times_in_a_breath_is_asked_once_more_and_not_three_times(town: Town) -> None:
    town.says("王伯", "暖气不热")
    for words in ("快点嘛", "快来啊", "急死我"):
        town.says("王伯", words)
        town.later(seconds=10)
    assert [row.text for row in town.received("王伯")].count(phrases.STILL_WHERE) == 1
    town.later(minutes=2)
    town.says("王伯", "快啊")
    assert last(town, "王伯") == phrases.STILL_WHERE


def test_in_danger_urging_is_passed_on_and_the_place_asked_again(town: Town) -> None:
    town.says("王伯", "屋里有煤气味")
    before = len(town.received("zx"))
    town.says("王伯", "你快叫人来啊 我不会打电话")
    assert last(town, "王伯") == phrases.STILL_WHERE_NOW
    assert "你快叫人来啊" in "".join(row.text for row in town.received("zx")[before:])
    town.says("王伯", "就是菜市场对面那个红楼")
    assert "（居民说的地点：就是菜市场对面那个红楼）" in town.ticket().summary
    assert "就是菜市场对面那个红楼" in last(town, "zx")


def test_a_nod_is_kept_out_of_it(town: Town) -> None:
    town.says("王伯", "暖气不热")
    town.says("王伯", "好的")
    assert last(town, "王伯") == phrases.NODDING
    assert town.ticket().summary == "暖气不热"
