"""What people put around what they say, so that models learn that it says nothing: "你好，…", "…，谢谢". Pure.

The corpus tells troubles without courtesy and courtesies without troubles; whoever learned from it alone took
"你好，电梯坏了" for a greeting and "电梯坏了，谢谢" for thanks. So each sentence is also taught in a wrapping drawn for
it, appeals and talk alike: what stands around both says nothing of either.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from nlu.corpus import Example
from nlu.understanding import Intent

LONGEST = 30  # characters; longer messages bring wrappings of their own

_LEADS = (
    "你好，", "您好，", "你好 ", "你好", "您好 ", "你好啊，", "喂，", "喂 ", "在吗 ", "在吗？", "有人吗，",
    "师傅你好，", "领导好，", "社区的同志，", "哎，", "哎呀 ", "唉 ", "哎哟，", "那个，", "那个 ", "就是",
    "就是那个 ", "就是说 ", "嗯 ", "请问", "请问一下，", "麻烦问下，", "我想问一下 ", "问一下", "打扰了，",
    "不好意思，", "跟你们说一声，", "给你们说个事 ", "说个事，", "有个情况，", "各位邻居，", "大家好，",
    "@物业 ", "@所有人 ", "群主 ", "物业 ", "家人们，", "对了，", "对了 ", "还有，", "还有就是 ", "另外，",
    "顺便说一下，", "真是的，", "我去 ", "天哪，", "好家伙，",
)  # fmt: skip
_REPORTS = (
    "你好我想反映一下", "你好，我想反映一下", "我想反映个事，", "反映个问题，", "我要投诉 ", "你好我要投诉",
    "我来反映一下，", "反映一下", "你好，我要投诉一下", "我想报修，",
)  # fmt: skip
_TIMES = (
    "今天", "今天早上", "今早", "早上", "昨天", "昨晚", "昨天晚上", "刚才", "刚刚", "现在", "这会儿", "这两天",
    "这几天", "最近", "一大早", "中午", "下午", "半夜", "从昨天开始", "这阵子",
)  # fmt: skip
_OWNERS = (
    "我妈那儿", "我妈家", "我爸妈那边", "我父母家", "我婆婆家", "我奶奶那", "我姥姥家", "我这边", "我们这",
    "我们这边", "咱们这", "这边", "这儿", "我家", "俺家", "我们家", "咱楼", "咱小区", "我邻居家", "对门家",
    "我朋友那",
)  # fmt: skip
_MOODS = (
    "，烦死了", "烦死了", "，真烦", "，急", " 急", "，急死了", "，气死我了", "，愁人", "，无语", "，受不了",
    "，唉", "，咋回事", "，搞什么", "，服了", "，太闹心了", "，真够呛",
)  # fmt: skip
_THANKS = (
    "，谢谢", " 谢谢", "谢谢", "，谢谢啊", "，谢谢了", "，多谢", "，麻烦了", " 麻烦了", "，辛苦了",
    "，麻烦您了",
)  # fmt: skip
_ENDS = (
    "。", "！", "！！", "呀", "啊", "哦", "呢", "哈", "～", "…", "了都", "嘛",
)  # fmt: skip

_HAS_LEAD = re.compile("[你您大]家?好|喂|在吗|哎|唉|那个|请问|问一?下|打扰|@|反映|投诉|还有|另外|对了")
_HAS_TIME = re.compile(
    "[今昨明前后]天|[今昨明]晚|早上|晚上|中午|下午|半夜|刚才|刚刚|现在|最近|去年|以前|上次|那[天年次]|[0-9一二三两几][点天个年月]|周|星期"
)
_HAS_OWNER = re.compile("[我俺咱你他她]|小区|楼|单元|[0-9]")
_HAS_END = re.compile(r"(?:[^\w]|[呀啊哦呢哈嘛吗吧了呗啦])\Z")
_HAS_THANKS = re.compile("谢|辛苦|麻烦")

# Who greets, thanks or rates says no more than that; anything around it would be another message.
_BARE = {Intent.GREETING, Intent.THANKS, Intent.RATING, Intent.CANCEL, Intent.ASK_OFFICER}
_OF_TROUBLES = {Intent.APPEAL, Intent.CHATTER}


def with_wrappings(examples: Sequence[Example]) -> tuple[list[Example], list[int]]:
    """The examples, then those that a wrapping was drawn for in it; and of each the place of the one it is made from.

    The same examples are given the same wrappings in every run.
    """
    found, origins = list(examples), list(range(len(examples)))
    for place, example in enumerate(examples):
        dice = Random(zlib.crc32(example.text.encode()))  # noqa: S311
        text = _wrap(example, dice) if _may_be(example) else example.text
        if text != example.text:
            found.append(replace(example, text=text))
            origins.append(place)
    return found, origins


def _may_be(example: Example) -> bool:
    return example.intent not in _BARE and len(example.text) <= LONGEST


def _wrap(example: Example, draw: Random) -> str:
    text = example.text
    before, after = "", ""
    if draw.random() < 0.2 and example.intent in _OF_TROUBLES and not _HAS_OWNER.search(text):
        before = draw.choice(_OWNERS)
    if draw.random() < 0.2 and not _HAS_TIME.search(text):
        before = draw.choice(_TIMES) + before
    if draw.random() < 0.35 and not _HAS_LEAD.search(text):
        reports = example.intent is Intent.APPEAL and draw.random() < 0.2
        before = draw.choice(_REPORTS if reports else _LEADS) + before
    if draw.random() < 0.12 and not _HAS_END.search(text):
        after = draw.choice(_ENDS)
    if draw.random() < 0.12 and example.intent in _OF_TROUBLES:
        after += draw.choice(_MOODS)
    elif draw.random() < 0.2 and not _HAS_THANKS.search(text):
        after += draw.choice(_THANKS)
    return before + text + after
