"""Reading a score, or a yes and no, out of words."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "十": 10}
_SCORE = re.compile(r"(?<![\d.])(\d{1,3}|[零一二两三四五十])\s*(?:分|星|颗星)(?!钟)")
_ALONE = re.compile(r"(\d{1,2}|[一二两三四五])")
_VERY_BAD = re.compile("(?:很|非常|特别|十分|极|太|超级?)(?:的)?不满|差评|太差|很差|极差|糟透")
_BAD = re.compile("不(?:太|怎么|是很|够)?满意|失望|不行|不好|糊弄|敷衍")
_BEST = re.compile("(?:很|非常|特别|十分|太|超级?|相当|都很)(?:的)?满意|五星|好评|满分|点赞|完美")
_GOOD = re.compile("满意|挺好|不错|可以")
_MIDDLING = re.compile("一般|凑合|马马虎虎|还行|将就|说得过去")
_DENIAL = re.compile(
    "没(?:有)?(?:彻底|完全|根本|真正)?(?:解决|修|好|弄|处理|人来|人管|来|动静|效果|变化|改善|办|通|恢复)|未(?:解决|修|处理|好)"
    "|不满|不行|不管用|没用|还(?:是)?(?:不|没|漏|冷|堵|坏|停|响|吵|臭|那样|老样子)|仍|依旧|依然|照样|老样子"
    "|又(?:坏|漏|停|堵|不|冷|断|没)|差评|太差|很差|糊弄|敷衍|失望|骗人|假的|不热|不亮|不通|没热"
)
_PARTLY = re.compile(
    "部分(?:解决|好|热|通|亮|修|恢复)|(?:解决|修好|修|好|热|通|亮|恢复|办)了?(?:[一大]半(?!天)|[一大]?部分)"
    "|(?:还|就|只)剩|(?:还|就|只)差(?=[一两几点个0-9])|没(?:有)?(?:完全|全部?)(?:解决|好|修好|热|通|恢复)"
)
_BARE = re.compile("(?:我家|我们家|是|还是|只是)?(?:部分解决|解决了?一?部分|解决了?一半|好了一半)了?[。.！!吧]?")
_NO_DENIAL = re.compile("没想到|没问题|没毛病|没得说|没话说|不再?(?:漏|堵|响|吵|臭)|不好意思|没的说")


def score(text: str) -> int | None:
    """The score said, by number or in words: "5分", "给4分吧", "５", "很满意"; None without one.

    A number above five on the scale of ten counts as its half; nothing is below one.
    """
    words = text.strip()
    found = _SCORE.search(words) or _ALONE.fullmatch(words.rstrip("。.！!～~"))
    if found:
        return _of_five(found[1])
    return _in_words(words)


def _of_five(number: str) -> int | None:
    value = _DIGITS[number] if number in _DIGITS else int(number)
    if value > 10:
        return 5 if value == 100 else None
    return max(1, value if value <= 5 else value // 2)


def _in_words(words: str) -> int | None:
    for pattern, value in ((_VERY_BAD, 1), (_BAD, 2), (_BEST, 5), (_MIDDLING, 3), (_GOOD, 4)):
        if pattern.search(words):
            return value
    return None


def comment(text: str) -> str:
    """The words besides the number, if there are any."""
    return text if len(text.strip()) > 3 else ""


def denies(text: str) -> bool:
    """Whether the words say that it is not, or not wholly, solved."""
    return partly(text) or bool(_DENIAL.search(_NO_DENIAL.sub("", text)))


def partly(text: str) -> bool:
    """Whether the words say that some of it is solved, and some is not."""
    return bool(_PARTLY.search(text))


def bare(text: str) -> bool:
    """Whether the words say no more than "partly"."""
    return bool(_BARE.fullmatch(text.strip()))
