"""A name of an estate that was nearly said: who said it is asked whether that one is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers import phrases
from handlers.org import Org
from nlu.understanding import Place

NEAR = "near"  # in the data of the question for the place: the estates we asked about
_MOST = 3
_YES = re.compile(r"(?:是的?|对的?|嗯+|没错|就是)[呀啊吧呢哦]?(?=$|[\s,，。、!！0-9])")
_NO = re.compile(r"(?:都?不是|不对|都?没有|错了)")
_FIRST, _SECOND, _THIRD = "1一", "2二", "3三"
_WHICH = re.compile(rf"(?:是?第|是)?([{_FIRST}{_SECOND}{_THIRD}])(?:个|种)?")


def question(org: Org, near: Sequence[str]) -> str:
    """是锦绣花园吗？ Of several: which; empty where nothing near was said."""
    names = [unit.name for code in near[:_MOST] if (unit := org.unit(code))]
    if not names:
        return ""
    return f"是{names[0]}吗？" if len(names) == 1 else f"是{'，还是'.join(names)}？"


def asking_place(org: Org, near: Sequence[str]) -> str:
    """The question for the place: about what was nearly said, else the plain one."""
    return question(org, near) or phrases.ASK_PLACE


def at_once(org: Org, near: Sequence[str]) -> str:
    """The same where a life may be at risk."""
    asked = question(org, near)
    return f"请马上告诉我：{asked}" if asked else phrases.ASK_PLACE_NOW


def kept(place: Place, before: Mapping[str, object]) -> dict[str, object]:
    """What the question remembers of the estates it asks about."""
    near = [*place.near] or before.get(NEAR)
    return {NEAR: near} if near else {}


def denied(text: str) -> bool:
    """Whether none of them is meant."""
    return _NO.match(text) is not None


def meant(text: str, near: Sequence[str]) -> Place | None:
    """The estate we asked about, where the answer says so."""
    if len(near) == 1:
        return Place(near[0]) if _YES.match(text) else None
    which = _WHICH.fullmatch(text)
    if which is None:
        return None
    number = next(row for row, signs in enumerate((_FIRST, _SECOND, _THIRD)) if which[1] in signs)
    return Place(near[number]) if number < min(len(near), _MOST) else None
