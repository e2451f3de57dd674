"""Words after the question for the place: which of them may tell one."""

from __future__ import annotations

import pytest

from nlu.whereabouts import may_tell


@pytest.mark.parametrize("text", [
    "桃园里家属院后面", "就是菜市场对面那个红楼", "幸福里家属院后面", "学校旁边", "老供销社门口", "建设路那个小超市",
    "火车站南边", "翠微雅居", "阳光一品", "快来人 菜市场对面", "快来菜市场对面那个红楼", "停车场旁边", "红旗街12号",
    "就在村口那棵大树边上", "李家村", "实验小学后门那条巷子", "人民医院家属院",
])  # fmt: skip
def test_nouns_of_place_may_be_a_place(text: str) -> None:
    assert may_tell(text)


@pytest.mark.parametrize("text", [
    "快点嘛", "你快叫人来啊 我不会打电话", "睡不着觉", "急死人了", "你们啥时候来啊", "要不要钱", "我孙子还小",
    "都三天了", "水都流到门口了", "人呢", "帮帮我", "我害怕", "咋整啊", "你们到底管不管", "我要在家等着吗",
    "我不会打字", "孩子发烧", "怎么没人理我", "", "你们所里谁负责", "我在门口等着", "在哪个路口等你们啊？",
])  # fmt: skip
def test_urging_asking_and_feeling_are_none(text: str) -> None:
    assert not may_tell(text)
