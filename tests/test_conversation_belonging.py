"""What is looked at to tell one trouble of a group from the others it speaks of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nlu.conversation import features
from nlu.conversation.belonging import Belonging
from nlu.conversation.ear import LINK, TRACE, UNLINKED, Heard
from nlu.conversation.remarks import Remark, Scene, Sketch
from tests.test_conversation_choosing import said, sense

HOURS = 60.0
WATER, LAMP = sense(0.9, {"water": 1.0}), sense(0.9, {"public_facilities": 1.0})


def looks(remark: Remark, scene: Scene, sketch: Sketch, heard: Heard | None = None) -> dict[str, float]:
    """By name, that a remark belongs to this trouble."""
    return dict(zip(features.BELONGS, Belonging(remark, scene, 1.0, heard).of(sketch), strict=True))


def begins(remark: Remark, scene: Scene, heard: Heard | None = None) -> dict[str, float]:
    """By name, that it begins one."""
    return dict(zip(features.BEGINS, features.begins(remark, scene, 1.0, heard), strict=True))


def test_whoever_told_it_takes_it_up_again_hours_later_by_saying_that_it_is_as_before() -> None:
    water, lamp = Sketch.begun(1, said("2号楼停水", WATER)), Sketch.begun(2, said("路灯不亮", LAMP, "月月"))
    scene = Scene([], [water, lamp])
    again = looks(said("还是没来水", WATER, after=5 * HOURS), scene, water)
    assert (again["relapses_speaker"], again["hours_ago_speaker"], again["only_speaker"]) == (1.0, 1.0, 1.0)
    other = looks(said("还是没来水", WATER, after=5 * HOURS), scene, lamp)
    assert (other["relapses_speaker"], other["hours_ago_speaker"], other["only_speaker"]) == (0.0, 0.0, 0.0)
    assert again["hours_ago_category"] > other["hours_ago_category"]
    soon = looks(said("水也没有电也没有", WATER, after=5), scene, water)
    assert (soon["relapses_speaker"], soon["hours_ago_speaker"], soon["hours_ago_category"]) == (0.0, 0.0, 0.0)


def test_who_spoke_of_several_troubles_may_mean_either() -> None:
    water, lamp = Sketch.begun(1, said("2号楼停水", WATER)), Sketch.begun(2, said("路灯不亮", LAMP))
    assert looks(said("没人管", sense(0.5), after=9), Scene([], [water, lamp]), water)["only_speaker"] == 0.0


def test_the_only_trouble_of_a_category_is_told_from_others() -> None:
    water, lamp = Sketch.begun(1, said("2号楼停水", WATER)), Sketch.begun(2, said("路灯不亮", LAMP, "月月"))
    third = said("我家也没水", WATER, "甜甜妈", 3)
    scene = Scene([], [water, lamp])
    assert [looks(third, scene, one)["only_category"] for one in (water, lamp)] == [1.0, 0.0]
    assert [looks(third, scene, one)["other_category"] for one in (water, lamp)] == [0.0, 1.0]
    two = Scene([], [water, lamp, Sketch.begun(3, said("9号楼停水", WATER, "阿杰"))])
    assert looks(third, two, water)["only_category"] == 0.0


def test_a_trouble_of_a_category_that_was_told_yesterday_is_known_today() -> None:
    water = Scene([], [Sketch.begun(1, said("2号楼停水", WATER))])
    late = begins(said("2号楼又停水", WATER, "月月", 20 * HOURS), water)
    assert (late["known_category"], late["known_category_of_old"]) == (0.0, 1.0)
    assert late["known_words"] > begins(said("路灯不亮", LAMP, "月月", 20 * HOURS), water)["known_words"] == 0.0


def ear(subject: dict[str, float], links: tuple[float, ...], asked: int) -> Heard:
    """An ear that hears a remark begin something, and looks for traces in this direction."""
    return Heard(1.0, 3.0, subject, links, {}, np.zeros(TRACE, np.float32), direction(asked)[-LINK:])


def direction(number: int) -> np.ndarray:
    found = np.zeros(TRACE, np.float32)
    found[TRACE - LINK + number] = 3.0
    return found


def test_what_the_ear_hears_ties_a_remark_to_how_a_trouble_began_even_while_the_group_goes_on_about_it() -> None:
    first = replace(said("2号楼停水", WATER), trace=direction(1), threads=(1,))
    second = replace(said("路灯不亮", LAMP, "月月"), trace=direction(2), threads=(2,))
    water, lamp = Sketch.begun(1, first), Sketch.begun(2, second)
    scene, remark = Scene([first, second], [water, lamp]), said("一滴都没有", sense(0.5), "阿杰", 2)
    heard = ear({"water": 0.9}, (2.0, -5.0), 1)
    to_water, to_lamp = looks(remark, scene, water, heard), looks(remark, scene, lamp, heard)
    assert (to_water["ear_opener"], to_lamp["ear_opener"]) == (3.0, 0.0)
    assert to_water["ear_linked_other"] == to_lamp["ear_linked"] < to_water["ear_linked"]
    assert to_water["ear_linked_more"] > 0.0 == to_lamp["ear_linked_more"]
    assert (to_water["ear_category_other"], round(to_lamp["ear_category_other"], 2)) == (0.0, 0.9)
    assert round(begins(remark, scene, heard)["ear_known_category"], 2) == 0.9


def test_of_a_trouble_whose_beginning_was_not_heard_the_ear_knows_nothing() -> None:
    water = Sketch.begun(1, said("2号楼停水", WATER))
    found = looks(said("一滴都没有", sense(0.5), "阿杰", 2), Scene([], [water]), water, ear({}, (), 1))
    assert found["ear_opener"] == UNLINKED / 3
    assert found["ear_linked_other"] == UNLINKED / 3, "there is no other"
