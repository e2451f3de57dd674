"""Reading a score or a yes and no out of words."""

from __future__ import annotations

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
_DENIALS = ("没", "未", "不满", "不行", "不好", "还是", "差", "依旧", "照样", "糊弄", "敷衍", "不热", "不太", "失望")


def score(text: str) -> int | None:
    """The score said, e.g. "5分", "给4分吧", "５"."""
    numbers = [_DIGITS[char] for char in text if char in _DIGITS]
    if len(numbers) == 1 and (len(text.strip()) == 1 or "分" in text or "星" in text):
        return numbers[0]
    return None


def comment(text: str) -> str:
    """The words besides the number, if there are any."""
    return text if len(text.strip()) > 3 else ""


def denies(text: str) -> bool:
    """Whether the words say that it is not solved."""
    return any(sign in text for sign in _DENIALS)
