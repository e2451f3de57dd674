"""When the words were not understood as a trouble: what they may be about all the same. Pure.

In private nobody talks to us for company. Rather a ticket that says "I am not sure" than a trouble lost.
"""

from __future__ import annotations

import re

from nlu.understanding import Issue, Kind, Urgency

# Probability from which a category counts as known.
SURE = 0.6

# Words by which the subject of a trouble is known.
SUBJECTS = {
    "heating": re.compile("暖|热|供热"),
    "elevator": re.compile("电?梯"),
    "water": re.compile("(?<!污)(?<!下)水(?!平)"),
    "electricity": re.compile("电(?!梯|话|动|瓶)|跳闸"),
    "gas": re.compile("[煤燃]气|天然气|来气|通气|停气"),
    "drainage": re.compile("下水|堵|污水|返水"),
    "parking": re.compile("车位|挪车|停车|车"),
    "noise": re.compile("吵|噪|响"),
    "sanitation": re.compile("垃圾|卫生"),
    "property": re.compile("物业"),
    "maintenance": re.compile("灯|漏|墙|门"),
}
_TROUBLE = re.compile("不热|没|不|坏|停|漏|堵|断|冷|冰|脏|臭|吵|塌|掉|裂|占|乱")
_HARMLESS = re.compile("没事|没问题|不漏|不堵|好了|来了|挺好|谢|不错|没关系|不用|不客气")


# What somebody names and says nothing of: "楼下那个大门".
_THING = re.compile(
    r"[灯门梯水电气管锁窗墙路树箱桶线网阀]|[暖管]气片?|暖气|管[子道]|水?管子|垃圾[点堆站]?|井盖|车[位子棚]?|路面|窗户|楼道|厕所"
    r"|[屋房楼]顶|天花板|地板|栏杆|物业|噪音|摄像头|充电桩|台阶|扶手"
)
_SAYS_MORE = re.compile(r"[有是要想去来买看给谢你吗呢吧了?？]|怎么|啥|什么|多少|哪")
_LONGEST_THING = 14


def thing(text: str) -> bool:
    """Whether somebody names a thing and says nothing of it, not even that it is well."""
    words = named(text)
    ends = [match.end() for match in _THING.finditer(words)]
    short = 0 < len(words) <= _LONGEST_THING and ends[-1:] == [len(words)]
    return short and not (_TROUBLE.search(words) or _SAYS_MORE.search(words) or _HARMLESS.search(words))


def things(text: str) -> set[str]:
    """The things that are named in the words."""
    return set(_THING.findall(text))


def named(text: str) -> str:
    """The words without what stands around them."""
    return text.strip(" ,，。.!！、~～…")


def trouble(text: str) -> Issue | None:
    """A trouble of a guessed category; None when the words name no subject or nothing wrong with it."""
    category = subject(text)
    if category is None or not _TROUBLE.search(text) or _HARMLESS.search(text):
        return None
    return unsure(text, category)


def unsure(text: str, category: str = "other") -> Issue:
    """A trouble that people will have to look at, because we do not know better."""
    return Issue(category, Kind.REQUEST, Urgency.NORMAL, SURE / 2, (0, len(text)))


def subject(text: str) -> str | None:
    """The first category of which a word is said."""
    return next((category for category, words in SUBJECTS.items() if words.search(text)), None)
