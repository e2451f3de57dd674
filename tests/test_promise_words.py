"""What residents say of a promise: whose word it is, about which one, and yes, no, both or neither."""

from __future__ import annotations

import pytest

from handlers.commitments.hearing import says
from storage import commitments
from storage.commitments import Commitment
from tests.fakes import Town
from tests.life_fakes import at, did, said_back, sent

HERE = "g-jy"


@pytest.fixture
def here(town: Town) -> Town:
    """李姐's heating is cold, and 李秀英 has it."""
    town.says("李姐", "锦园3号楼暖气不热")
    assert did(town, "yuan", "accept")
    return town


@pytest.fixture
def spoken_of(town: Town) -> Town:
    """The same, told in the group, and somebody comes tomorrow morning."""
    town.says("李姐", "锦园3号楼暖气不热", group=HERE)
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "progress", "师傅明天上午来修")
    return town


def rows(town: Town) -> list[Commitment]:
    """Every promise, the first ticket's first."""
    with town.product.database.read() as conn:
        return [one for t in town.tickets() for one in commitments.of_ticket(conn, town.product.district, t.id)]


def states(town: Town) -> list[tuple[str, str | None]]:
    """How each stands, and by whose word."""
    return [(one.state, one.settled_by) for one in rows(town)]


NO = """
又不热了 水又不通了 没通了 不来了 修好了又坏了 来水了又停了 来了一趟又走了 到了晚上还是凉的 没有人来 一直没人 没人来过
师傅从来没来过 后来没来过 从来没有来过
从来没修过 人没到 师傅没到 时间到了，人呢 人呢？ 人影都没有
等了一上午没人 没来，等你们来了再说
"""
NEITHER_OR_BOTH = """
等师傅来了再说 师傅说明天来了再说 修好了才算 希望早点修好了 不用来了 我不在家，别来了 怕你们不来 都到了下午了
收到了，谢谢 噪音又来了 家里没人 有没有人来 来人了没有 没人受伤 还没到时间 楼上热了我家不热 来了没修 来了，还是不热
"""
YES = "来了 师傅来过了 修好了 暖气热起来了 来水了 不用来了，已经好了 热了就不用来了 来了修好就走了"


@pytest.mark.parametrize("text", NO.split())
def test_a_negated_or_reversed_word_is_a_no(text: str) -> None:
    assert says(text) is False


@pytest.mark.parametrize("text", NEITHER_OR_BOTH.split())
def test_what_says_neither_or_both_is_no_answer(text: str) -> None:
    assert says(text) is None


@pytest.mark.parametrize("text", YES.split())
def test_a_plain_yes_stays_one(text: str) -> None:
    assert says(text) is True


@pytest.mark.parametrize("words", ["又不热了", "不来了", "时间到了，人呢", "没有人来"])
def test_whoever_was_asked_and_says_no_is_heard(here: Town, words: str) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    here.says("李姐", words)
    assert states(here) == [("broken", "resident")]


def test_yes_and_no_in_one_brings_the_buttons_again(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    here.says("李姐", "来了，还是不热")
    assert states(here) == [("asked", None)]
    again = here.received("李姐")[-1]
    assert "做好了吗？" in said_back(here, "李姐")
    assert again.card is not None
    assert [button["label"] for button in again.card["buttons"]] == ["做好了", "没做好"]
    here.says("李姐", "没做好")
    assert states(here) == [("broken", "resident")]


def test_that_it_is_cold_again_does_not_mean_that_nobody_came_to_look(here: Town) -> None:
    did(here, "yuan", "progress", "明天上午上门查看")
    here.until(at("17 13:00"))
    here.says("李姐", "还是不热")
    assert states(here) == [("asked", None)]


def test_a_fix_its_official_calls_kept_is_not_broken_by_a_later_trouble(spoken_of: Town) -> None:
    spoken_of.until(at("17 13:00"))
    assert did(spoken_of, "yuan", "kept")
    spoken_of.later(days=1)
    spoken_of.says("李姐", "暖气又不热了", group=HERE, reply_to="m1")
    assert states(spoken_of) == [("kept", "official")]


@pytest.mark.parametrize("words", ["暖气热了", "楼上热了我家不热", "还是不热，没人来", "没人来修暖气"])
def test_a_neighbour_to_whom_nothing_was_promised_settles_nothing(spoken_of: Town, words: str) -> None:
    spoken_of.until(at("17 13:00"))
    spoken_of.says("王姨", words, group=HERE, reply_to="m1")
    assert states(spoken_of) == [("asked", None)]


def test_a_neighbour_who_had_joined_before_was_told_and_is_heard(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", group=HERE)
    assert did(town, "yuan", "accept")
    town.says("王姨", "我家也不热", group=HERE, reply_to="m1")
    assert did(town, "yuan", "progress", "师傅明天上午来修")
    town.until(at("17 13:00"))
    town.says("王姨", "还是不热，没人来", group=HERE, reply_to="m1")
    assert states(town) == [("broken", "resident")]


def test_before_its_time_a_no_breaks_nothing(spoken_of: Town) -> None:
    spoken_of.says("李姐", "暖气又不热了", group=HERE, reply_to="m1")
    assert states(spoken_of) == [("open", None)]


def visited_and_promised_again(town: Town) -> None:
    """A visit its official calls kept on Tuesday, and a repair promised for Thursday."""
    did(town, "yuan", "progress", "明天上午上门查看")
    town.until(at("17 12:45"))
    assert did(town, "yuan", "kept")
    town.later(hours=3)
    did(town, "yuan", "progress", "后天上午来换阀门")
    town.until(at("19 13:00"))


@pytest.mark.parametrize("how", ["words", "button"])
def test_a_no_is_about_the_newest_promise_and_not_about_a_visit_of_days_ago(here: Town, how: str) -> None:
    visited_and_promised_again(here)
    if how == "words":
        here.says("李姐", "没来")
    else:
        here.presses("李姐", "not_came")
    assert states(here) == [("kept", "official"), ("broken", "resident")]


def test_a_button_is_about_its_own_promise(here: Town) -> None:
    visited_and_promised_again(here)
    offered = [row.card["buttons"] for row in here.received("李姐") if row.card and "请您说一声" in row.card["title"]]
    first, second = offered[0][1], offered[-1][0]
    here.says("李姐", press=first["action"], button=first["id"])
    assert states(here) == [("broken", "resident"), ("asked", None)]
    here.says("李姐", press=second["action"], button=second["id"])
    assert states(here) == [("broken", "resident"), ("kept", "resident")]


def test_a_yes_leaves_what_is_promised_for_next_week(here: Town) -> None:
    did(here, "yuan", "progress", "明天上午上门查看，下周五前修好")
    here.until(at("17 13:00"))
    here.says("李姐", "来了")
    assert states(here) == [("kept", "resident"), ("open", None)]


def test_an_official_answers_for_what_is_due_and_not_for_next_week(here: Town) -> None:
    did(here, "yuan", "progress", "明天上午上门查看，下周五前修好")
    here.until(at("17 13:00"))
    assert did(here, "yuan", "kept")
    assert states(here) == [("kept", "official"), ("open", None)]
    assert not sent(here, "李姐", "notice")
