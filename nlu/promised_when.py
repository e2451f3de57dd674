"""Until when: the deadlines that words like "周五前", "三个工作日内" and "今晚八点" set. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from nlu.facts import Moment, Part
from nlu.numerals import interval
from nlu.readings.moments import moments

_DAY_ENDS = 20.0  # who says "明天" has until people are home and still awake
_OFFICE_ENDS = "18:00"
# Until when a part of the day lasts, as people wait for somebody.
_ENDS = {
    Part.DAWN: 6.0, Part.MORNING: 12.0, Part.NOON: 14.0, Part.AFTERNOON: 18.0, Part.EVENING: 22.0, Part.NIGHT: 24.0,
}  # fmt: skip
_WEEK = "一二三四五六日"
_EARLY = 7  # "明天三点" is in the afternoon
_LONG_AGO = 15  # days: a day of the month so long past is the next month's
_MONTHS_AGO = 2
_LONGEST = 366  # days

_N = r"(?P<n>[0-9]{1,3}|[一二三四五六七八九十两]{1,3})"
_WITHIN = r"(?:之内|以内|内|之后|以后|后(?![天晌]))"
_WEEKDAY = re.compile(
    r"(?<![上每])(?P<which>下下个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])(?![期])"
)
_WHOLE = re.compile(
    r"(?P<which>下个?|这个?|本)(?:周|星期|礼拜)(?![一二三四五六日天末期])"
    r"|(?<!楼)(?P<next>下个?月)(?:份?(?:底|末)|之?内|份)?(?![初中上下旬季亮光台子嫂饼0-9一二三四五六七八九十])"
    r"|(?<!上)(?<!上个)(?P<this>本|这个?|当)?(?P<month>月底|月末|月内)"
    r"|(?P<named>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:底|末)|(?P<year>年底|年末|年内)|(?P<full>本月|这个月)(?![0-9])"
)
# The day of the next month ("下月5号"), which would be read as one of this.
_NEXT_MONTHS = re.compile(r"(?<!楼)下个?月的?(?=(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号])")
_DAYS = re.compile(rf"(?<![0-9第]){_N}(?P<unit>个?工作日|天|日|个?星期|个?礼拜|周|个月){_WITHIN}")
_HALF_MONTH = re.compile(rf"半个?月{_WITHIN}")
_HOURS = re.compile(
    r"(?<![0-9.第])(?:(?P<half>半个?(?:小时|钟头))|(?P<quarter>一刻钟)|(?P<n>[0-9]{1,3}|[一二三四五六七八九十两]{1,4})"
    rf"(?P<unit>个?半(?:小时|钟头)|个?(?:小时|钟头)|分钟))(?:{_WITHIN}|左右)?(?P<soon>就到|到|赶到)?"
)
_BARE_BEFORE = re.compile(r"(?<=[点半分])前")
_BEFORE_NOON = re.compile(r"(?:中午|晌午)(?:之前|以前|前)")
_NUMBERED_DAY = re.compile(
    r"(?<![0-9a-z一二三四五六七八九十])(3[01]|[12]?[0-9]|二?十[一二三四五六七八九]?|三十一?)号(?![楼院门店线路铺库桩机房坑井栋单])"
)
# When people leave work, on the day named before it: "明天我们下班前" is one moment, not two.
_KNOCK_OFF = re.compile(r"(?P<day>今天|今日|明天|明日|后天|[0-9]日)?(?P<who>[^0-9上下中早晚点]{0,4}?)下班(?:之|以)?前")
# Notices say 18时 for 18点; a number before it tells it from 小时, 及时 and 到时候.
_NUMERAL = r"(?:[01]?[0-9]|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|[零二两三四五六七八九])"
_NOT_AFTER = r"(?<![0-9a-z.:月第几零一二三四五六七八九十百两])"
_O_CLOCK = re.compile(rf"{_NOT_AFTER}({_NUMERAL})时(?![间候段期长刻常代空节令速髦分])")
# "3-5点" tells the first hour by its number alone; "2-3点建议" tells none.
_NO_HOUR = r"(?!\s?(?:意见|建议|要求|诉求|问题|希望|原因|说明|疑问))"
_SPAN = re.compile(rf"{_NOT_AFTER}({_NUMERAL}|(?<=午)一)(\s?(?:[-–—~～]{{1,2}}|到|至)\s?)(?={_NUMERAL}点{_NO_HOUR})")
# "11点到1点" goes on past noon, where no night is named.
_PAST_NOON = re.compile(
    rf"{_NOT_AFTER}((?:9|1[0-2]|九|十[一二]?)点(?:半|[0-5]?[0-9]分?)?\s?(?:[-–—~～]{{1,2}}|到|至)\s?)([1-5一二两三四五])(?=点)"
)
_BY_NIGHT = re.compile(r"[晚夜晨].{0,2}$")
_MIDNIGHT = 1  # "0点30分前": an hour that a clock of twelve does not show a second time
_CLOSE = re.compile(rf"{_WITHIN}|左右|到")


def dues(clause: str, at: datetime, workdays: Callable[[datetime, int], datetime]) -> Iterator[datetime]:
    """Every deadline after `at` that a clause of folded text sets, in its order.

    Args:
        workdays: the moment so many working days after another.
    """
    text = _HOURS.sub(lambda match: _hours(match, at), clause)
    text = _DAYS.sub(lambda match: _days(match, at, workdays), text)
    text = _HALF_MONTH.sub(_day(at + timedelta(days=15)), text)
    text = _WEEKDAY.sub(lambda match: _weekday(match, at), text)
    text = _NEXT_MONTHS.sub(f"{_months_later(at.replace(day=1), 1).month}月", text)
    text = _WHOLE.sub(lambda match: _whole(match, at), text)
    text = text.replace("明后天", "后天").replace("连夜", "").replace("上午下班前", "上午12:00")
    text = _KNOCK_OFF.sub(_knocked_off, text)
    text = _NUMBERED_DAY.sub(r"\1日", text)
    for moment in moments(_clocked(text)):
        due = _due(moment, at)
        if due is not None and at < due <= at + timedelta(days=_LONGEST):
            yield due


def _knocked_off(match: re.Match[str]) -> str:
    return f"{match['day'] or match['who']}{_OFFICE_ENDS}"


def _clocked(text: str) -> str:
    """Hours as whoever reads times wants to hear them."""
    text = _BEFORE_NOON.sub("12点之前", text)
    text = _O_CLOCK.sub(r"\1点", text).replace("零点", "0点")
    text = _SPAN.sub(r"\1点\2", text)
    text = _PAST_NOON.sub(_past_noon, text)
    # A bare hour is only sure with 之前 after it.
    return _BARE_BEFORE.sub("之前", text)


def _past_noon(match: re.Match[str]) -> str:
    by_night = _BY_NIGHT.search(match.string[: match.start()])
    return match.group() if by_night else f"{match[1]}{_number(match[2]) + 12}"


def _hours(match: re.Match[str], at: datetime) -> str:
    if not (_CLOSE.search(match.group()) or match["soon"]):
        return match.group()
    if match["half"]:
        length = timedelta(minutes=30)
    elif match["quarter"]:
        length = timedelta(minutes=15)
    else:
        count = _number(match["n"])
        minutes = match["unit"] == "分钟"
        length = timedelta(minutes=count) if minutes else timedelta(hours=count + ("半" in match["unit"]) / 2)
    due = at + length
    return f" {due.month}月{due.day}日{due.hour}:{due.minute:02d} "


def _days(match: re.Match[str], at: datetime, workdays: Callable[[datetime, int], datetime]) -> str:
    count, unit = _number(match["n"]), match["unit"]
    if "工作日" in unit:
        due = workdays(at, count)
        return f"{due.month}月{due.day}日{_OFFICE_ENDS} "
    if "月" in unit:
        return _day(_months_later(at, count))
    return _day(at + timedelta(days=count * (1 if unit in ("天", "日") else 7)))


def _weekday(match: re.Match[str], at: datetime) -> str:
    day = 6 if match["day"] in "末天" else _WEEK.index(match["day"])
    which = match["which"] or ""
    weeks = which.count("下")
    if not which and day < at.weekday():
        weeks = 1
    return _day(at + timedelta(days=day - at.weekday() + 7 * weeks))


def _whole(match: re.Match[str], at: datetime) -> str:
    if match["which"]:
        return _day(at + timedelta(days=6 - at.weekday() + 7 * match["which"].count("下")))
    if match["year"]:
        return "12月31日"
    if match["next"]:
        coming = _months_later(at.replace(day=1), 1)
        return f"{coming.month}月{monthrange(coming.year, coming.month)[1]}日"
    month = _number(match["named"]) if match["named"] else at.month
    year = at.year + (month < at.month)
    return f"{month}月{monthrange(year, month)[1]}日"


def _months_later(at: datetime, count: int) -> datetime:
    month = at.month - 1 + count
    year, month = at.year + month // 12, month % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))


def _day(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日"


def _number(numeral: str) -> int:
    told = (float(numeral),) if numeral.isdecimal() else interval(numeral)
    return int(told[0]) if told else 0


def _due(moment: Moment, at: datetime) -> datetime | None:
    """Until when a time that was told lasts; None where it is none to come, or names no day."""
    if moment.daily:
        return None
    start = _midnight(moment, at)
    if start is None:
        return None
    named = moment.day is not None or moment.date is not None
    if moment.until is not None and moment.hour is not None:
        hour = _until(moment, moment.hour, moment.until, start, at, named=named)
    elif moment.hour is not None:
        hour = _hour(moment, moment.hour, start, at, named=named)
    elif moment.part is not None:
        hour = _ENDS[moment.part]
    else:
        hour = _DAY_ENDS
    return start + timedelta(minutes=round(hour * 60))


def _until(moment: Moment, first: float, last: float, start: datetime, at: datetime, *, named: bool) -> float:
    """The hour of the day at which a span ends: "3-5点" is in the afternoon as "3点" is."""
    if last < first:
        return last + 24
    if moment.part is not None or last > 12:
        return last
    if first < _MIDNIGHT:
        return last if named else last + 24
    if named and start > at:
        return last + 12 if first < _EARLY else last
    return _hour(moment, last, start, at, named=named)


def _hour(moment: Moment, hour: float, start: datetime, at: datetime, *, named: bool) -> float:
    """The hour of the day that is meant by a number up to twelve."""
    if moment.part is not None or hour > 12:
        return hour
    if named and start > at:
        return hour + 12 if _MIDNIGHT <= hour < _EARLY else hour
    if hour < _MIDNIGHT:
        return hour if named else hour + 24
    later = [one for one in (hour, hour + 12) if start + timedelta(hours=one) > at]
    if later:
        return later[0]
    return hour if named else hour + 24


def _midnight(moment: Moment, at: datetime) -> datetime | None:
    """Where the day begins that is meant; None where it is over, or no day."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if moment.day is not None:
        return today + timedelta(days=moment.day)
    if moment.date is None:
        return None if moment.month is not None else today
    try:
        if moment.month is not None:
            return _of_year(today, moment.month, moment.date)
        if moment.date >= today.day:
            return today.replace(day=moment.date)
        if today.day - moment.date < _LONG_AGO:
            return None
        return _months_later(today.replace(day=1), 1).replace(day=moment.date)
    except ValueError:
        return None  # the 31st of November


def _of_year(today: datetime, month: int, day: int) -> datetime | None:
    found = today.replace(month=month, day=day)
    if found >= today:
        return found
    months_ago = today.month - month
    return None if months_ago <= _MONTHS_AGO else found.replace(year=today.year + 1)
