"""Questions and small talk beside a trouble that is looked after: nobody is left without an answer, or lectured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from handlers import phrases
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from storage.database import Database
from tests.fakes import FakeEngine, Town
from tests.knowledge_fakes import Consulting, knowing_town
from tests.life_fakes import said_back as last

NOT_A_GREETING = "我要在家等着吗"


class QuestionEngine(FakeEngine):
    """Takes one question for a greeting, and one word for more of the same, as the real engine does."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """The same of everything else."""
        said = super().understand(text, estates, bounds)
        intents = {NOT_A_GREETING: Intent.GREETING, "又坏了": Intent.FOLLOW_UP}
        return replace(said, intent=intents.get(text, said.intent))


@pytest.fixture
def told(town: Town) -> Town:
    """李姐 has just told of cold radiators at 锦园 3号楼, and more of it."""
    town.product.engine = QuestionEngine()
    town.says("李姐", "锦园3号楼暖气不热")
    town.says("李姐", "补充 孩子感冒了")
    return town


@pytest.mark.parametrize("words", ["要不要钱", NOT_A_GREETING, "咋整啊", "能不能快点"])
@pytest.mark.parametrize("later", [0, 60])
def test_a_question_is_passed_on_and_answered_in_a_burst_and_after_it(told: Town, words: str, later: int) -> None:
    told.later(minutes=later)
    told.says("李姐", words)
    assert last(told, "李姐") == "您问的已转给网格员张伟、院长李秀英，请他们答复您。"
    told.later(minutes=4)
    assert words in last(told, "yuan")


@pytest.mark.parametrize("words", ["明天还来不来", "几点来人", "师傅啥时候到"])
def test_when_and_who_are_answered_with_what_is_known(told: Town, words: str) -> None:
    told.says("李姐", words)
    assert "还没接手，按规定，明天上午9点前要给您答复" in last(told, "李姐")


@pytest.mark.parametrize(("words", "where"), [("2单元", "锦园小区3号楼2单元"), ("3号楼", "锦园小区3号楼")])
def test_each_place_told_in_a_burst_is_said_back(told: Town, words: str, where: str) -> None:
    told.says("李姐", words)
    assert last(told, "李姐").startswith(f"地点记下了：{where}（")


def test_a_burst_does_not_end_in_silence_and_each_word_needs_no_answer(told: Town) -> None:
    for words in ("又坏了", "冷得很", "老人受不了"):
        told.says("李姐", words)
    assert "已加到" in last(told, "李姐")
    told.later(minutes=4)
    assert last(told, "李姐") == f"您刚才说的都转给网格员张伟、院长李秀英了（编号{told.ticket().number}）。"
    assert len(told.received("李姐")) == 3


def test_one_word_more_is_answered_once(told: Town) -> None:
    told.later(minutes=4)
    assert len(told.received("李姐")) == 2


@pytest.mark.parametrize("words", ["今儿个天不错", "我孙子考上大学了"])
def test_small_talk_beside_a_trouble_gets_one_friendly_line(told: Town, words: str) -> None:
    told.later(hours=1)
    told.says("李姐", words)
    assert last(told, "李姐") == phrases.CHAT_BESIDE
    told.says("李姐", "撤销")
    told.later(hours=1)
    told.says("李姐", words)
    assert last(told, "李姐") == phrases.CHAT_AFTER
    told.later(days=2)
    told.says("李姐", words)
    assert last(told, "李姐") == phrases.HELP


def test_hello_beside_a_trouble_is_answered_in_one_line(told: Town) -> None:
    told.says("李姐", "你好")
    assert last(told, "李姐") == phrases.HELLO_AGAIN


class WaterEngine(Consulting):
    """Takes a question after the heating for a consultation, as the real engine does."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """The same of everything else."""
        said = super().understand(text, estates, bounds)
        if "供暖" not in text:
            return said
        issue = Issue("heating", Kind.CONSULTATION, Urgency.NORMAL, 0.9, (0, len(text)))
        return replace(said, intent=Intent.APPEAL, issues=(issue,))


@pytest.fixture
def knowing(sqlite: Database, tmp_path: Path) -> Town:
    """A town with a knowledge file, in which 李姐 has told of cold radiators an hour ago."""
    town = knowing_town(sqlite, tmp_path)
    town.product.engine = WaterEngine()
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(hours=1)
    return town


def test_when_it_comes_is_about_the_trouble_told_and_no_consultation(knowing: Town) -> None:
    knowing.says("李姐", "啥时候供暖啊")
    assert knowing.ticket().number in last(knowing, "李姐")
    assert "您是不是想问" not in last(knowing, "李姐")


def test_another_question_about_it_opens_no_second_ticket(knowing: Town) -> None:
    knowing.says("李姐", "你们供暖怎么收的")
    if "您是不是想问" in last(knowing, "李姐"):
        knowing.says("李姐", "都不是")
    assert last(knowing, "李姐") == "您问的已转给网格员张伟、院长李秀英，请他们答复您。"
    assert len(knowing.tickets()) == 1
