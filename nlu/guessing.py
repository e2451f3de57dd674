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
