"""Somebody asks something about a trouble that is looked after: he always gets an answer."""

from __future__ import annotations

import re

from handlers import cards, wording
from handlers.talk import Talk
from handlers.work import Case

_ASKS = re.compile(
    r"[?？]|[吗么]\W{0,3}$|呢\W{0,3}$|怎么|咋|如何|(?:什么|啥)(?:时|人|价|情况|意思)|多少|多久|几[点号天时]|哪[天个位里]|没有?\W{0,3}$"
    r"|谁[来管去]|谁负责|是否|(?P<either>[\u4e00-\u9fff])不(?P=either)|有没有|可不可"
)
_WHEN_OR_WHO = re.compile(
    r"(?:什么|啥)时|人来|还[没不]来|几[点号天时]|多久|哪[天位]|谁|来不来|[来到]了?[吗么没]|[好完]了?[吗么没]|到哪"
)


def asks(text: str) -> bool:
    """Whether words ask something."""
    return _ASKS.search(text) is not None


def when_or_who(text: str) -> bool:
    """Whether they ask what a status tells."""
    return _WHEN_OR_WHO.search(text) is not None


def answer(talk: Talk, case: Case) -> None:
    """When and who is what we know; anything else whoever has it is asked, and that is said."""
    if when_or_who(talk.text):
        text = cards.state_line(case, joined=False)
    elif case.assignees:
        names = wording.names_of(case.work, case.assignees)
        text = (
            f"您问的已转给{names}，请他答复您。" if len(case.assignees) == 1 else f"您问的已转给{names}，请他们答复您。"
        )
    else:
        text = "您问的记下了，会有人答复您。"
    talk.answer(text, case=case)
