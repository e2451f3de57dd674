"""Reading a score, or a yes and no, out of words."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "十": 10}
_SCORE = re.compile(r"(?<![\d.])(\d{1,3}|[零一二两三四五十])\s*(?:分|星|颗星)(?!钟)")
_ALONE = re.compile(r"(\d{1,2}|[一二两三四五])")
# "满分10分我给3分", "10分给2分": of how many.
_SCALE = re.compile(
    r"满分(?:是|为)?\s*(\d{1,3}|[五十])\s*分?|(?<![\d.])(\d{2,3}|十)\s*分(?:制|里|中)?[，,]?(?:我|只|就|最多"
    r"|只能){0,3}(?=[给打])"
)
# "给不了5分", "扣2分": no score; "2分都不给": less than that.
_NOT_GIVEN = re.compile(r"(?:不了|不值|不到|不够|不给|不起|没有|没到|差|扣|减|少)\s{0,3}$")
_NOT_EVEN = re.compile(r"\s{0,3}(?:也|都)(?:不|没)")
_NOT = "(?:不|没|谈不上|算不上|说不上|称不上|哪[里儿]?|怎么[能会]?|难|无法)"
_PRAISE = "满意|完美|点赞|好评"
# "不是太满意", "谈不上满意", "哪里满意了"; "没想到" and "不得不说" deny nothing, "没什么不满意" is nobody's guess.
_UNPRAISED = re.compile(
    f"{_NOT}(?!想到|得不说|说|是不|什么|有不).{{0,4}}?(?:{_PRAISE})|(?:{_PRAISE})(?:个[屁啥毛鬼]|才怪|[什啥]么?)|不可以"
    "|(?:不|没有?)(?:太|很|怎么|大|是很|是太)好|不咋[样地]|不怎么样"
)
_UNCLEAR = re.compile("(?:没什么|没有|没啥|不是)不满意?")
_VERY_BAD = re.compile(
    "(?:很|非常|特别|十分|极|太|超级?|[一半]点[也都]?|完全|根本)(?:的)?不满|差评|太差|很差|极差|糟透|负分"
)
_BAD = re.compile("不(?:太|怎么|是很|够)?满意|失望|不行|不好(?!意思)|糊弄|敷衍")
_BEST = re.compile("(?:很|非常|特别|十分|太|超级?|相当|都很)(?:的)?满意|五星|好评|满分|点赞|完美")
_GOOD = re.compile("满意|挺好|不错|可以")
_MIDDLING = re.compile("一般|凑合|马马虎虎|还行|将就|说得过去")
_DENIAL = re.compile(
    "没(?:有)?(?:彻底|完全|根本|真正)?(?:解决|修|好|弄|处理|人来|人管|人修|来|动|效果|变化|改善|办|通|恢复)"
    "|未(?:解决|修|处理|好)"
    "|不满|不行|不管用|没用|还(?:是)?(?:不|没|漏|冷|凉|堵|坏|停|响|吵|臭|那样|老样子)|仍|依旧|依然|照样|老样子"
    "|还(?:是)?(?:有|在)(?:一?点|些)?(?:漏|冷|凉|堵|坏|停|响|吵|臭|味|问题|毛病)"
    "|又(?:坏|漏|停|堵|不|冷|凉|断|没|黑|响|吵|臭)|差评|太差|很差|糊弄|敷衍|失望|骗人|假的|不热|不亮|不通|没热"
    "|解决(?:不了|个|[什啥]么?|才怪|得了吗)|才怪|(?<![没不有])白[修弄忙跑等来]|[修弄办搞]不(?:好|了|成)"
    "|[修弄办]了个寂寞|(?:跟|和)没[修弄]"
    "|(?:一点|丝毫|根本|[啥什]么?)(?:也|都)?没有?[变改动]|跟(?:以前|之前|原来|原先)一|更(?:严重|厉害|差劲?|糟"
    "|凶)|越[修弄]越"
    "|又开始(?:坏|漏|冷|凉|堵|停|响|吵|臭|闪|黑|不|滴|冒|返|反|渗|跳|没)|才好了?[一两半几]|冰凉|黑着|堵着|停着"
    "|没亮|没有?(?:电|气|暖气?|热水)(?:[啊呢了]|$)|(?:师傅|人)没[来到]|应付|走过场|做样子"
    "|来了又走|看了?[一两]?眼就|看看就走|不好[使用]|^不好[啊呀呢]?$"
    # Asked so, nobody asks: "哪里修好了", "谁说解决了".
    "|(?:谁说|哪[里儿]?|什么时候|啥时候)(?:就|是)?(?:[修弄办]好|解决|恢复|处理|[好热通亮])了?"
    f"|{_NOT}(?:能|会|可能|有|是|真|给|算|叫){{0,2}}解决"
)
# What says that it is solved, where nothing of the above stands beside it.
_SOLVED = re.compile(
    "解决|[修弄搞换装做办处]理?(?:好|完|妥)|[好热通亮暖妥行成]了|[好热通亮]啦|来[水电暖气]|[水电暖气]来|恢复"
    "|正常|可以|没问题|没事|已(?:经)?处理"
    "|不再?(?:漏|堵|响|吵|臭|黑|停|冷)|(?:能用|好使|好用)了|没毛病|谢|满意|好的|(?<!不)(?<!不是)(?:确认|认可)"
    "|^(?:嗯+|是的?|对的?|好|行|ok)[呢啊呀。.！!]{0,3}$"
    r"|(?:[很真太挺蛮]|非常|特别|相当)的?[好棒]|好得很|优秀|良好|杠杠|没话说|没的说|评价(?:很|[:：])?[好高]"
    r"|\[[强赞]\]|[👍👌]"
    "|^(?:优|棒|成|(?:弄得)?中|[可真]?得劲)[了呢啊呀。.！!]{0,3}$",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    "部分(?:解决|好|热|通|亮|修|恢复)|(?:解决|修好|修|好|热|通|亮|恢复|办)了?(?:[一大]半(?!天)|[一大]?部分)"
    "|(?:还|就|只)剩|(?:还|就|只)差(?=[一两几点个0-9])|没(?:有)?(?:完全|全部?)(?:解决|好|修好|热|通|恢复)"
)
_ASKS = re.compile("[?？吗]")
_BARE = re.compile("(?:我家|我们家|是|还是|只是)?(?:部分解决|解决了?一?部分|解决了?一半|好了一半)了?[。.！!吧]?")
_NO_DENIAL = re.compile(
    "没想到|没问题|没毛病|没得说|没话说|不再?(?:漏|堵|响|吵|臭)|不好意思|没的说|没(?:什么|有|啥)不满意?|不是不满意?"
    "|还没(?:有)?(?:看|试|回|到家|用|顾|注意|来得及)"
)


def score(text: str) -> int | None:
    """The score said, by number or in words: "5分", "给4分吧", "５", "很满意"; None where it is unclear.

    On a scale of ten a number counts as its half, and so does one above five; nothing is below one. Of several
    numbers the last is the score.
    """
    words = text.strip()
    scale = _SCALE.search(words)
    most = _number(scale[1] or scale[2]) if scale else 5
    rest = _SCALE.sub("", words)
    given = [found for found in _SCORE.finditer(rest) if not _NOT_GIVEN.search(rest[: found.start()])]
    if given:
        return 1 if _NOT_EVEN.match(rest, given[-1].end()) else _of_five(given[-1][1], most)
    if _SCORE.search(rest):
        return None
    alone = _ALONE.fullmatch(rest.rstrip("。.！!～~"))
    return _of_five(alone[1], most) if alone else _in_words(rest)


def _number(numeral: str) -> int:
    return _DIGITS[numeral] if numeral in _DIGITS else int(numeral)


def _of_five(numeral: str, most: int) -> int | None:
    """A number as a score.

    Args:
        most: the best there is on the scale it was said on.
    """
    value = _number(numeral)
    if most > 5:
        return max(1, round(value * 5 / most)) if value <= most else None
    if value > 10:
        return 5 if value == 100 else None
    return max(1, value if value <= 5 else value // 2)


def _in_words(words: str) -> int | None:
    if _UNCLEAR.search(words):
        return None
    if _UNPRAISED.search(words) and not _VERY_BAD.search(words):
        return 2
    for pattern, value in ((_VERY_BAD, 1), (_BAD, 2), (_BEST, 5), (_MIDDLING, 3), (_GOOD, 4)):
        if pattern.search(words):
            return value
    return None


def solved(text: str) -> bool:
    """Whether the words say that it is solved, and nothing against it."""
    against = denies(text) or _UNPRAISED.search(text) or _ASKS.search(text)
    return bool(_SOLVED.search(text)) and not against


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
