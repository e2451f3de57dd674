"""One number with the words around it, as the readers of each measure look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.facts import Measure, Quantity
from nlu.numerals import Number

_BEFORE, _AFTER = 12, 10  # characters looked at on each side

_AT_MOST = (
    "不到", "不足", "没到", "不够", "达不到", "到不了", "上不了", "低于", "不超过", "没超过", "从未超过", "未超过",
    "至多", "最多", "最高", "顶多", "小于", "没有", "不满", "未满", "不及",
    "不会超过", "没有超过", "不能超过", "不得超过", "不要超过", "少于", "还没",
)  # fmt: skip
_AT_LEAST = (
    "超过", "至少", "起码", "高于", "大于", "多于", "不少于", "不低于", "不止", "不下", "长达",
)  # fmt: skip
_TOO_LITTLE = re.compile(
    r"\s?(?:(?:都|也|还)(?:不到|没到(?![账位手])|没有|不够|不足|没达)|(?:都|也)?(?:达不到|到不了|上不去)|以下|不到)"
)
_OR_MORE = re.compile(r"\s?(?:以上|往上|朝上|都?不止)")


@dataclass(frozen=True, slots=True)
class Told:
    """A number and its unit.

    Attributes:
        unit: the words matched after the number.
        before: the words before the number, a few characters.
        after: the words after the unit, a few characters.
    """

    number: Number
    unit: re.Match[str]
    before: str
    after: str

    @property
    def span(self) -> tuple[int, int]:
        """From the number to the end of its unit."""
        return (self.number.start, self.unit.end())

    @property
    def exact(self) -> bool:
        """Whether one number was told, and no range."""
        return self.number.low == self.number.high

    def quantity(self, measure: Measure, unit: str, *, times: float = 1, plus: float = 0) -> Quantity:
        """The number as a quantity, each end worth `times` and `plus` more; "不到" and "以上" leave one end open."""
        low: float | None = _plain(self.number.low * times + plus)
        high: float | None = _plain(self.number.high * times + plus)
        if self.before.endswith(_AT_MOST) or _TOO_LITTLE.match(self.after):
            low = None
        elif self.before.endswith(_AT_LEAST) or _OR_MORE.match(self.after):
            high = None
        return Quantity(measure, low, high, unit, self.span)


def tell(text: str, number: Number, unit: re.Match[str]) -> Told:
    """The number as found in the text, with the words around it."""
    before = text[max(0, number.start - _BEFORE) : number.start].rstrip()
    return Told(number, unit, before, text[unit.end() : unit.end() + _AFTER])


def _plain(value: float) -> float:
    """Without what binary fractions leave over: 3 × 0.1 is 0.3."""
    return round(value, 4)
