"""Nothing that can be typed stops us: every text gets an answer that makes sense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.gazetteer import find_estate
from nlu.normalise import MAX_CHARS, fold, mask
from nlu.places import find_place
from nlu.readings import Moment, Quantity, read_facts
from nlu.splitter import clauses
from nlu.understanding import EstateName

FLOODS = {
    "digits": "1" * 100_000,
    "numerals": "十" * 100_000,
    "lists": "1、" * 50_000,
    "dashes": "1-" * 50_000,
    "houses": "1栋" * 50_000,
    "degrees": "十五度" * 30_000,
    "times": "第三次" * 30_000,
    "clocks": "昨晚11点到" * 20_000,
    "spaces": " " * 100_000,
    "letters": "a" * 100_000,
    "surrogates": "\ud800" * 100_000,
    "expanding": "﷽" * 10_000,
    "names": "锦绣园" * 30_000,
    "commas": "，" * 100_000,
    "joined": "电梯也坏了" * 20_000,
}
ESTATES = (EstateName("jxy", "锦绣园"), EstateName("mdm", "明德门教师安居小区"))

# What the rules look for, thrown together without sense.
WORDS = [
    *[
        "1",
        "3",
        "15",
        "802",
        "1502",
        "三",
        "五六",
        "十",
        "十几",
        "两",
        "半",
        "几",
        "百",
        "万",
        "多",
        "来",
        "第",
        ".",
        ":",
        "-",
        "、",
        "，",
        "。",
        "号楼",
        "栋",
        "单元",
        "室",
        "户",
        "度",
        "°",
        "小时",
        "个",
        "天",
    ],
    *[
        "月",
        "年",
        "次",
        "回",
        "块",
        "毛",
        "元",
        "万",
        "平",
        "点",
        "昨",
        "晚",
        "今早",
        "每天",
        "凌晨",
        "从",
        "到现在",
        "才",
        "不到",
        "零下",
        "停水",
        "报修",
        "打电话",
        "整栋",
        "全小区",
    ],
    *["锦绣园", "锦秀园", "明德门", "还有", "也", "另外", "1、", "2、", "一是", "二是", "😡"],
    "\ud800",
    "\n",
    " ",
]
scrambled = st.lists(st.sampled_from(WORDS), max_size=25).map("".join)


def try_everything(text: str) -> None:
    find_place(text, ESTATES)
    find_estate(text[:MAX_CHARS], ESTATES)
    folded = fold(text, {})
    mask(folded)
    for clause in clauses(text):
        assert text[clause.start : clause.end] == clause.text
    last = (0, 0)
    for found in read_facts(folded):
        assert last <= found.span
        assert 0 <= found.span[0] < found.span[1] <= len(folded)
        last = found.span
        if isinstance(found, Quantity):
            assert found.low is None or found.high is None or found.low <= found.high
        if isinstance(found, Moment):
            assert found.hour is None or 0 <= found.hour <= 29


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_gets_an_answer(flood: str) -> None:
    try_everything(flood)


@settings(max_examples=300, deadline=None)
@given(scrambled)
def test_words_without_sense_get_an_answer(text: str) -> None:
    try_everything(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_anything_gets_an_answer(text: str) -> None:
    try_everything(text)


@given(scrambled)
@settings(max_examples=100, deadline=None)
def test_what_is_read_twice_is_read_alike(text: str) -> None:
    assert find_place(text, ESTATES) == find_place(text, ESTATES)
    assert read_facts(text) == read_facts(text)
