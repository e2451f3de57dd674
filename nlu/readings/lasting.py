"""How long it has lasted. Deadlines, opening hours, ages and "三天前" are no duration of a trouble."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.facts import Measure, Quantity, Span
from nlu.readings.told import Told

# Hours; a day is told as one of 24, a month as one of 30 and a year as one of 365 days.
_HOURS = {
    "小时": 1, "钟头": 1, "h": 1, "分钟": 1 / 60, "刻钟": 1 / 4, "天": 24, "星期": 168, "礼拜": 168, "周": 168,
    "月": 720, "年": 8_760,
}  # fmt: skip
_LONGEST_YEARS = 60  # more is a date

_SINCE = re.compile(
    r"(?:停|断|没|无|不热|坏|堵|漏|等|修|冷|凉|冻|吵|响|闹|拖|欠|困|关|臭|持续|连续|已经?|都|整|快|将?近|超过|[已都]过|达"
    r"|有|打|报|找|催|排|挂|亮|黑|积|[说跑转喊]了|卧床|失踪|走丢|不上|一直|泡|淹|空|烂|裂|挖|堆|扔|占|埋|瞎|废|摆|缺|淌|亏)"
    r"[水电气暖热网梯薪资钱工火人断管]{0,2}(?:在?那[里儿]?)?[了着过]?"
    r"(?:已经?|快|整整|将近|近|大概|差不多|好|都|有|至少|超过|足足|长达|大约|约|得有|也有|连续|前后|不到|不足){0,2}$"
)
_STILL = re.compile(
    r"\s?(?:以来)?(?:没|不(?![如到足能要会在起用得限扫交])|还[没不在是]|一直|老是|总是?|无人|停|断|冷|堵|漏|坏|都没|都不|也没|过去了|了)"
)
_NOT_SINCE = re.compile(
    r"\s?(?:(?:之|以)?(?:前|内|后)(?!后)|里|级|代|度|纪|无理由|[一二两三四五六七八九十0-9两几][次回趟遍]|两头|到晚|不如"
    r"|大|的?(?:孩子|娃|宝|婴|小孩|猫|狗|奶)|气|空|花|台|然|[一二三四五六日末围边岁刊](?!直)|热线|营业|值班|服务|比一)"
)
_ONE_DAY = ("了", "没", "都没")
_FOR_A_DAY = ("了", "着", "已经", "快", "整", "都", "有", "水", "电", "气", "网", "暖", "热")
_ALL_DAY = 24  # hours: "24小时热线", "24小时不停"
_OTHER_START = (
    "第", "这", "那", "前", "头", "每", "隔", "再", "满", "最近", "给", "限", "提前", "放假", "差", "只要", "还要",
    "需要", "要", "后", "等", "哪", "有一", "同", "当", "近两", "大", "还有", "再有", "剩", "试", "还得", "还差",
)  # fmt: skip

# Stretches that are named, not counted; in hours.
_SPELLS = {
    "上午": (2, 6), "早上": (1, 5), "早晨": (1, 5), "下午": (3, 6), "晚上": (4, 12), "晚": (4, 12),
    "夜": (6, 12), "宿": (6, 12), "天一夜": (24, 24), "整天": (24, 24),
}  # fmt: skip
_SPELL = re.compile(
    r"(?<![第有那某头每这同到哪前后周期拜])(?:整整一|一整?个?|整个)(?P<what>上午|早上|早晨|下午|晚上|晚(?:(?=[没都了停断])|(?<=了一晚))|夜(?!情)|宿|天一夜)"
    r"|(?<![有那某第每同])一(?P<day>整天)"
)


def spells(text: str) -> Iterator[Quantity]:
    """Stretches of time that are named: 一上午, 一宿, 整整一晚上; how long they were at least and at most."""
    if "一" not in text and "整" not in text:
        return
    for match in _SPELL.finditer(text):
        low, high = _SPELLS[match["what"] or match["day"]]
        yield Quantity(Measure.DURATION, low, high, "h", match.span())


def duration(told: Told) -> Quantity | None:
    """For how many hours a trouble has lasted, or None where the time is something else's."""
    if told.before.endswith(_OTHER_START) or _NOT_SINCE.match(told.after):
        return None
    since = _SINCE.search(told.before) is not None
    if told.unit.group().endswith("天") and told.number.high <= 1:
        # "一天停三次" and "停一天收十块" tell how often and how much.
        known = told.after.startswith(_ONE_DAY) or (since and told.before.endswith(_FOR_A_DAY))
    elif told.number.low == _ALL_DAY and told.unit.group().endswith("时"):
        known = since
    else:
        known = since or _STILL.match(told.after.lstrip("多半")) is not None
    return _hours(told) if known else None


def more_of(last: Quantity, told: Told) -> Quantity | None:
    """What continues a duration: 20分钟 of "1小时20分钟"."""
    part = _hours(told)
    if part is None or last.low is None or last.high is None or part.low is None or part.high is None:
        return None
    if part.high >= last.low:
        return None
    span: Span = (last.span[0], part.span[1])
    return Quantity(Measure.DURATION, round(last.low + part.low, 4), round(last.high + part.high, 4), "h", span)


def _hours(told: Told) -> Quantity | None:
    words = told.unit.group().strip()
    unit = next(name for name in _HOURS if name in words)
    if unit == "月" and "个" not in words and told.number.low not in (0.5, 2, 3):
        return None  # "3月" is a date, "俩月" is not
    if unit == "年" and told.number.high > _LONGEST_YEARS:
        return None
    size = _HOURS[unit]
    half = "半" in words or told.after.startswith("半")
    quantity = told.quantity(Measure.DURATION, "h", times=size, plus=size / 2 if half else 0)
    if ("多" in words or told.after.startswith("多")) and quantity.low is not None and quantity.value is not None:
        return Quantity(Measure.DURATION, quantity.low, quantity.low + size, "h", quantity.span)
    return quantity
