"""Numbers with what they measure. A number that may mean something else is left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nlu.facts import Measure, Quantity
from nlu.numerals import find_numbers
from nlu.readings.lasting import duration, more_of
from nlu.readings.money import amount, bare_amount
from nlu.readings.told import Told, tell
from nlu.readings.warmth import temperature, thermometer

_UNIT = re.compile(
    r"\s?(?:(?P<temperature>度|°c?|摄氏度)"
    r"|(?P<duration>个?半?多?(?:小时|钟头|分钟|刻钟|h(?![a-z0-9])|天|星期|礼拜|周|月|年))"
    r"|(?P<times>次|回|遍|趟)"
    r"|(?P<money>块|元|圆(?!形)|rmb|人民币|毛)"
    r"|(?P<household>(?:[住商]|人家住)?户(?![型口籍外主门均部])|家(?:住户|人家|邻居|业主|(?=都|也|没)))"
    r"|(?P<person>[个名位](?:人|老人|孩子|娃|小孩|业主|居民|工人|住户|学生|邻居|老太太|老头|大人|员工|职工)"
    r"|口人|人(?![次民均家行工员大口手间为才份]))"
    r"|(?P<building>[栋幢]楼?)|(?P<entrance>个单元)|(?P<floor>层(?![次皮灰油沙黑]))"
    r"|(?P<area>平(?:方米?|米)(?!公里)|m2|平(?=[,。!?;\s多左]|$|的房)))?"
)
_AGAIN = {
    "report": r"报修|投诉|反[映应]|上报|举报|报警|报[了过]|打电话|电话打|催|找[了过他物社]|联系|沟通"
    r"|[说问][了过]|跑[了过]|喊|申请|来电|拨|求助|交涉|发函|向.{1,8}(?:反[映应]|投诉)",
    "called": r"打[了过到]",  # a report where somebody was rung up
    "repair": r"修|疏通|处理|整改|上门|换[了过]",
    "fault": r"停|断|坏|漏|堵|跳闸|困|爆|泛|返|着火|失火|丢|偷|摔|炸|塌|掉|冒|倒灌|淹|没[水电气]|出事|出问题|故障",
}
_WORDS = "|".join(f"(?P<{name}>{words})" for name, words in _AGAIN.items())
_DONE_BEFORE = re.compile(
    "(?:" + _WORDS + r")(?:电话|物业|社区|他们|热线|[水电气梯暖])?[了过]?"
    r"(?:[,，]?(?:已经|都|有|快|得有|不下|足足|起码|至少|整整|将近|前后|先后|一共|总共|共|不止|超过|这都|这是)){0,3}第?$"
)
_DONE_AFTER = re.compile(r"了?\s?来?(?:打?电话|" + _WORDS + ")")
_HOW_OFTEN = re.compile(r"(?:(?:每|一)个?(?:天|日|周|星期|礼拜|月|年|晚上?|夜|小时)|天天).{0,4}$")
_SECONDARY = ("二次", "一次性")
_RUNG_UP = re.compile("电话|热线|12345|[没无]人[接管]|不接|不通|占线")
_ENDED = re.compile(r"了|$|[,。!?;\s]")
_ANY_NUMBER = 100  # "说了八百遍"
_HIT = re.compile(r"楼?(?:里|的)?(?:都|全|也|没|停|断|漏|不|住户|人家|业主)")
_OTHER_COUNT = ("第", "每", "哪", "那")

# The whole of something, with or without a number for it.
_WHOLE = re.compile(
    r"(?<![完调平修不])(?<!不是)(?:整整?一?个?|全)(?:(?P<building>栋|幢|座楼|楼(?![道梯层]))|(?P<entrance>单元)"
    r"|(?P<floor>层)|(?P<estate>小区|院(?![士线])))"
)


def quantities(text: str) -> Iterator[Quantity]:
    """Everything measured, in order.

    Args:
        text: folded, with places blanked.
    """
    last: Quantity | None = None
    for number in find_numbers(text):
        unit = _UNIT.match(text, number.end)
        if unit is None:
            continue
        told = tell(text, number, unit)
        joined = more_of(last, told) if last and _continues(text, last, told) else None
        found = joined or _READERS[unit.lastgroup or ""](told)
        if last and not joined:
            yield last
        last = found
    if last:
        yield last


def wholes(text: str) -> Iterator[Quantity]:
    """Whole houses, entrances, floors and estates that are said to be affected."""
    for match in _WHOLE.finditer(text):
        yield Quantity(Measure.AFFECTED, 1, 1, match.lastgroup or "", match.span())


def _continues(text: str, last: Quantity, told: Told) -> bool:
    between = text[last.span[1] : told.number.start]
    return last.measure is Measure.DURATION and told.unit.lastgroup == "duration" and between in ("", "零", "又", "加")


def _times(told: Told) -> Quantity | None:
    """How often so far, of what was done before or is named after; how often a day is not that."""
    ordinal = told.before.endswith("第")
    if not ordinal and (_HOW_OFTEN.search(told.before) or told.unit.string.startswith(_SECONDARY, told.number.start)):
        return None
    before, after = _DONE_BEFORE.search(told.before), _DONE_AFTER.match(told.after)
    done = (after or before) if ordinal else (before or after)
    if done is None:
        bare = ordinal and _ENDED.match(told.after)
        return told.quantity(Measure.TIMES, "") if bare else None
    if not ordinal and (told.number.high <= 1 or told.number.low >= _ANY_NUMBER):
        return None
    what = done.lastgroup or "report"
    if what == "called":
        return told.quantity(Measure.TIMES, "report") if _RUNG_UP.search(told.before + told.after) else None
    return told.quantity(Measure.TIMES, what)


def _counted(unit: str) -> Callable[[Told], Quantity | None]:
    """How many of these were named; a single one is hardly ever a count ("一户一表")."""

    def read(told: Told) -> Quantity | None:
        if told.number.high <= 1 or told.before.endswith(_OTHER_COUNT):
            return None
        return told.quantity(Measure.AFFECTED, unit)

    return read


def _hit(unit: str) -> Callable[[Told], Quantity | None]:
    """The same for parts of a house, where something is said to have happened to them."""
    count = _counted(unit)
    return lambda told: count(told) if _HIT.match(told.after) else None


def _area(told: Told) -> Quantity | None:
    return told.quantity(Measure.AREA, "m2") if told.number.high > 1 else None


_READERS: dict[str, Callable[[Told], Quantity | None]] = {
    "temperature": temperature,
    "duration": duration,
    "times": _times,
    "money": amount,
    "household": _counted("household"),
    "person": _counted("person"),
    "building": _hit("building"),
    "entrance": _hit("entrance"),
    "floor": _hit("floor"),
    "area": _area,
    "": lambda told: thermometer(told) or bare_amount(told),
}
