"""Who asks whether it is done has not said that it is: "修好了没" is no "修好了"."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.asked import after_progress, whether
from nlu.understanding import Intent
from tests.mishearing_fakes import Mishears, engine_with

ASKED = [
    "修好了没", "修好了吗", "修好了？", "我家暖气修好了没有", "处理了没", "处理好了么", "解决了吗", "办下来没",
    "派人了没", "师傅来了没", "人来了吗", "来人了没", "啥时候弄", "到底什么时候能修好啊", "有消息了没",
    "有结果没", "查到了没",
]  # fmt: skip
TOLD = [
    "修好了", "处理好了", "师傅来了", "没修", "作业弄好了没", "饭好了没", "你老公修好手机了没", "居住证啥时候办",
    "你们修吗", "电梯啥时候修", "来电了", "有人管吗", "",
]  # fmt: skip
QUESTIONS = ["水来了没", "你家有电了吗", "灯亮了没有", "好了不", "热了没呢", "停完了？"]
STATEMENTS = ["水来了", "味道没了", "灯亮了，谢谢", "热了热了", "一点声音都没有了", "好了，不用来了"]


@pytest.mark.parametrize("words", [*ASKED, *QUESTIONS])
def test_no_mind_takes_a_question_for_good_news(engine_dir: Path, words: str) -> None:
    engine = engine_with(Mishears(0.02, {"restored": 0.9, "chatter": 0.1}), engine_dir)
    assert engine.understand(words).intent is Intent.ASK_PROGRESS


@pytest.mark.parametrize("words", TOLD)
def test_what_tells_something_or_asks_about_something_else_is_left_to_the_minds(words: str) -> None:
    assert not after_progress(words)


@pytest.mark.parametrize("words", STATEMENTS)
def test_good_news_is_no_question(words: str) -> None:
    assert not whether(words)
