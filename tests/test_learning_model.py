"""Lessons as a file of the corpus, whether a new model is taken, its card, and a local word that is learned."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from nlu import adopting, lessons, model_card
from nlu.adopting import Change, Verdict
from nlu.corpus import load_corpus, read_examples
from nlu.labelled import Labelled
from nlu.lessons import Taught
from nlu.model import load_or_train
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency
from storage.types import CHINA

# What a settlement calls its rubbish compactor; nobody else in the corpus does.
LOCAL = "铁蛤蟆"
TAUGHT = [
    "铁蛤蟆又不张嘴了", "铁蛤蟆卡住三天了，袋子堆成山", "谁管铁蛤蟆啊，吐了一地", "铁蛤蟆边上臭得没法走",
    "北门那个铁蛤蟆坏了吧，灯都不亮", "铁蛤蟆满了没人来拉", "早上倒东西铁蛤蟆不吃", "铁蛤蟆流一地黑汤",
    "铁蛤蟆又罢工", "麻烦来个人看看铁蛤蟆", "铁蛤蟆旁边老鼠窜来窜去", "铁蛤蟆的盖子夹手，快修",
]  # fmt: skip
NEVER_TAUGHT = [
    "铁蛤蟆又趴窝了", "铁蛤蟆今天又没动静", "咱这铁蛤蟆啥时候能修好", "铁蛤蟆跟前全是苍蝇", "铁蛤蟆把门堵死了",
    "铁蛤蟆又吃撑了", "南边铁蛤蟆也坏了", "铁蛤蟆没人管了是吧", "那个铁蛤蟆一按就冒烟味儿", "铁蛤蟆关着门不让用",
    "铁蛤蟆又闹脾气", "铁蛤蟆连着两天没开",
]  # fmt: skip


A_POINT = 0.01
SHORTEST = 8  # characters of a sentence from which two people do not say it alike by chance


def sanitation(texts: list[str]) -> list[Taught]:
    """All of them about rubbish."""
    return [Taught("sanitation", "", "", text) for text in texts]


@pytest.mark.slow
def test_a_dozen_corrections_teach_a_local_word_without_harm(engine_dir: Path, tmp_path: Path) -> None:
    assert not [example for example in load_corpus() if LOCAL in example.text]
    lessons.write(tmp_path, lessons.render(sanitation(TAUGHT)))
    rows = adopting.frozen()
    before = adopting.engine_of(load_or_train(engine_dir), "embedded", engine_dir)
    after = adopting.engine_of(load_or_train(tmp_path, None, lessons.adopted(tmp_path)), "embedded", tmp_path)
    held_out = [adopting.understood(engine, sanitation(NEVER_TAUGHT)) for engine in (before, after)]
    assert held_out[0] <= 3
    assert held_out[1] >= 10
    changes = adopting.changes(adopting.judge(before, rows), adopting.judge(after, rows))
    told = [adopting.understood(engine, sanitation(TAUGHT)) for engine in (before, after)]
    assert told[1] == len(TAUGHT)
    # Whether it is adopted hangs on single messages; that nothing is lost does not.
    assert [change for change in changes if change.gain < -A_POINT] == []


# --- the file ---

WRITTEN = [
    Taught("sanitation", "", "", "铁蛤蟆又不张嘴了"),
    Taught("elevator", "request", "urgent", "- 5号楼：升降盒子 #2 停了"),
    Taught("chatter", "", "", "“炸街王”今晚又炸了两锅😋 [图](x)"),
    Taught("heating", "", "", "（姓名已隐去）家（号码已隐去）暖气\u2028不热\n冻死了"),
]


def test_lessons_are_read_back_as_examples_of_the_corpus(tmp_path: Path) -> None:
    path = lessons.write(tmp_path, lessons.render(WRITTEN))
    found = {example.text: example for example in read_examples(path)}
    assert found.keys() == {
        "铁蛤蟆又不张嘴了", "- 5号楼：升降盒子 #2 停了", "“炸街王”今晚又炸了两锅😋 图", "家123暖气 不热 冻死了",
    }  # fmt: skip
    lift = found["- 5号楼：升降盒子 #2 停了"]
    assert (lift.category, lift.kind, lift.urgency) == ("elevator", Kind.REQUEST, Urgency.URGENT)
    assert (found["铁蛤蟆又不张嘴了"].kind, found["铁蛤蟆又不张嘴了"].urgency) == (None, None)
    assert found["“炸街王”今晚又炸了两锅😋 图"].intent is Intent.CHATTER


def test_the_same_lessons_give_the_same_file(tmp_path: Path) -> None:
    assert lessons.render(WRITTEN) == lessons.render([*reversed(WRITTEN), WRITTEN[0]])
    assert "已隐去" not in lessons.render(WRITTEN)
    assert "examples: |" in lessons.render(WRITTEN)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    texts = ["nlu:", "  - intent: x", "|", "'\"{}[]%&*!", "\t制表", "---", "...", "a: b # c", "\ud83d", "\x07响"]
    path = lessons.write(tmp_path, lessons.render(sanitation(texts)))
    assert {example.category for example in read_examples(path)} == {"sanitation"}


def test_only_a_file_that_can_be_read_is_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert lessons.adopted(tmp_path) == []
    path = lessons.write(tmp_path, lessons.render(WRITTEN))
    assert lessons.adopted(tmp_path) == [path]
    path.write_text("nlu: [", encoding="utf-8")
    assert lessons.adopted(tmp_path) == []
    assert "going on without" in caplog.text


# --- is the new one worse? ---


def answer(category: str | None, urgency: Urgency = Urgency.NORMAL) -> Understanding:
    """What an engine says."""
    if category is None:
        return Understanding("", Intent.CHATTER, 0.1)
    return Understanding("", Intent.APPEAL, 0.9, (Issue(category, Kind.COMPLAINT, urgency, 0.9, (0, 1)),))


ROWS = [
    *[Labelled("", frozenset({"water"}), Urgency.NORMAL) for _ in range(40)],
    *[Labelled("", frozenset({"gas", "fire_safety"}), Urgency.EMERGENCY) for _ in range(10)],
    *[Labelled("", frozenset(), Urgency.NORMAL) for _ in range(50)],
]
RIGHT = [answer("water")] * 40 + [answer("gas", Urgency.EMERGENCY)] * 10 + [answer(None)] * 50


def changed(**wrong: Understanding) -> dict[str, Change]:
    """What another engine changes that answers some rows otherwise: `at_3=…`."""
    answers = list(RIGHT)
    for place, said in wrong.items():
        answers[int(place.removeprefix("at_"))] = said
    found = adopting.changes(adopting.shares(ROWS, RIGHT), adopting.shares(ROWS, answers))
    return {change.figure: change for change in found}


def test_the_figures_are_those_of_the_evaluation() -> None:
    found = adopting.shares(ROWS, [answer("heating"), answer(None), *RIGHT[2:99], answer("parking")])
    assert {name: round(share.value, 4) for name, share in found.items()} == {
        "appeal_f1": round(2 * 49 / (2 * 49 + 1 + 1), 4), "category_accuracy": 48 / 50, "emergency_recall": 1.0,
        "false_tickets": 1 / 50,
    }  # fmt: skip


def test_the_same_answers_are_never_worse() -> None:
    assert not [change for change in changed().values() if change.worse or change.gain or change.error]


def test_one_message_is_within_the_error_two_are_not() -> None:
    assert not changed(at_99=answer("parking"))["false_tickets"].worse
    two = changed(at_99=answer("parking"), at_98=answer("parking"))
    assert two["false_tickets"].worse
    assert two["appeal_f1"].worse
    assert not two["category_accuracy"].worse


def test_as_much_lost_as_won_is_not_worse() -> None:
    rows = [Labelled("", frozenset({"water"}), Urgency.NORMAL)] * 20
    old = [answer("water")] * 10 + [answer("gas")] * 10
    new = [answer("gas")] * 3 + [answer("water")] * 10 + [answer("gas")] * 7
    (_, category, _, _) = adopting.changes(adopting.shares(rows, old), adopting.shares(rows, new))
    assert (category.gain, category.worse) == (0.0, False)
    assert category.error > 0


def test_missed_emergencies_count() -> None:
    calm = answer("gas")
    assert changed(at_40=calm, at_41=calm)["emergency_recall"].worse


def test_a_model_is_taken_when_it_is_not_worse_and_has_learned() -> None:
    fine, worse = Change("appeal_f1", 0.9, 0.9, 0.0), Change("false_tickets", 0.1, 0.2, 0.01)
    assert Verdict((fine,), 3, 1, 2).adopted
    assert Verdict((fine,), 3, 3, 3).adopted, "there was nothing left to learn"
    assert Verdict((fine,), 0, 0, 0).adopted
    assert not Verdict((fine,), 3, 1, 1).adopted
    assert not Verdict((fine, worse), 3, 0, 3).adopted
    assert Verdict((fine, worse), 3, 0, 3).fallen == [worse]
    assert not Verdict((Change("appeal_f1", 0.9, 0.8, 0.05),), 0, 0, 0).adopted


def test_intervals_hold_the_value_and_stay_within_bounds() -> None:
    for share in adopting.shares(ROWS, [answer("heating"), *RIGHT[1:]]).values():
        low, high = share.interval()
        assert 0 <= low <= share.value <= high + 1e-9 <= 1 + 1e-9
    assert adopting.shares([], [])["appeal_f1"].value == 0.0


def test_the_frozen_messages_are_never_taught() -> None:
    frozen = {row.text for row in adopting.frozen()}
    assert len(frozen) >= 700
    # Only counted: a failing test must not show anybody a sentence of it. Next to nothing is said twice alike.
    assert sum(len(example.text) > SHORTEST and example.text in frozen for example in load_corpus()) == 0


# --- the card ---


def test_a_card_tells_programs_and_people_the_same(tmp_path: Path) -> None:
    path = lessons.write(tmp_path, lessons.render(WRITTEN))
    at = datetime(2026, 11, 21, 9, 30, tzinfo=CHINA)
    card = model_card.make("model-x.npz", "embedded", at, "0.1.0", [path], adopting.shares(ROWS, RIGHT))
    page = model_card.write(card, tmp_path)
    assert model_card.read(tmp_path) == card
    assert card.lessons == {"heating": 1, "sanitation": 1, "elevator": 1, "chatter": 1}
    assert card.examples["sanitation"] > 60
    text = page.read_text(encoding="utf-8")
    for words in (
        "2026-11-21 09:30",
        "| 诉求 F1 | 1.000 |",
        "| 环境卫生 | sanitation |",
        card.data_hash,
        "人工更正 4 句",
    ):
        assert words in text
    other = model_card.make("model-x.npz", "embedded", at, "0.1.0", [], adopting.shares(ROWS, RIGHT))
    assert other.data_hash != card.data_hash
    assert other.frozen_hash == card.frozen_hash


@pytest.mark.parametrize("text", ["", "{", "[]", '{"model": 1}', '{"trained_at": "x", "scores": {}}'])
def test_a_card_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    assert model_card.read(tmp_path) is None
    (tmp_path / "model-card.json").write_text(text, encoding="utf-8")
    assert model_card.read(tmp_path) is None
