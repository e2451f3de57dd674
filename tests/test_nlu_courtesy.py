"""Courtesy and habit around a message: who greets before he tells a trouble tells a trouble."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.courtesy import core
from nlu.engines import engine
from nlu.understanding import Engine, Intent

TROUBLES = (
    "电梯坏了", "我家暖气不热", "楼道灯不亮", "下水道堵了", "3号楼没水了", "垃圾没人收", "楼上太吵了", "路灯坏了好几天",
    "井盖没了", "老板不给工资", "学校乱收费", "有车堵门口", "屋顶漏雨", "流浪狗追人", "医保卡刷不了", "物业乱收费",
)  # fmt: skip
AROUND = (
    "你好，{}", "您好 {}", "你好我想反映一下{}", "师傅你好，{}，谢谢", "{} 谢谢", "{}，麻烦您了", "喂 {}", "在吗 {}",
    "我要投诉 {}", "师傅{}", "同志{}",
    "领导好，{}", "哎呀 {} 烦死了", "跟你们说个事 {}", "打扰一下，{} 辛苦了", "那个 {}", "大家好，{}", "{}，急",
)  # fmt: skip
TALK = ("谁有梯子借一下", "今天天气真好", "孩子考上大学了", "有人去超市吗", "我妈来看我了")


@pytest.fixture(scope="module")
def minds(engine_dir: Path) -> Engine:
    return engine("semantic", engine_dir)


@pytest.mark.parametrize(("text", "meant"), [
    ("你好，电梯坏了", "电梯坏了"), ("师傅你好，暖气不热，谢谢", "暖气不热"), ("喂 在吗 停水了", "停水了"),
    ("领导好，路灯不亮 急", "路灯不亮"),
    ("谢谢", "谢谢"), ("大家好", "大家好"), ("物业不管事", "物业不管事"), ("师傅没来", "师傅没来"),
    ("反映了三次没人管", "反映了三次没人管"), ("师傅电梯坏了", "电梯坏了"), ("同志路灯不亮", "路灯不亮"),
    ("师傅已经来过了", "师傅已经来过了"), ("领导也没回话", "领导也没回话"), ("大姐家漏水", "大姐家漏水"),
    ("老人在家着急", "老人在家着急"), ("", ""),
])  # fmt: skip
def test_what_is_meant_is_found_between_them(text: str, meant: str) -> None:
    start, end = core(text)
    assert text[start:end] == meant


@pytest.mark.parametrize("around", AROUND)
def test_no_courtesy_hides_a_trouble(minds: Engine, around: str) -> None:
    heard = [minds.understand(around.format(trouble)).appeal for trouble in TROUBLES]
    assert sum(heard) >= len(TROUBLES) - 1


@pytest.mark.parametrize("around", AROUND)
def test_no_courtesy_makes_a_trouble_of_talk(minds: Engine, around: str) -> None:
    if "反映" not in around and "投诉" not in around:
        assert not any(minds.understand(around.format(talk)).appeal for talk in TALK)


@pytest.mark.parametrize(("text", "intent"), [
    ("水来了 谢谢", Intent.RESTORED), ("修好了，谢谢师傅", Intent.RESTORED), ("你好，进度", Intent.ASK_PROGRESS),
    ("您好，撤销", Intent.CANCEL),
    ("谢谢啊 辛苦了", Intent.THANKS), ("你好", Intent.GREETING), ("师傅您好", Intent.GREETING),
])  # fmt: skip
def test_what_else_is_said_is_heard_as_well(minds: Engine, text: str, intent: Intent) -> None:
    assert minds.understand(text).intent is intent


def test_spans_are_those_of_the_message(minds: Engine) -> None:
    said = minds.understand("你好，电梯坏了，还停水，谢谢")
    assert {said.text[slice(*issue.span)] for issue in said.issues} == {"电梯坏了", "还停水"}
