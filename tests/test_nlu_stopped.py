"""Something stopped doing what it is there for: never an all-clear, however much it sounds like "不漏了"."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu import stopped
from nlu.understanding import Intent
from tests.mishearing_fakes import Mishears, engine_with


@pytest.mark.parametrize("words", [
    "暖气不热了",
    "3号楼暖气不热了",
    "我家暖气片又不热了",
    "地暖昨晚不热了",
    "热水不热了",
    "屋里不热了",
    "水不热了",
    "屋里暖气一点都不热了",
    "路灯不亮了",
    "楼道的灯都不亮了",
    "灯不亮了",
    "空调不凉了",
    "电梯不走了",
    "2单元电梯突然不动了",
    "门铃不响了",
    "下水道不通了",
    "网络不通了",
    "水龙头不出水了",
    "又不来电了",
    "燃气灶不打火了",
    "充电桩不充了",
    "道闸不抬了",
    "锁坏了",
    "网断了",
    "跳闸了",
    "楼道灯灭了",
    "地陷了",
    "车挡住了",
    "水小了",
    "信号没了",
])  # fmt: skip
def test_what_should_work_and_does_not_any_more(words: str) -> None:
    assert stopped.says_so(words)


@pytest.mark.parametrize("words", [
    "不漏了",
    "不吵了",
    "味道不臭了",
    "楼上不响了",
    "警报不响了",
    "水表不转了，换过了",
    "表换了，不转了，好",
    "天不热了",
    "外面不热了，出来遛弯",
    "不堵了",
    "昨天不热了，今天又热了",
    "灯亮了",
    "暖气热了",
    "灯不闪了",
    "电梯不晃了",
    "水不黄了",
    "电梯不来了几个人",
    "要是暖气不热了找谁",
    "他说暖气不热了就找他",
    "狗不叫了",
    "车不挡了",
    "不来了",
    "零下二十度车打不着火了",
    "火灭了",
    "雨停了",
    "味道没了",
    "没堵了",
    "再也不断了",
    "锁坏了，换过了，好用",
])  # fmt: skip
def test_what_is_over_or_told_of_another(words: str) -> None:
    assert not stopped.says_so(words)


@pytest.mark.parametrize(
    ("words", "category"),
    [("暖气不热了", "heating"), ("3号楼地暖不热了", "heating"), ("路灯不亮了", "public_facilities")],
)
def test_no_mind_makes_an_all_clear_of_what_stopped_working(engine_dir: Path, words: str, category: str) -> None:
    engine = engine_with(Mishears(0.1, {"restored": 0.97, "chatter": 0.03}), engine_dir)
    said = engine.understand(words)
    assert said.intent is Intent.APPEAL
    assert [issue.category for issue in said.issues] == [category]
    assert engine.understand("楼上不漏了").intent is Intent.RESTORED
