"""Stories about messages that are alike."""

from __future__ import annotations

import pytest

from nlu import similarity
from nlu.nearest import Index


def test_the_same_words_are_the_same_and_others_are_not() -> None:
    assert similarity.cosine("3号楼暖气不热", "3号楼暖气不热") == pytest.approx(1)
    assert similarity.cosine("暖气不热", "垃圾桶满了") == 0
    assert similarity.cosine("", "垃圾桶满了") == 0


def test_what_is_rare_tells_more_than_what_everybody_says() -> None:
    assert similarity.rarity("压") > similarity.rarity("了")
    assert similarity.cosine("变压器了", "变压器的") > similarity.cosine("楼上的了", "我们的了")


def test_width_case_and_punctuation_do_not_matter() -> None:
    assert similarity.cosine("Ｂ座 电梯，坏了！", "b座电梯坏了") > 0.7


def test_a_long_message_costs_no_more_than_its_beginning() -> None:
    assert len(similarity.vector("暖气不热" * 30_000)) < 20
    assert similarity.cosine("停水了", "停水了" + "啊" * 100_000) > 0


def test_what_both_say_is_told_in_their_words() -> None:
    assert set(similarity.shared("3号楼暖气不热", "我家暖气一点都不热")) == {"暖气", "不热"}
    assert similarity.shared("停水了", "垃圾满了") == []


def test_the_most_alike_of_many_is_found() -> None:
    index: Index[str] = Index()
    for key, text in (("a", "3号楼暖气不热"), ("b", "电梯坏了"), ("c", "暖气一点都不热，屋里冷")):
        index.add(key, text)
    found = index.nearest("暖气不热", least=0.17)
    assert [key for key, _ in found] == ["a", "c"]
    assert found[0][1] == pytest.approx(similarity.cosine("暖气不热", "3号楼暖气不热"))


def test_what_left_the_index_is_found_no_more() -> None:
    index: Index[int] = Index()
    for number in range(300):
        index.add(number, f"第{number}栋停水了")
    for number in range(299):
        index.remove(number)
    index.remove(0)
    assert len(index) == 1
    assert index.nearest("停水了", least=0.0001)[0][0] == 299
    index.add(299, "电梯坏了")
    assert index.nearest("停水了", least=0.17) == []
