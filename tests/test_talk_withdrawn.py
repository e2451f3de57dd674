"""A resident takes an appeal back: only who says so does, and a danger is asked about first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers import phrases
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Understanding
from tests.fakes import FakeEngine, Town
from tests.life_fakes import said_back as last


class TakesBack(FakeEngine):
    """Hears somebody take something back in everything that is small talk to others."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """See the class."""
        said = super().understand(text, estates, bounds)
        return replace(said, intent=Intent.CANCEL) if said.intent is Intent.CHATTER else said


@pytest.fixture
def misheard(town: Town) -> Town:
    """A town whose engine hears withdrawals everywhere."""
    town.product.engine = TakesBack()
    return town


@pytest.mark.parametrize("words", [
    "派出所已经帮忙在找了", "不要说是我说的", "我说了不要说是我 你们怎么告诉他了",
    "不要告诉她儿子是我说的", "别提我名字",
    "不用报警了 已经报过了",
])  # fmt: skip
def test_who_does_not_say_so_takes_nothing_back(misheard: Town, words: str) -> None:
    misheard.says("李姐", "锦园3号楼暖气不热")
    misheard.says("李姐", words)
    assert misheard.ticket().status == "dispatched"
    misheard.later(minutes=4)
    assert words in last(misheard, "yuan")


@pytest.mark.parametrize("words", [
    "不用来了", "算了我自己弄", "不用修了", "撤了吧", "别来了 没事了", "报错了", "不投诉了", "我自己换了个灯泡",
    "不要修了", "不麻烦你们了",
])  # fmt: skip
def test_who_says_so_in_his_own_words_does(misheard: Town, words: str) -> None:
    misheard.says("李姐", "锦园3号楼暖气不热")
    misheard.says("李姐", words)
    assert misheard.ticket().outcome == "cancelled"


def test_a_danger_is_taken_back_by_the_plain_word_only(misheard: Town) -> None:
    misheard.says("李姐", "锦园3号楼有煤气味")
    misheard.says("李姐", "不用来了")
    assert misheard.ticket().status == "dispatched"
    assert last(misheard, "李姐") == phrases.STILL_IN_DANGER
    assert "不用来了" in last(misheard, "yuan")
    misheard.says("李姐", "撤销")
    assert misheard.ticket().outcome == "cancelled"
