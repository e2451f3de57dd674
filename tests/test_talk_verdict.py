"""Is it solved? What residents say in their own words, read by the mind that learned it, ends or reopens a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Understanding
from nlu.verdicts import VerdictMind, load_or_train_verdicts
from tests.fakes import FakeEngine, Town
from tests.life_fakes import said_back as last


class Reads(FakeEngine):
    """Understands answers to "is it solved?" as the real engine does."""

    def __init__(self, mind: VerdictMind) -> None:
        self._mind = mind

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """See the class."""
        return replace(super().understand(text, estates, bounds), verdict=self._mind.read(text))


@pytest.fixture
def done(town: Town, engine_dir: Path) -> Town:
    """李姐's cold radiators are said to be warm."""
    town.product.engine = Reads(load_or_train_verdicts(engine_dir))
    town.says("李姐", "锦园3号楼屋里暖气冰凉")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "给暖气片放了气")
    return town


def test_the_question_is_asked_in_the_words_of_who_told_it(done: Town) -> None:
    assert "您反映的“锦园屋里暖气冰凉”（供暖问题，编号261116-0001）" in last(done, "李姐")


def test_courtesies_are_not_said_back(town: Town, engine_dir: Path) -> None:
    town.product.engine = Reads(load_or_train_verdicts(engine_dir))
    town.says("李姐", "您好，锦园3号楼暖气冰凉，谢谢")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "给暖气片放了气")
    assert "您反映的“锦园暖气冰凉”（" in last(town, "李姐")


@pytest.mark.parametrize("words", ["好了", "还行吧", "现在热乎了", "中 得劲", "可以了 谢谢你们", "没事了"])
def test_who_is_content_ends_it(done: Town, words: str) -> None:
    done.says("李姐", words)
    assert (done.ticket().status, done.ticket().outcome) == ("closed", "solved")


@pytest.mark.parametrize("words", [
    "没有", "没有呢", "热了一天又凉了", "根本没人来", "人来了 看了看就走了",
    "这叫什么解决", "莫得热噻", "修是修了 还是不热", "又不热了",
])  # fmt: skip
def test_who_is_not_reopens_it(done: Town, words: str) -> None:
    done.says("李姐", words)
    assert done.ticket().reopened == 1


@pytest.mark.parametrize("words", ["一半好了", "客厅热了 卧室还凉", "热是热了 就是不太够", "好一点了 还差点"])
def test_what_is_left_is_done_again(done: Town, words: str) -> None:
    done.says("李姐", words)
    assert done.ticket().reopened == 1
    assert any(event.kind == "partly" for event in done.history(done.ticket()))


@pytest.mark.parametrize("words", ["过两天再看", "我不在家 晚上才知道", "啥", "哪个事"])
def test_who_cannot_say_yet_or_does_not_know_what_is_meant_ends_nothing(done: Town, words: str) -> None:
    done.says("李姐", words)
    assert done.ticket().status == "resolved"
    assert "“锦园屋里暖气冰凉”" in last(done, "李姐")


def test_another_trouble_told_instead_is_a_ticket_of_its_own(done: Town) -> None:
    done.says("李姐", "对了 我家还停水了")
    assert [(ticket.category, ticket.status) for ticket in done.tickets()] == [
        ("heating", "resolved"), ("water", "dispatched"),
    ]  # fmt: skip


def test_a_score_is_still_a_score(done: Town) -> None:
    done.says("李姐", "5分")
    assert done.ticket().rating == 5


def test_nobody_is_taken_at_his_word_who_was_not_asked(town: Town, engine_dir: Path) -> None:
    town.product.engine = Reads(load_or_train_verdicts(engine_dir))
    town.says("李姐", "锦园3号楼暖气不热")
    town.says("李姐", "没有")
    assert town.ticket().status == "dispatched"
    assert town.ticket().reopened == 0


@pytest.fixture
def in_group(town: Town, engine_dir: Path) -> Town:
    """What 李姐 told the group is said to be done; she was asked about it in private."""
    town.product.engine = Reads(load_or_train_verdicts(engine_dir))
    town.says("李姐", "3号楼暖气冰凉", group="g-jy")
    town.says("王姐", "我家也是 3号楼", group="g-jy")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "给暖气片放了气")
    return town


def test_what_is_said_in_the_group_is_an_answer_too(in_group: Town) -> None:
    in_group.says("李姐", "暖气热了 谢谢院长", group="g-jy")
    assert in_group.ticket().outcome == "solved"


def test_a_neighbour_who_was_asked_may_say_no_in_the_group(in_group: Town) -> None:
    in_group.says("王姐", "补充 根本没热 没人来", group="g-jy")
    assert in_group.ticket().reopened == 1


def test_who_has_nothing_to_do_with_it_ends_nothing(in_group: Town) -> None:
    in_group.says("老张", "暖气热了 谢谢院长", group="g-jy")
    assert in_group.ticket().status == "resolved"
