"""In a group: a danger is never kept waiting, and one that people were called to is not raised a second time."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from handlers.listening import deciding, memory
from handlers.listening.weighing import Weighed, has_it_too, part
from nlu.conversation.choosing import NEW, NOWHERE, Choice, Option
from nlu.conversation.ear import LINK, TRACE, Heard
from nlu.conversation.listening import Certainty
from nlu.conversation.remarks import Remark, Sketch
from nlu.readings import read_facts
from nlu.understanding import Intent, Issue, Kind, Sense, Understanding, Urgency

NOW = datetime.fromisoformat("2026-11-16T12:00:00+08:00")


def danger(category: str, confidence: float) -> Issue:
    return Issue(category, Kind.REPORT, Urgency.EMERGENCY, confidence, (0, 1))


def weighed(issue: Issue, known: Sketch, belongs: float, words: str = "门开了，摔在厨房，人清醒") -> Weighed:
    """A danger told into a group that speaks of one trouble, to which it belongs with this probability."""
    sense = Sense(0.95, 0.95, {issue.category: issue.confidence}, {}, issue, None)
    remark = Remark(NOW, "月月", words, sense)
    options = (Option(known.id, belongs), Option(NEW, (1 - belongs) / 2), Option(NOWHERE, (1 - belongs) / 2))
    said = Understanding(remark.text, Intent.APPEAL, 0.95, (issue,), sense=sense)
    return Weighed(said, remark, Choice(2.0, tuple(sorted(options, key=lambda one: -one.probability))), [known])


@pytest.fixture
def alone() -> Sketch:
    """Somebody old who does not answer the door, and whom people were called to."""
    sense = Sense(0.99, 0.99, {"elderly_welfare": 1.0}, {}, danger("elderly_welfare", 0.9), None)
    sketch = Sketch.begun(7, Remark(NOW, "甜甜妈", "老人敲门没人应", sense))
    sketch.alarmed = True
    return sketch


def test_who_tells_on_of_a_danger_raises_no_second_one(alone: Sketch) -> None:
    decision = deciding.decide(weighed(danger("elevator", 0.4), alone, 0.95), Certainty())
    assert decision.open == ()
    assert [number for number, _ in decision.join] == [7]


@pytest.mark.parametrize("changed", [{"done": True}, {"calmed": True}], ids=str)
@pytest.mark.parametrize(("words", "opened"), [("又晕倒了，没有呼吸了", 1), ("门开了，人清醒", 0)])
def test_what_is_told_in_so_many_words_when_a_danger_is_over_is_another(
    alone: Sketch, changed: dict[str, Any], words: str, opened: int
) -> None:
    told = weighed(danger("elderly_welfare", 0.9), replace(alone, **changed), 0.95, words)
    assert len(deciding.decide(told, Certainty()).open) == opened


def test_the_same_danger_in_another_building_is_another(alone: Sketch) -> None:
    told = weighed(danger("elderly_welfare", 0.9), replace(alone, buildings={"3"}), 0.95, "老人晕倒在地，叫不醒")
    for building, opened in (("9", 1), ("3", 0), (None, 0)):
        there = replace(told, remark=replace(told.remark, building=building))
        assert len(deciding.decide(there, Certainty()).open) == opened


def test_a_danger_that_says_what_it_is_is_raised_whatever_was_spoken_of(alone: Sketch) -> None:
    decision = deciding.decide(weighed(danger("gas", 0.9), alone, 0.95), Certainty())
    assert [issue.category for issue in decision.open] == ["gas"]


@pytest.mark.parametrize(("category", "confidence"), [("elevator", 0.4), ("elevator", 0.9), ("gas", 0.4)])
def test_a_danger_told_of_an_ordinary_trouble_calls_people_to_that_one(
    alone: Sketch, category: str, confidence: float
) -> None:
    ordinary = replace(alone, alarmed=False)
    decision = deciding.decide(weighed(danger(category, confidence), ordinary, 0.95), Certainty())
    assert [number for number, _ in decision.join] == [7]
    assert decision.alarming == (7,)
    assert decision.open == ()


@pytest.mark.parametrize("belongs", [0.85, 0.95])
def test_a_danger_that_calls_others_or_may_be_another_is_raised_by_itself(alone: Sketch, belongs: float) -> None:
    ordinary = replace(alone, alarmed=False)
    category, confidence = ("gas", 0.9) if belongs > 0.9 else ("elevator", 0.4)
    assert deciding.decide(weighed(danger(category, confidence), ordinary, belongs), Certainty()).open


def test_a_danger_of_another_category_told_in_so_many_words_is_raised_by_itself(alone: Sketch) -> None:
    ordinary = replace(alone, alarmed=False)
    told = weighed(danger("drainage", 0.9), ordinary, 0.95, "娃掉进井里了")
    assert deciding.decide(told, Certainty()).open


@pytest.fixture
def lift() -> Sketch:
    """A lift that stands still, which is no danger."""
    sense = Sense(0.99, 0.99, {"elevator": 1.0}, {}, Issue("elevator", Kind.REPORT, Urgency.NORMAL, 0.9, (0, 1)), None)
    return Sketch.begun(7, Remark(NOW - timedelta(minutes=20), "甜甜妈", "3号楼电梯按了没反应", sense, building="3"))


def test_an_ordinary_trouble_that_becomes_a_danger_calls_people(lift: Sketch) -> None:
    decision = deciding.decide(weighed(danger("elevator", 1.0), lift, 0.95), Certainty())
    assert [number for number, _ in decision.join] == [7]
    assert decision.alarming == (7,)
    assert decision.open == ()


def test_two_dangers_of_one_trouble_call_people_to_it_once(lift: Sketch) -> None:
    told = weighed(danger("elevator", 1.0), replace(lift, categories={"elevator": 0.5, "fire_safety": 0.5}), 0.95)
    both = replace(told.said, issues=(danger("elevator", 1.0), danger("fire_safety", 1.0)))
    decision = deciding.decide(replace(told, said=both), Certainty())
    assert [number for number, _ in decision.join] == [7]
    assert decision.alarming == (7,)


@pytest.mark.parametrize(("words", "alarming"), [("娃掉进井里了", (7,)), ("井边上的土都松了，看着心慌", ())])
def test_where_no_danger_is_expected_it_has_to_be_told_in_so_many_words(
    lift: Sketch, words: str, alarming: tuple[int, ...]
) -> None:
    cover = replace(lift, categories={"drainage": 1.0})
    decision = deciding.decide(weighed(danger("drainage", 0.9), cover, 0.95, words), Certainty())
    assert [number for number, _ in decision.join] == [7]
    assert decision.alarming == alarming


def test_words_that_hardly_tell_what_the_danger_is_call_nobody_to_an_ordinary_trouble(lift: Sketch) -> None:
    decision = deciding.decide(weighed(danger("elevator", 0.3), lift, 0.95), Certainty())
    assert [number for number, _ in decision.join] == [7]
    assert decision.alarming == ()


@pytest.mark.parametrize("changed", [{"alarmed": True}, {"calmed": True}, {"done": True}, {"buildings": {"9"}},
                                     {"last_at": NOW - timedelta(hours=4)}], ids=str)  # fmt: skip
def test_a_danger_that_no_ordinary_trouble_can_have_become_is_raised_by_itself(
    lift: Sketch, changed: dict[str, Any]
) -> None:
    told = weighed(danger("elevator", 1.0), replace(lift, **changed), 0.95)
    told = replace(told, remark=replace(told.remark, building="3"))
    decision = deciding.decide(told, Certainty())
    assert decision.alarming == ()
    assert bool(decision.open) != replace(lift, **changed).alarmed


def test_the_office_that_is_on_the_spot_raises_no_second_danger(alone: Sketch) -> None:
    told = weighed(danger("elevator", 0.4), alone, 0.1)
    by_office = replace(told, remark=replace(told.remark, office=True))
    assert [number for number, _ in deciding.decide(by_office, Certainty()).join] == [7]


def test_a_danger_that_may_be_another_one_is_raised(alone: Sketch) -> None:
    assert deciding.decide(weighed(danger("elevator", 0.4), alone, 0.7), Certainty()).open


@pytest.mark.parametrize(("probability", "opened"), [(0.02, []), (0.2, ["heating"])])
def test_a_cold_number_is_a_trouble_unless_nothing_else_speaks_for_it(probability: float, opened: list[str]) -> None:
    heating = Issue("heating", Kind.REPORT, Urgency.NORMAL, 0.6, (0, 1))
    sense = Sense(0.3, 0.3, {"heating": 0.6}, {}, heating, None)
    remark = Remark(NOW, "月月", "屋里15度", sense)
    said = Understanding(
        remark.text, Intent.ME_TOO, 0.3, (), readings=read_facts(remark.text), topic=heating, sense=sense
    )
    choice = Choice(-2.0, (Option(NOWHERE, 1 - probability), Option(NEW, probability)))
    decision = deciding.decide(Weighed(said, remark, choice, []), Certainty())
    assert [issue.category for issue in decision.open] == opened


def heard_as(subject: dict[str, float]) -> Heard:
    """What an ear makes of a plain telling."""
    return Heard(3.0, 2.0, subject, (), {}, np.zeros(TRACE, np.float32), np.zeros(LINK, np.float32))


@pytest.mark.parametrize(
    ("text", "second", "opened"),
    [
        ("电视墙裂了，报修单交了一个月", 0.02, ["housing"]),
        ("电视墙裂了，电梯也停着", 0.02, ["housing", "elevator"]),
        ("电视墙裂了，报修单交了一个月还没人来", 0.02, ["housing"]),
        ("电视墙裂了，电梯停着", 0.3, ["housing", "elevator"]),
        ("1.电视墙裂了 2.电梯停着", 0.02, ["housing", "elevator"]),
    ],
)
def test_two_ways_of_putting_a_trouble_are_one_ticket_and_two_troubles_are_two(
    text: str, second: float, opened: list[str]
) -> None:
    issues = tuple(Issue(name, Kind.REPORT, Urgency.NORMAL, 0.6, (0, 1)) for name in ("housing", "elevator"))
    sense = Sense(0.9, 0.9, {"housing": 0.6, "elevator": 0.4}, {}, issues[0], None)
    said = Understanding(text, Intent.APPEAL, 0.9, issues, sense=sense)
    heard = heard_as({"housing": 1 - second, "elevator": second})
    choice = Choice(3.0, (Option(NEW, 0.9), Option(NOWHERE, 0.1)), heard)
    decision = deciding.decide(Weighed(said, Remark(NOW, "月月", text, sense), choice, []), Certainty())
    assert [issue.category for issue in decision.open] == opened


def test_a_trouble_told_beside_one_the_group_speaks_of_is_opened() -> None:
    issues = tuple(Issue(name, Kind.REPORT, Urgency.NORMAL, 0.6, (0, 1)) for name in ("elevator", "housing"))
    sense = Sense(0.9, 0.9, {"housing": 0.6, "elevator": 0.4}, {}, issues[0], None)
    remark = Remark(NOW, "月月", "电梯停着，电视墙裂了", sense)
    lift = Sketch.begun(5, Remark(NOW, "老高", "电梯停了", replace(sense, categories={"elevator": 1.0})))
    heard = heard_as({"housing": 0.9, "elevator": 0.05})
    choice = Choice(3.0, (Option(5, 0.9), Option(NOWHERE, 0.1)), heard)
    said = Understanding(remark.text, Intent.APPEAL, 0.9, issues, sense=sense)
    decision = deciding.decide(Weighed(said, remark, choice, [lift]), Certainty())
    assert [number for number, _ in decision.join] == [5]
    assert [issue.category for issue in decision.open] == ["housing"]


def test_a_copy_of_a_sketch_is_the_same_and_grows_apart(alone: Sketch) -> None:
    alone.bigrams()
    copy = alone.copy()
    assert all(np.all(getattr(copy, one.name) == getattr(alone, one.name)) for one in fields(Sketch))
    more = Sense(0.9, 0.9, {"noise": 1.0}, {}, danger("noise", 0.9), None)
    before = {one.name: str(getattr(alone, one.name)) for one in fields(Sketch)}
    copy.add(Remark(NOW, "老高", "我也看见了，3号楼", more, building="3"))
    assert {one.name: str(getattr(alone, one.name)) for one in fields(Sketch)} == before
    assert copy.bigrams() > alone.bigrams()


@pytest.mark.parametrize(
    ("words", "appeal", "building", "has_it"),
    [
        ("我们7号楼也不热", 0.0, "7", True),
        ("7号楼暖气冰凉", 0.3, "7", True),
        ("暖气冰凉，谁管", 0.9, None, True),
        ("7号楼热不热，谁在家", 0.3, "7", False),
        ("拼车还差一个", 0.0, None, False),
        ("我家7号楼好着呢", 0.3, "7", False),
    ],
)
def test_who_told_of_his_own_before_it_was_plain_has_it_too(
    words: str, appeal: float, building: str | None, has_it: bool
) -> None:
    sense = Sense(appeal, appeal, {"heating": 1.0}, {}, danger("heating", 0.9), None)
    remark = Remark(NOW, "王哥", words, sense, building=building, told=1.0)
    assert has_it_too(remark) is has_it
    assert not has_it_too(replace(remark, office=True))


def test_whoever_says_that_all_is_well_at_his_place_begins_no_trouble() -> None:
    sense = Sense(0.2, 0.2, {"electricity": 1.0}, {}, danger("electricity", 0.9), None)
    told = Remark(NOW, "李姐", "3栋二单元黑了", sense, told=0.0)
    well = replace(told, sender="廖孃孃", text="5栋有电")
    (opening,) = memory.openings([told, well], NOW)
    assert opening.speakers.keys() == {"李姐"}


def asked(sender: str, words: str, *known: Sketch, category: str = "parking", office: bool = False) -> Weighed:
    """What sounds like small talk between neighbours."""
    issue = Issue(category, Kind.REPORT, Urgency.NORMAL, 0.4, (0, 1))
    sense = Sense(0.02, 0.02, {category: 0.4}, {}, issue, None)
    remark = Remark(NOW, sender, words, sense, office=office)
    said = Understanding(words, Intent.CHATTER, 0.9, (), sense=sense)
    return Weighed(said, remark, Choice(-4.0, (Option(NOWHERE, 0.99), Option(NEW, 0.01))), list(known))


def test_who_cannot_get_out_has_a_trouble_though_he_speaks_to_a_neighbour() -> None:
    decision = deciding.decide(asked("强子", "谁的灰车横在我车头前面", category="noise"), Certainty())
    assert [issue.category for issue in decision.open] == ["parking"]


def test_who_asks_again_for_the_same_car_has_one_trouble() -> None:
    first = asked("强子", "谁的灰车横在我车头前面")
    known = Sketch.begun(5, first.remark)
    again = deciding.decide(asked("强子", "车主快下来挪一下", known), Certainty())
    another = deciding.decide(asked("小敏", "谁的面包车把我堵牢了", known), Certainty())
    assert ([number for number, _ in again.join], len(another.open)) == ([5], 1)


def test_an_office_that_has_cars_moved_has_no_trouble() -> None:
    decision = deciding.decide(asked("物业小田", "那辆白车的车主挪一下车", office=True), Certainty())
    assert (decision.open, decision.join) == ((), ())


@pytest.mark.parametrize(("words", "is_part"), [("通了", "restored"), ("白修了", "more"), ("通是通了，还是漏", "more")])
def test_a_repair_for_nothing_does_not_end_a_trouble(alone: Sketch, words: str, is_part: str) -> None:
    told = weighed(danger("drainage", 0.1), alone, 0.95, words)
    said = replace(told.said, text=words, intent=Intent.RESTORED, issues=())
    assert part(replace(told, said=said, remark=replace(told.remark, sender="甜甜妈")), alone) == is_part
