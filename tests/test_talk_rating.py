"""What residents say of the work: scores and words, a yes, a no, and which ticket they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.worker import Worker
from handlers import rating_words
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Understanding
from tests.fakes import FakeEngine, Town
from tests.life_fakes import said_back as last


@pytest.fixture
def done(town: Town) -> Town:
    """李姐's radiators are said to be repaired."""
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "resolve", "换了阀门")
    return town


@pytest.mark.parametrize(("words", "score"), [
    ("5", 5), ("５", 5), ("5分", 5), ("给4分吧", 4), ("四星", 4), ("五星好评", 5), ("满分", 5), ("10分", 5), ("0分", 1),
    ("100分", 5), ("很满意", 5), ("非常满意！", 5), ("满意", 4), ("挺好的", 4), ("一般", 3), ("凑合吧", 3),
    ("不满意", 2),
    ("不太满意", 2), ("很不满意", 1), ("差评", 1), ("等了5分钟", None), ("3号楼", None), ("好的", None), ("", None),
    ("不是太满意", 2), ("不是很满意", 2), ("谈不上满意", 2), ("哪里满意了", 2), ("没有很满意", 2), ("一点也不满意", 1),
    ("不完美", 2), ("不怎么样", 2), ("不可以", 2), ("不得不说很满意", 5), ("没什么不满意的", None),
    ("给不了5分", None), ("扣2分", None), ("2分都不给", 1), ("最多2分", 2), ("满分10分我给3分", 2), ("10分给2分", 1),
    ("满分10分，我给9分", 4), ("3分吧，还有点漏", 3), ("负分", 1),
    ("换了2个阀门", None), ("没解决", None), ("没想到这么快，满意", 4), ("差不多吧", None),
])  # fmt: skip
def test_scores_in_numbers_and_words(words: str, score: int | None) -> None:
    assert rating_words.score(words) == score


@pytest.mark.parametrize(("words", "no"), [
    ("没解决", True), ("还是不热", True), ("没人来过", True), ("又漏了", True), ("依旧那样", True), ("还没修好", True),
    ("糊弄人", True), ("不能算解决", True), ("谈不上解决", True), ("解决不了", True), ("解决个啥", True),
    ("又凉了", True), ("还有点漏", True), ("没什么不满意的", False), ("还没来得及看", False), ("解决了", False),
    ("还是挺满意的", False), ("没想到这么快", False), ("没问题了", False),
    ("差不多好了", False), ("不好意思才看到，好了", False), ("不再漏水了", False), ("谢谢", False), ("", False),
])  # fmt: skip
def test_a_no_is_heard_and_nothing_else_is(words: str, no: bool) -> None:
    assert rating_words.denies(words) is no


@pytest.mark.parametrize(("words", "rating", "outcome"), [
    ("5分", 5, "solved"), ("很满意", 5, "solved"), ("没想到这么快，满意", 4, "solved"), ("暖气热了", None, "solved"),
])  # fmt: skip
def test_a_good_word_ends_it(done: Town, words: str, rating: int | None, outcome: str) -> None:
    done.says("李姐", words)
    assert (done.ticket().status, done.ticket().rating, done.ticket().outcome) == ("closed", rating, outcome)


@pytest.mark.parametrize("words", ["没解决", "还是不热", "暖气还是不热", "2分", "不满意", "补充一下，还没修好",
                                   "不是太满意", "谈不上满意", "满分10分我给3分"])  # fmt: skip
def test_a_bad_word_reopens_it(done: Town, words: str) -> None:
    done.says("李姐", words)
    (ticket,) = done.tickets()
    assert (ticket.status, ticket.reopened) == ("dispatched", 1)
    assert "重新办" in last(done, "李姐")


@pytest.mark.parametrize(
    "words", ["很好", "处理得很好", "优秀", "杠杠的", "没话说", "中", "弄得中", "[强]", "好的", "水来了", "谢谢"]
)
def test_a_plain_good_word_says_that_it_is_solved(words: str) -> None:
    assert rating_words.solved(words)


@pytest.mark.parametrize("words", ["中不中？", "不太好", "解决了吗", "不清楚", "又不热了", "没什么好说的"])
def test_what_says_nothing_good_does_not(words: str) -> None:
    assert not rating_words.solved(words)


