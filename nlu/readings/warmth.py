"""How warm the rooms are. Water, weather, fever, kilowatt-hours and the norm have degrees as well."""

from __future__ import annotations

import re
from dataclasses import replace

from nlu.facts import Measure, Quantity
from nlu.numerals import DIGITS
from nlu.readings.told import Told

_COLD, _WARM = 5, 30  # °C a room in winter has; what lies outside must be said to be a room's
_HOTTEST = 45

# "15度8" and "19度半" have tenths; "16度3个人" has not.
_TENTH = re.compile(r"([0-9一二三四五六七八九半])(?![0-9.个人号栋楼层单户次天点年月日度分小块元])")
_WHOSE = re.compile(
    r"(?P<room>屋|室[内温]|[家房厅卧厨])|(?P<here>里[面头间]?|温度计|阳台|测温|[我俺额]这|这边|我们?[楼这])"
    r"|(?P<other>水|烧|体温|外|街|气温|预报|天气|空调|冰|锅|酒|管|暖气片|片|开到|调|设|用|电|规定|标准|要求|合同|应"
    r"|国家|承诺|说[好的]|讲好|保证|起码|才算|角|差|强|[降升涨高低掉回](?:了|来|温)?$|来了$|转)"
)
_NOT_OF_AIR = re.compile(
    r"\s?(?:的?(?:热|温|凉|开|冷|冰)?水|的?(?:天|酒|坡|高温|高烧|烧|鞠躬|角)|电|数|假|过|[角曲]"
    r"|以上才|才达标|才算|的?标准|(?:就|是|才)?合格|的规定)"
)
_MINUS = re.compile(r"(零下|(?<![0-9])-|负)$")
_PLAIN = re.compile(r"(?:才|只有|就|是|显示|到|有|仅|温|为|:|剩)$")


def temperature(told: Told) -> Quantity | None:
    """The warmth of a room in °C, or None where the degrees are something else's."""
    if _NOT_OF_AIR.match(told.after):
        return None
    minus = _MINUS.search(told.before)
    below = minus is not None
    whose = _whose(told.before)
    low, high = (-told.number.high, -told.number.low) if below else (told.number.low, told.number.high)
    usual = _COLD <= low <= high <= _WARM
    if whose == "other" or not (usual or whose == "room" or (whose == "here" and high < _COLD)) or high > _HOTTEST:
        return None
    if not below and low < _COLD and not _PLAIN.search(told.before):
        return None  # "比你家强一度"
    quantity = _with_tenth(told)
    if minus is None:
        return quantity
    return replace(quantity, low=low, high=high, span=(told.number.start - len(minus[1]), quantity.span[1]))


def _whose(before: str) -> str | None:
    """What the degrees are of: what was named last before them."""
    found = None
    for match in _WHOSE.finditer(before):
        found = match.lastgroup
    return found


def _with_tenth(told: Told) -> Quantity:
    quantity = told.quantity(Measure.TEMPERATURE, "°C")
    if told.after.startswith("多") and quantity.low is not None and quantity.high is not None:
        return replace(quantity, high=quantity.high + 1)
    match = _TENTH.match(told.after) if told.exact and told.number.low % 1 == 0 else None
    if match is None or quantity.value is None:
        return quantity
    tenth = 0.5 if match[1] == "半" else DIGITS.get(match[1], 0) / 10 if match[1] in DIGITS else int(match[1]) / 10
    value = round(quantity.value + tenth, 1)
    return replace(quantity, low=value, high=value, span=(quantity.span[0], quantity.span[1] + 1))


_THERMOMETER = re.compile(
    r"(?:温度计?|室温|测温枪)(?:上)?(?:显示|读数|量的?|测的?|测出来|才|只有|就|是|到|为|:|一直|都|有){1,3}\s?$"
)


def thermometer(told: Told) -> Quantity | None:
    """A number without a unit that a thermometer shows."""
    if not (_THERMOMETER.search(told.before) and _COLD <= told.number.low <= told.number.high <= _WARM):
        return None
    return told.quantity(Measure.TEMPERATURE, "°C")
