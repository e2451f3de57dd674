"""When: days, dates and times of the day, as far as they are told. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nlu.facts import Moment, Part
from nlu.numerals import interval

_DAYS = {"大前天": -3, "大后天": 3, "前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2}
_PARTS = {
    Part.DAWN: "凌晨",
    Part.MORNING: "清晨 大清早 清早 一大早 大早上 一早 早晨 早上 早起 上午 早",
    Part.NOON: "中午 晌午 正午",
    Part.AFTERNOON: "下午 后晌 傍晚 黄昏",
    Part.EVENING: "晚上 晚间 夜晚 晚",
    Part.NIGHT: "大半夜 后半夜 前半夜 半夜 深夜 夜里 夜间 午夜 大晚上 夜",
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words.split()}
_LONG_PARTS = "|".join(sorted((word for word in _PART_OF if len(word) > 1), key=len, reverse=True))

_HOUR = r"(?:[01]?[0-9]|2[0-4])(?![0-9.])|(?:二十[一二三]?|十[一二三四五六七八九]?|[一二三四五六七八九两])"
_DATE = r"3[01]|[12][0-9]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_START = r"(?<![0-9a-z.:一二三四五六七八九十第几两])"
_TOKEN = re.compile(
    r"(?P<day>大[前后]天|前天|昨[天日]|今[天日]|明[天日]|后天|[昨今明]儿|[昨今明](?=[早晚夜])|当(?=[晚夜])|当天(?=[早晚上下夜]))"
    r"|(?P<daily>每[天日]|每(?=[早晚夜])|天天|夜夜|[一每]到(?=晚|夜|早|中午|半夜))"
    rf"|(?P<part>(?<![整半])(?<!(?<![周期拜])一)(?:{_LONG_PARTS})|(?<=[昨今明当每天儿])[早晚夜](?![点就了报高餐饭市])"
    rf"|(?<=[昨今明当每])[早晚夜](?=点|就))"
    rf"|{_START}(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|(?P<monthday>{_DATE})[日号])?(?!亮)"
    rf"|(?P<date>{_DATE})(?:日(?!常|子|用)|号(?![楼院门店线路铺库桩机房坑井])))"
    rf"|{_START}(?P<hour>{_HOUR})(?:点(?P<rest>钟|半|一刻|三刻|多|[0-5]?[0-9](?:分(?!钟)|(?![0-9.度块元个]))"
    r"|[一二三四五六七八九十]{1,3}(?:分(?!钟)|(?![度块元个])))?|:(?P<minute>[0-5][0-9])(?![0-9:]))"
)
# The hours of each part that a clock of twelve shows a second time; 12 in the evening is 24.
_SECOND_ROUND = {Part.NOON: (1, 4), Part.AFTERNOON: (1, 12), Part.EVENING: (5, 13), Part.NIGHT: (8, 13)}
_SMALL_HOURS = 5
_GAPS = {"", " ", "的", "都", "就", "快", "大概", "大约", "差不多", "到了", ","}
_TO = re.compile(r"\s?(?:[-–—~～]{1,2}|到|至)(?:第二天|次日|第二早)?")
_FROM = ("从", "自从", "自", "打从", "打")
_ON = re.compile(r"\s?(?:就?开始|起(?![床来夜])|至今|到现在|到目前|到今|到这会|以来)")
_UNTIL_NOW = ("到现", "一直")
_POINTS = re.compile(r"\s?(?:意见|建议|要求|诉求|问题|希望|不满|原因|好处|请|[:：]|都不|也不|儿)")
_CLEAR = re.compile(r"\s?(?:左右|开始|准时|以后|之后|以前|之前|来|停|到|多|整)")
_YEAR = ("年", "从", "到", "自")
_THE_DATE = ("从", "自", "到", "月", "月的", "打", "这个月", "上月", "本月", "每月")
_THE_DATE_AFTER = re.compile(r"\s?(?:开始|起|以来|至今|到现在|晚|早|上午|下午|凌晨|夜里|中午|之前|以前|之后|以后)")


def moments(text: str) -> list[Moment]:
    """Every time told, in order; what belongs together ("昨晚11点到今早6点") is one."""
    found: list[Moment] = []
    for match in _TOKEN.finditer(text):
        last = found[-1] if found else None
        moment = _read(text, match, last)
        if moment is None:
            continue
        if last and _goes_on(text, last, moment):
            found[-1] = _joined(last, moment)
        else:
            found.append(moment)
    return [_lasting(text, moment) for moment in _with_ends(text, found)]


def _read(text: str, match: re.Match[str], last: Moment | None) -> Moment | None:
    span, words = match.span(), match.group()
    if match["day"]:
        return Moment(span, day=next(day for name, day in _DAYS.items() if words.startswith(name)))
    if match["daily"]:
        return Moment(span, daily=True)
    if match["part"]:
        return Moment(span, part=_PART_OF[words])
    if match["month"]:
        if words == "一月" and not text.endswith(_YEAR, 0, span[0]):
            return None  # "一月挣三千" tells how much a month
        date = _number(match["monthday"]) if match["monthday"] else None
        return Moment(span, month=_number(match["month"]), date=date)
    if match["date"]:
        sure = words.endswith("日") or text.endswith(_THE_DATE, 0, span[0]) or _THE_DATE_AFTER.match(text, span[1])
        return Moment(span, date=_number(match["date"])) if sure else None
    return Moment(span, hour=_hour(match)) if _is_clock(text, match, last) else None


def _is_clock(text: str, match: re.Match[str], last: Moment | None) -> bool:
    """Whether it is a time and not "一点也不热" or "提两点建议"."""
    between = text[last.span[1] : match.start()] if last else "?"
    if match["minute"] or match["rest"] or (last and last.part and between in _GAPS) or _TO.fullmatch(between):
        return True
    if match["hour"] in ("一", "1") or _POINTS.match(text, match.end()):
        return False
    return match["hour"].isdecimal() or _CLEAR.match(text, match.end()) is not None


def _hour(match: re.Match[str]) -> float:
    rest = match["minute"] or (match["rest"] or "").removesuffix("分")
    quarters = {"": 0, "钟": 0, "多": 0, "半": 30, "一刻": 15, "三刻": 45}
    return round(_number(match["hour"]) + (quarters[rest] if rest in quarters else _number(rest)) / 60, 4)


def _number(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    told = interval(numeral)
    return int(told[0]) if told else 0


def _goes_on(text: str, last: Moment, moment: Moment) -> bool:
    """Whether the second goes on telling the first: the day, then a part of it, then the hour."""
    return text[last.span[1] : moment.span[0]] in _GAPS and _order(last) < _order(moment)


def _order(moment: Moment) -> int:
    return 3 if moment.hour is not None else 2 if moment.part else 1


def _joined(last: Moment, moment: Moment) -> Moment:
    part = moment.part or last.part
    hour = _of_day(moment.hour, part)
    if hour is not None and last.day is not None and part is Part.EVENING and hour < _SMALL_HOURS:
        hour += 24  # "昨晚两点" is this morning
    return replace(last, span=(last.span[0], moment.span[1]), part=part, hour=hour)


def _of_day(hour: float | None, part: Part | None) -> float | None:
    """The hour of the day that is meant by 11 in the evening, 2 at night or 1 at noon."""
    if hour is None or part is None:
        return hour
    first, last = _SECOND_ROUND.get(part, (0, 0))
    return hour + 12 if first <= hour < last else hour % 12 if part is Part.DAWN and hour < 13 else hour


def _with_ends(text: str, found: list[Moment]) -> Iterator[Moment]:
    """A time to which another leads ("11点到2点") as one that ends then."""
    last: Moment | None = None
    for moment in found:
        end = _end(last, moment) if last and _TO.fullmatch(text, last.span[1], moment.span[0]) else None
        if last and end is not None:
            last = replace(last, span=(last.span[0], moment.span[1]), until=end)
            continue
        if last:
            yield last
        last = moment
    if last:
        yield last


def _end(last: Moment, moment: Moment) -> float | None:
    """The hour at which it ends; None where it may be either of two."""
    if last.hour is None or moment.hour is None or last.until is not None:
        return None
    end = moment.hour if moment.part else _of_day(moment.hour, last.part)
    clear = moment.part or end is None or end > last.hour or last.part in (Part.EVENING, Part.NIGHT)
    return end if clear else None


def _lasting(text: str, moment: Moment) -> Moment:
    """Mark what began then and goes on."""
    start, end = moment.span
    since = _ON.match(text, end) is not None or (text.endswith(_FROM, 0, start) and text.startswith(_UNTIL_NOW, end))
    return replace(moment, since=True) if since else moment