@pytest.mark.parametrize("words", ["给不了5分", "3分吧，还有点漏"])
def test_what_is_neither_yes_nor_no_closes_nothing(done: Town, words: str) -> None:
    done.says("李姐", words)
    assert done.ticket().status == "resolved"
    assert "到底解决了没有" in last(done, "李姐")


def test_good_score_and_still_broken_is_asked_rather_than_guessed(done: Town) -> None:
    done.says("李姐", "5分，不过还是不热")
    assert done.ticket().status == "resolved"
    assert "到底解决了没有" in last(done, "李姐")
    done.says("李姐", "还是不热")
    assert done.ticket().reopened == 1


def test_the_yes_after_such_a_question_closes_it(done: Town) -> None:
    done.says("李姐", "5分，不过还是不热")
    done.says("李姐", "解决了")
    assert done.ticket().outcome == "solved"


def test_with_several_waiting_the_one_asked_about_last_is_meant_and_the_other_is_mentioned(done: Town) -> None:
    done.says("李姐", "停水了")
    done.presses("yuan", "resolve", "换了水泵")
    done.says("李姐", "5分")
    heating, water = done.tickets()
    assert (heating.rating, water.rating) == (None, 5)
    assert heating.number in last(done, "李姐")
    done.says("李姐", f"{heating.number} 4分")
    assert done.tickets()[0].rating == 4


def test_words_that_name_the_subject_find_their_ticket(done: Town) -> None:
    done.says("李姐", "占车位")
    done.says("李姐", "还是不热")
    heating, parking = done.tickets()
    assert (heating.reopened, parking.reopened) == (1, 0)


def test_a_no_about_what_nobody_calls_done_is_passed_on(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(hours=1)
    town.says("李姐", "没解决")
    assert town.ticket().reopened == 0
    town.later(minutes=4)
    assert "没解决" in last(town, "yuan")


def test_nothing_to_rate_is_said_kindly(town: Town) -> None:
    town.says("李姐", "5分")
    assert "没有等您打分" in last(town, "李姐")


def test_the_survey_can_be_answered_by_its_button(done: Town) -> None:
    done.later(days=3, hours=1)
    done.presses("李姐", "rate:4")
    assert (done.ticket().status, done.ticket().rating) == ("closed", 4)


def test_a_late_no_within_the_window_reopens(done: Town) -> None:
    done.says("李姐", "5分")
    done.later(days=2)
    done.says("李姐", "1分")
    assert (done.ticket().status, done.ticket().reopened) == ("dispatched", 1)


def test_in_the_group_still_cold_reopens_and_adds_no_line(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.presses("yuan", "resolve", "换了阀门")
    town.later(hours=3)
    town.says("李姐", "暖气还是不热", group="g-jy")
    assert town.ticket().reopened == 1
    assert len(town.received("g-jy")) == 1


@pytest.mark.parametrize("words", [
    "白修了", "修不好", "一点没变", "跟以前一样", "更严重了", "越修越漏", "又开始漏了", "才好一天", "冰凉",
    "楼道还黑着", "师傅没到", "应付差事",
    "修了个寂寞", "看了一眼就走了", "不好使", "谁说修好了", "哪里修好了", "跟没修一样",
])  # fmt: skip
def test_however_a_no_is_worded_it_is_no_yes(words: str) -> None:
    assert rating_words.denies(words)
    assert not rating_words.solved(words)


@pytest.mark.parametrize("words", [
    "修好了", "没白等，修好了", "能用了", "好使了", "没毛病", "越来越好", "积水没有了", "水来了",
    "外面又开始下雨了，屋里不漏了",
])  # fmt: skip
def test_a_yes_that_sounds_like_a_no_is_a_yes(words: str) -> None:
    assert not rating_words.denies(words)


class HearsAllWell(FakeEngine):
    """Takes what ends with "了" for "it works again"."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        said = super().understand(text, estates, bounds)
        return replace(said, intent=Intent.RESTORED) if text.endswith("修了") else said


def test_a_repair_for_nothing_is_not_taken_for_solved(done: Town) -> None:
    done.product = replace(done.product, engine=HearsAllWell())
    done.worker = Worker(done.product)
    done.says("李姐", "白修了")
    assert done.ticket().reopened == 1
