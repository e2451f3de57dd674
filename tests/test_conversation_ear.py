"""What the ear hears in a remark, by what was said before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from nlu.conversation import ear
from nlu.conversation.ear import UNLINKED, Heard
from nlu.conversation.proving import BEGAN, PROOF, REMARKS, proof_remarks
from nlu.conversation.remarks import RECENT, Remark, Sketch
from nlu.judging import Meaning
from nlu.semantic.opinion import EAR_FILE
from nlu.understanding import Engine, Issue, Kind, Sense, Urgency

TROUBLE = 7
NOON = datetime.fromisoformat("2026-01-10T12:00:00+08:00")
ISSUE = Issue("heating", Kind.COMPLAINT, Urgency.NORMAL, 0.5, (0, 1))


def toned(tone: Meaning) -> Sense:
    return Sense(0.5, 0.5, {}, {}, ISSUE, None, tone)


def told_over(sender: str, text: str, after: int, engine: Engine) -> Remark:
    return Remark(NOON + timedelta(minutes=after), sender, text, engine.listen_many([text])[0].sense)


def hear_all(remarks: list[Remark], began: int | None = None) -> list[Heard]:
    """What is heard in each; the last is heard with a trouble that began long ago."""
    said: list[Remark] = []
    found = []
    for remark in remarks:
        last = len(said) == len(remarks) - 1
        long_ago = [Sketch.begun(TROUBLE, said[began])] if last and began is not None else []
        heard = ear.load().hear(remark, said[-RECENT:], long_ago)
        assert heard is not None
        said.append(replace(remark, trace=heard.trace))
        found.append(heard)
    return found


def test_the_ear_hears_what_its_teacher_heard() -> None:
    with np.load(EAR_FILE) as arrays:
        proof = {name.removeprefix(PROOF): arrays[name] for name in arrays.files if name.startswith(PROOF)}
    first = REMARKS - 1 - RECENT
    heard = hear_all(proof_remarks(proof["tones"], proof["meanings"]), BEGAN)
    assert [one.told for one in heard] == pytest.approx(proof["told"].tolist(), abs=0.02)
    assert [one.begins for one in heard] == pytest.approx(proof["begins"].tolist(), abs=0.02)
    assert list(heard[-1].links) == pytest.approx(proof["links"][first : first + RECENT].tolist(), abs=0.02)
    assert heard[-1].long_ago == pytest.approx({TROUBLE: float(proof["links"][BEGAN])}, abs=0.02)
    assert list(heard[-1].subject.values()) == pytest.approx(proof["subject"][-1].tolist(), abs=0.01)


def test_a_witness_is_tied_to_what_he_tells_of_and_not_to_the_small_talk_between(mind: Engine) -> None:
    heard = hear_all([
        told_over("小梅", "谁要拼箱牛奶", 0, mind),
        told_over("刘姐", "幼儿园门口井盖翘起来半边 电动车差点栽进去", 4, mind),
        told_over("小梅", "还差两箱就够了", 5, mind),
        told_over("大鹏", "昨晚我就绊了一下 膝盖青了", 6, mind),
    ])  # fmt: skip
    milk, cover, boxes = heard[-1].links
    assert cover > max(milk, boxes)
    assert heard[1].told > max(heard[0].told, heard[2].told)


def test_a_place_told_later_is_about_what_was_told_first(mind: Engine) -> None:
    wires = told_over("小周", "又有人从窗户飞线给电瓶车充电 电线都烫手", 0, mind)
    onions = told_over("月月", "谁家有多余的葱，借两根", 0, mind)
    place = told_over("小周", "3单元负一层拐角", 1, mind)
    to_onions, to_wires = hear_all([onions, place])[1], hear_all([wires, place])[1]
    assert to_wires.subject["fire_safety"] > to_onions.subject["fire_safety"]
    assert to_wires.links > to_onions.links
    assert to_wires.told > to_onions.told


def test_what_was_not_heard_is_left_out() -> None:
    tone = np.full(384, 384**-0.5, np.float32)
    before = Remark(NOON, "a", "…", toned(tone))
    remark = replace(before, at=NOON + timedelta(minutes=1))
    alone, after = ear.load().hear(remark, []), ear.load().hear(remark, [before])
    assert alone is not None
    assert after is not None
    assert after.links == (UNLINKED,)
    assert after.told == pytest.approx(alone.told, abs=1e-5)


def test_without_an_ear_nothing_is_heard() -> None:
    assert ear.load().hear(Remark(NOON, "a", "停水了", Sense(0.9, 0.9, {}, {}, ISSUE, None)), []) is None
