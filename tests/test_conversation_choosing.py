"""Where a remark of a group belongs: what a trouble's sketch remembers, what a listener decides, what is learned."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from nlu.conversation import choosing, corpus, features, learning, looks
from nlu.conversation.choosing import NEW, NOWHERE, Choice, Option
from nlu.conversation.listening import Certainty, decided, put_right
from nlu.conversation.remarks import DIMENSIONS, Remark, Scene, Sketch
from nlu.conversation.walking import Told
from nlu.understanding import Issue, Kind, Sense, Urgency

NOON = datetime.fromisoformat("2026-11-16T12:00:00+08:00")
SURE = Certainty(new=0.7, joined=0.7)


def sense(appeal: float, categories: dict[str, float] | None = None, **intents: float) -> Sense:
    """How a message sounds; its direction is that of its likeliest category, or of talk."""
    shares = categories or {"heating": 0.3, "water": 0.2}
    meaning = np.zeros(DIMENSIONS, np.float32)
    meaning[[*sorted(shares), "talk"].index(max(shares, key=shares.__getitem__) if appeal > 0.3 else "talk")] = 1.0
    issue = Issue(max(shares, key=shares.__getitem__), Kind.COMPLAINT, Urgency.NORMAL, 0.9, (0, 1))
    return Sense(appeal, appeal, shares, intents or {"chatter": 1.0}, issue, meaning)


def said(text: str, heard: Sense | None, sender: str = "老高", after: float = 0.0) -> Remark:
    return Remark(NOON + timedelta(minutes=after), sender, text, heard)


NO_WATER = said("咋还没水", sense(0.9, {"water": 1.0}))


def test_that_it_works_again_calms_a_trouble_and_the_same_told_again_wakes_it() -> None:
    sketch, calmed = Sketch.begun(1, NO_WATER), []
    for remark in (
        said("来水了", sense(0.1, restored=1.0), "甜甜妈", 20),
        said("好的，辛苦", sense(0.0, chatter=1.0), "月月", 21),
        said("我家也是，又没了", sense(0.1, me_too=0.9), "月月", 30),
    ):
        sketch.add(remark)
        calmed.append(sketch.calmed)
    assert calmed == [True, True, False]


def test_what_the_office_says_calms_as_well_but_tells_nothing_of_what_it_is_about() -> None:
    sketch = Sketch.begun(1, NO_WATER)
    heard = replace(said("已恢复供水", sense(0.1, {"property": 1.0}, restored=0.9), "物业小田", 5), office=True)
    sketch.add(heard)
    assert sketch.calmed
    assert sketch.category == "water"


def test_who_is_sure_is_not_outvoted_by_two_who_are_not() -> None:
    sketch = Sketch.begun(1, said("水黄得不能用", sense(0.9, {"water": 0.95, "drainage": 0.05})))
    there = sense(0.4, {"drainage": 0.5, "water": 0.3, "property": 0.2})
    for after in (1, 2):
        sketch.add(said("就是那儿", there, after=after))
    assert sketch.category == "water"
    assert put_right(sketch, said("就是那儿", there, after=2), "water") is None
    assert put_right(sketch, said("就是那儿", there, after=2), "drainage") == "water"


def test_what_an_office_says_or_anybody_hours_later_puts_no_category_right() -> None:
    sketch = Sketch.begun(1, said("水黄得不能用", sense(0.9, {"water": 0.95, "drainage": 0.05})))
    office = replace(said("收到", sense(0.1, chatter=0.9), "物业小田", 5), office=True)
    assert put_right(sketch, office, "drainage") is None
    assert put_right(sketch, said("还是那样", sense(0.4), after=90), "drainage") is None


def choice(told: float, *options: tuple[int, float]) -> Choice:
    ordered = sorted(options, key=lambda one: -one[1])
    return Choice(told, tuple(Option(thread, probability) for thread, probability in ordered))


def test_half_sure_is_not_enough_for_a_ticket() -> None:
    unsure = choice(0.1, (NOWHERE, 0.5), (NEW, 0.5))
    assert decided(unsure, SURE, said("北门路灯不亮", sense(0.95)), []) == NOWHERE
    assert decided(choice(2.0, (NOWHERE, 0.2), (NEW, 0.8)), SURE, said("门口那个", sense(0.5)), []) == NEW


def test_plain_words_need_less_to_be_believed() -> None:
    likely = choice(0.5, (NEW, 0.62), (NOWHERE, 0.38))
    assert decided(likely, SURE, said("老鼠都爬上灶台了", sense(0.95)), []) == NEW
    assert decided(likely, SURE, said("门口那个", sense(0.85)), []) == NOWHERE
    told = sense(0.95)
    praise = replace(told, issue=replace(told.issue, kind=Kind.PRAISE))
    assert decided(likely, SURE, said("给保洁大姐点赞", praise), []) == NOWHERE
    assert decided(likely, SURE, replace(NO_WATER, sense=None), []) == NOWHERE, "a photo says nothing plainly"


def test_that_it_works_again_is_put_to_the_trouble_it_ends_however_little_it_sounds_like_one() -> None:
    water = Sketch.begun(7, NO_WATER)
    cold = Sketch.begun(8, said("屋里才15度", sense(0.9, {"heating": 1.0}), "甜甜妈"))
    nothing = choice(-3.0, (NOWHERE, 0.8), (8, 0.1), (7, 0.1), (NEW, 0.0))
    back = sense(0.1, {"water": 0.9, "heating": 0.1}, restored=0.9)
    assert decided(nothing, SURE, said("来水了", back, "月月", 40), [water, cold]) == 7
    assert decided(nothing, SURE, said("好了", sense(0.1, restored=0.9), "甜甜妈", 40), [water, cold]) == 8
    lift = said("修好真快", sense(0.1, {"elevator": 1.0}, restored=0.9), "月月")
    assert decided(nothing, SURE, lift, [cold]) == NOWHERE
    assert decided(nothing, SURE, said("接到娃了", sense(0.1, restored=0.7), "甜甜妈"), [cold]) == NOWHERE
    hardly = choice(-3.0, (NOWHERE, 0.96), (8, 0.01), (7, 0.03), (NEW, 0.0))
    assert decided(hardly, SURE, said("太好了", sense(0.1, restored=0.8), "老高", 40), [water, cold]) == NOWHERE
    assert decided(nothing, SURE, said("好的", sense(0.1, chatter=0.9), "老高", 40), [water, cold]) == NOWHERE


def test_who_concedes_that_it_is_over_and_tells_something_else_tells_a_new_trouble() -> None:
    known = Sketch.begun(7, NO_WATER)
    known.calmed = True
    belongs = choice(2.0, (7, 0.95), (NEW, 0.04), (NOWHERE, 0.01))
    yellow = said("来是来了，浑得像泥汤", sense(0.8, {"water": 1.0}), after=30)
    assert decided(belongs, SURE, yellow, [known]) == NEW
    assert decided(belongs, SURE, replace(yellow, text="又停了"), [known]) == 7
    known.calmed = False
    assert decided(belongs, SURE, yellow, [known]) == 7


def test_plain_words_about_something_else_are_not_swallowed_where_they_may_well_be_a_trouble_of_their_own() -> None:
    known = Sketch.begun(7, NO_WATER)
    lamp = said("西门的路灯灭了三天", sense(0.9, {"public_facilities": 1.0}), "月月", 5)
    nearly = choice(2.0, (7, 0.5), (NEW, 0.3), (NOWHERE, 0.2))
    assert decided(nearly, SURE, lamp, [known]) == NEW
    hardly = choice(2.0, (7, 0.7), (NEW, 0.1), (NOWHERE, 0.2))
    assert decided(hardly, SURE, lamp, [known]) == NOWHERE, "somebody else's, and neither"
    own = replace(lamp, sender=NO_WATER.sender)
    assert decided(hardly, SURE, own, [known]) == 7
    assert decided(nearly, SURE, replace(lamp, quotes=(7,)), [known]) == 7, "it answers what was told"
    assert decided(nearly, SURE, said("西门那边也没", sense(0.3), "老高", 5), [known]) == 7, "hardly plain"
    assert decided(nearly, SURE, replace(own, sense=sense(0.9, {"water": 1.0})), [known]) == 7, "the same trouble"
    switch = said("快把电闸拉了", sense(0.6, {"electricity": 1.0}, follow_up=0.7), "老高", 5)
    assert decided(nearly, SURE, switch, [known]) == 7, "it tells on"


@pytest.mark.parametrize(
    ("text", "over"), [("水来了", 1.0), ("修好了，谢谢", 1.0), ("热是热了，漏水", 0.0), ("没水", 0.0)]
)
def test_a_half_concession_does_not_say_that_it_is_over(text: str, over: float) -> None:
    assert looks.says_over(text) == over


@pytest.mark.parametrize(("appeal", "joined"), [(0.02, True), (0.9, False)])
def test_only_words_that_tell_something_are_about_another_category(appeal: float, joined: bool) -> None:
    """By itself "心里直发毛" sounds like the police; said after a leaning signpost it is about the post."""
    sketch = Sketch.begun(1, said("公交站牌让车撞歪了", sense(0.9, {"public_facilities": 1.0})))
    witness = said("瞅一眼心里直发毛", sense(appeal, {"public_security": 0.95}), "阿杰", 2)
    choice = Choice(0.5, (Option(1, 0.85), Option(NOWHERE, 0.15)))
    assert (decided(choice, SURE, witness, [sketch]) == 1) is joined


def test_what_the_package_has_learned_fits_what_is_looked_at() -> None:
    weights = choosing.load()
    assert len(weights.begins) == len(features.BEGINS)
    assert len(weights.belongs) == len(features.BELONGS)
    assert len(weights.before) == len(features.BEFORE)


def test_weights_learned_from_other_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = choosing.load()
    monkeypatch.setattr(features, "BEFORE", (*features.BEFORE[:-1], "something_else"))
    weights.save(tmp_path / "other.npz")
    monkeypatch.undo()
    with pytest.raises(ValueError, match="make listening"):
        choosing.load.__wrapped__(tmp_path / "other.npz")


SOUNDS = {
    "报": sense(0.95, {"water": 0.9, "heating": 0.1}),
    "也": sense(0.1, {"water": 0.6, "heating": 0.4}, me_too=1.0),
    "聊": sense(0.02, chatter=1.0),
}
LINES = "12:00 甲：聊一\n12:01 乙：聊二\n12:02 甲：报没水 {a!}\n12:03 乙：也没水 {a+}\n12:20 丙：聊三\n12:40 丁：聊四\n"


def heard(folder: Path, number: int) -> Told:
    """A conversation with one trouble and its neighbour."""
    path = folder / f"{number:02}-x.txt"
    path.write_text(f"# 园 | winter | 2026-11-16\n= a | water | normal\n{LINES}", encoding="utf-8")
    read = corpus.read(path)
    return Told(read, [Remark(line.at, line.sender, line.text, SOUNDS[line.text[0]]) for line in read.lines])


def test_what_a_trouble_is_and_who_joins_it_is_learned_from_conversations(tmp_path: Path) -> None:
    weights = learning.learn([heard(tmp_path, number) for number in range(20)])
    recent = [said("聊五", SOUNDS["聊"], "甲")]
    opened = choosing.choose(weights, said("报没水", SOUNDS["报"], "乙", 1), Scene(recent))
    assert opened.best.thread == NEW
    assert opened.of(NOWHERE) < 0.3
    assert choosing.choose(weights, said("聊六", SOUNDS["聊"], "乙", 1), Scene(recent)).of(NOWHERE) > 0.7
    water = Sketch.begun(3, said("报没水", SOUNDS["报"], "乙", 1))
    before = [*recent, replace(said("报没水", SOUNDS["报"], "乙", 1), threads=(3,), told=opened.told)]
    joined = choosing.choose(weights, said("也没水", SOUNDS["也"], "丙", 2), Scene(before, [water]))
    assert joined.best.thread == 3
    assert joined.best.because
