"""What a listener that decides for itself learns from its mistakes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.conversation import corpus, features
from nlu.conversation.choosing import Weights
from nlu.conversation.rehearsing import Rehearsal
from nlu.conversation.remarks import Remark, Scene
from nlu.conversation.walking import Told
from tests.test_conversation_choosing import NOON, SOUNDS, sense

KNOWN = 2  # where the possibilities begin that are troubles known, after nowhere and new
TWO_TROUBLES = (
    "12:00 甲：报没水 {a!}\n12:01 乙：报灯黑 {b!}\n12:02 丙：也灯黑 {b+}\n12:03 丁：聊菜价\n12:04 甲：报还没水 {a!}\n"
)


def told(folder: Path, lines: str) -> Told:
    """A conversation, how its messages sound, and what belongs together in it."""
    path = folder / "01-x.txt"
    head = "# 园 | winter | 2026-11-16\n= a | water | normal\n= b | public_facilities | normal\n"
    path.write_text(f"{head}{lines}", encoding="utf-8")
    read = corpus.read(path)
    sounds = SOUNDS | {"灯": sense(0.9, {"public_facilities": 1.0})}
    remarks = [Remark(line.at, line.sender, line.text, sounds[line.text[0]]) for line in read.lines]
    return Told(read, remarks)


def listener(begins: float, belongs: float) -> Weights:
    """One that pays no heed to what is said: so much speaks for a new trouble each time, and for every known one."""
    sounds = np.zeros((1, len(features.sounds(Remark(NOON, "甲", "", None), Scene())) + 1), np.float32)
    new, known = np.zeros(len(features.BEGINS), np.float32), np.zeros(len(features.BELONGS), np.float32)
    new[0], known[0] = begins, belongs
    nothing = np.zeros(len(features.BEFORE), np.float32)
    return Weights(sounds, np.zeros(2, np.float32), new, known, nothing)


def rehearsed(one: Told, weights: Weights) -> Rehearsal:
    rehearsal = Rehearsal(one, weights)
    rehearsal.run()
    return rehearsal


def test_a_trouble_put_to_anothers_ticket_may_still_be_begun_by_what_is_said_of_it_next(tmp_path: Path) -> None:
    found = rehearsed(told(tmp_path, TWO_TROUBLES), listener(5.0, 9.0))
    assert [one.threads for one in found.said] == [(0,)] * 5, "everything went to the first"
    lamp, neighbour = found.examples[1], found.examples[2]
    assert lamp.right == [False, True, False]
    assert neighbour.right == [True, True, False], "not to hear who tells nothing plainly is no fault"


def test_small_talk_taken_for_a_trouble_is_no_place_for_more_of_it(tmp_path: Path) -> None:
    found = rehearsed(told(tmp_path, "12:00 甲：聊菜价\n12:01 乙：聊孩子\n12:02 丙：报没水 {a!}\n"), listener(5.0, 4.0))
    assert found.said[0].threads == (0,)
    assert [one.right[:3] for one in found.examples] == [[True, False], [True, False, False], [False, True, False]]


def test_whoever_hears_nothing_is_told_at_every_plain_word_that_it_begins_a_trouble(tmp_path: Path) -> None:
    found = rehearsed(told(tmp_path, TWO_TROUBLES), listener(-9.0, -9.0))
    assert not any(one.threads for one in found.said)
    right = [one.right[:KNOWN] for one in found.examples]
    assert right == [[False, True], [False, True], [False, True], [True, False], [False, True]]
    neighbour = found.examples[2]
    assert neighbour.right[KNOWN:] == [False, True], "he may as well show that what was said before was one"


def test_two_tickets_of_one_trouble_are_both_right(tmp_path: Path) -> None:
    found = rehearsed(told(tmp_path, TWO_TROUBLES), listener(9.0, 0.0))
    assert [one.threads for one in found.said] == [(0,), (1,), (2,), (3,), (4,)]
    again = found.examples[4]
    assert sorted(again.right) == [False, False, False, False, False, True], "one ticket is of this trouble"
    more = rehearsed(
        told(tmp_path, "12:00 甲：报没水 {a!}\n12:30 乙：报没水 {a!}\n12:55 丙：也没水 {a+}\n"), listener(9.0, 0.0)
    )
    assert more.examples[2].right == [False, False, True, True]


@pytest.mark.parametrize("told_by", ["甲", "乙"])
def test_what_may_belong_or_not_teaches_nothing(tmp_path: Path, told_by: str) -> None:
    found = rehearsed(told(tmp_path, f"12:00 甲：报没水 {{a!}}\n12:01 {told_by}：聊好了 {{~a}}\n"), listener(5.0, 9.0))
    assert len(found.examples) == 1
