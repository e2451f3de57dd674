"""Who asks in his own words when somebody comes is answered, and whoever has it hears that he waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Understanding
from tests.fakes import FakeEngine, Town
from tests.life_fakes import said_back as last


class HearsAsking(FakeEngine):
    """Hears questions how far it is."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """See the class."""
        said = super().understand(text, estates, bounds)
        return replace(said, intent=Intent.ASK_PROGRESS) if "来" in text or text == "进度" else said


@pytest.fixture
def waiting(town: Town) -> Town:
    """李姐 waits for somebody since an hour."""
    town.product.engine = HearsAsking()
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    town.later(hours=1)
    return town


def test_both_hear(waiting: Town) -> None:
    waiting.says("李姐", "咋还没人来啊")
    assert last(waiting, "李姐").startswith("供暖问题（编号261116-0001）：")
    waiting.later(minutes=4)
    assert "居民在等，问：咋还没人来啊" in last(waiting, "yuan")


def test_who_asks_every_few_minutes_is_told_of_once(waiting: Town) -> None:
    for words in ("咋还没人来啊", "几点来", "还来不来"):
        waiting.says("李姐", words)
        waiting.later(minutes=20)
    assert sum("居民在等" in row.text for row in waiting.received("yuan")) == 1
    waiting.later(hours=4)
    waiting.says("李姐", "今天到底来不来")
    waiting.later(minutes=4)
    assert sum("居民在等" in row.text for row in waiting.received("yuan")) == 2


def test_the_menu_word_wants_to_know_and_no_more(waiting: Town) -> None:
    waiting.says("李姐", "进度")
    waiting.later(minutes=4)
    assert not any("居民在等" in row.text for row in waiting.received("yuan"))
