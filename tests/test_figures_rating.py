"""M13: after the first score the pack may ask for quality, time and attitude; five stars may name somebody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage import nominations, surveys
from storage.database import Database
from tests.fakes import MONDAY, Town, tree
from tests.life_fakes import kinds, said_back, sent

PACK = """
extends: default
title: 三个方面
survey:
  dimensions: {quality: 办理质量, time: 办理速度, attitude: 服务态度}
"""


@pytest.fixture
def asking(database: Database, tmp_path: Path) -> Town:
    """A town that asks for three dimensions; 李姐 was asked whether it is solved."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "three.yml").write_text(PACK, encoding="utf-8")
    town = Town(database, tmp_path, replace(tree(), policy="three"))
    return done(town)


def done(town: Town) -> Town:
    """服务长 has called an appeal done."""
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(hours=2, minutes=5)
    town.presses("fwz", "accept")
    town.presses("fwz", "resolve", "换了阀门，室温21度")
    town.later(days=3, hours=1)
    return town


def scores(town: Town) -> dict[str, int] | None:
    """The dimensions of the only answer."""
    with town.product.database.read() as conn:
        (rating,) = surveys.ratings_of(conn, "yb", town.ticket().id)
    return rating.dimensions


def test_m13_three_dimensions_by_button_one_question_each(asking: Town) -> None:
    """M13: the callback asks for quality, time and attitude where the pack does."""
    asking.presses("李姐", "rate:4")
    assert "办理质量" in said_back(asking, "李姐")
    asking.presses("李姐", "dimension:quality:5")
    assert "办理速度" in said_back(asking, "李姐")
    asking.presses("李姐", "dimension:time:3")
    asking.presses("李姐", "dimension:attitude:4")
    assert "都记下了" in said_back(asking, "李姐")
    assert scores(asking) == {"quality": 5, "time": 3, "attitude": 4}
    assert (asking.ticket().rating, asking.ticket().outcome) == (4, "solved")
    assert kinds(asking, asking.ticket()).count("rated_dimension") == 3


def test_the_same_in_words_and_who_does_not_answer_is_not_asked_again(asking: Town) -> None:
    asking.presses("李姐", "rate:4")
    asking.says("李姐", "5分")
    assert "办理速度" in said_back(asking, "李姐")
    before = len(asking.received("李姐"))
    asking.later(days=5)
    assert len(asking.received("李姐")) == before
    assert scores(asking) == {"quality": 5}


def test_a_dimension_before_any_score_is_kept_nowhere(asking: Town) -> None:
    asking.presses("李姐", "rate:4")
    asking.presses("李姐", "dimension:beauty:5", ticket=asking.ticket().number)
    assert scores(asking) is None


def praised(town: Town, person: str = "fwz") -> int:
    """How often residents named somebody."""
    with town.product.database.read() as conn:
        return nominations.count(conn, "yb", person, MONDAY, town.clock.now().replace(year=2027))


def test_five_stars_offer_to_name_who_did_it_and_count_once_a_month(any_town: Town) -> None:
    done(any_town)
    any_town.presses("李姐", "rate:5")
    assert "想表扬" in said_back(any_town, "李姐")
    any_town.presses("李姐", "nominate")
    assert "已经记下您对" in said_back(any_town, "李姐")
    assert "有居民表扬您" in sent(any_town, "fwz", "notice")[-1]
    any_town.presses("李姐", "nominate")
    assert "这个月您已经表扬过" in said_back(any_town, "李姐")
    assert praised(any_town) == 1


def test_four_stars_offer_nothing(any_town: Town) -> None:
    done(any_town)
    any_town.presses("李姐", "rate:4")
    assert "表扬" not in said_back(any_town, "李姐")


@pytest.mark.parametrize("words", ["表扬我的服务长，办事快", "我要表扬王建国 随叫随到", "表扬一下服务长"])
def test_a_resident_names_an_official_in_words(town: Town, words: str) -> None:
    town.says("李姐", "锦园小区3号楼")
    town.says("李姐", words)
    assert "王建国" in said_back(town, "李姐")
    assert praised(town) == 1


def test_praise_for_nobody_we_know_is_asked_about(town: Town) -> None:
    town.says("李姐", "表扬一下那个大哥")
    assert "请说是谁" in said_back(town, "李姐")
    assert praised(town) == 0
