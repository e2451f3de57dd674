"""Numbers as people write them: 16.5, 两千八, 十五六, 二十多, 1万2, 13至15. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS = {**{char: value for value, char in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "俩": 2, "仨": 3}
UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
SOME = "几"

_HAN = "〇零一二三四五六七八九十两俩仨百千万亿几"
_ONE = "一二三四五六七八九"
_NUMBER = re.compile(
    rf"(?<![0-9a-z.])(?P<arabic>[0-9]{{1,9}}(?:\.[0-9]{{1,4}}|点[0-9](?=[度°]))?)(?![0-9])"
    rf"(?:(?P<scale>[百千万亿])(?P<tail>[0-9]{{1,4}}(?![0-9.%])|[{_ONE}](?![{_HAN}]))?(?P<again>[百千])?)?"
    # A decimal is only read where a unit follows that has decimals: "十六点五分" is a time.
    rf"|(?P<han>[{_HAN}]{{1,12}})(?:点(?P<point>[〇零{_ONE}]{{1,2}})(?=\s?(?:度|元|块|万|平|°|个小时)))?"
    r"|(?<!个)(?P<half>半)(?=个?(?:小时|钟头|月|年))"
)
_MORE = re.compile(r"(?P<more>[多来余几])(?P<scale>[百千万]?)(?!功能|种|样|回)")
_TO = re.compile(r"\s?(?:[-–—~～]{1,2}|到|至|(?P<comma>、))\s?")

Interval = tuple[float, float]
_NOTHING: Interval = (0, 0)


@dataclass(frozen=True, slots=True)
class Number:
    """A number told: at least `low`, at most `high`; `text[start:end]` tells it."""

    low: float
    high: float
    start: int
    end: int


def find_numbers(text: str) -> Iterator[Number]:
    """Every number told, in order; a range ("13至15", "十五、六") is one number."""
    last: Number | None = None
    for match in _NUMBER.finditer(text):
        told = _arabic(match) if match["arabic"] else (0.5, 0.5) if match["half"] else _han(match)
        if told is None:
            continue
        number = _with_more(text, Number(*told, match.start(), match.end()))
        if last is not None:
            joined = _range(text, last, number)
            if joined is None:
                yield last
            number = joined or number
        last = number
    if last is not None:
        yield last


def interval(numeral: str) -> Interval | None:
    """What a numeral tells: 两千八 is 2800, 十五六 15 to 16, 十几 11 to 19; None where it is no number."""
    total = section = _NOTHING
    digits, unit = "", 0
    for char in numeral:
        size = UNITS.get(char)
        if size is None:
            digits += char
            continue
        part = _scaled(section, digits, size)
        if part is None:
            return None
        total, section = (_add(total, part), _NOTHING) if size >= UNITS["万"] else (total, _add(section, part))
        digits, unit = "", size
    rest = _rest(digits, unit)
    return None if rest is None else _add(total, _add(section, rest))


def each(numeral: str) -> tuple[int, ...]:
    """The neighbours a numeral counts up: 五六 is 5 and 6, 十五六 15 and 16; one number is one."""
    if len(numeral) > 1 and all(char in _ONE for char in numeral):
        values = tuple(DIGITS[char] for char in numeral)
        return values if values == tuple(range(values[0], values[0] + len(values))) else ()
    told = interval(numeral)
    if told is None or told[1] - told[0] > 1:
        return ()
    return tuple(range(int(told[0]), int(told[1]) + 1))


def _scaled(section: Interval, digits: str, size: int) -> Interval | None:
    """What a unit makes of the digits before it; 万 and 亿 also of the smaller units before."""
    great = size >= UNITS["万"]
    if digits == SOME and not (great and section != _NOTHING):
        return (2 * size, 10 * size - 1)
    if not digits and not great:
        return (10, 10) if size == UNITS["十"] else None
    ones = _ones(digits) if digits else _NOTHING
    if ones is None:
        return None
    whole = _add(section, ones) if great else ones
    return None if whole == _NOTHING else (whole[0] * size, whole[1] * size)


def _rest(digits: str, unit: int) -> Interval | None:
    """The digits at the end: of 两千八 the 八 are hundreds, of 二十八 and 两千零八 ones."""
    if not digits:
        return _NOTHING
    ones = None if digits == SOME and unit != UNITS["十"] else _ones(digits)
    if ones is None or unit < UNITS["百"] or digits[0] in "零〇":
        return ones
    return (ones[0] * unit / 10, ones[1] * unit / 10)


def _ones(digits: str) -> Interval | None:
    """A digit, two neighbours ("五六", and "三五"), or some."""
    core = digits.lstrip("零〇")
    if not core:
        return _NOTHING
    if core == SOME:
        return (1, 9)
    if SOME in core or len(core) > 2:
        return None
    low, high = DIGITS[core[0]], DIGITS[core[-1]]
    return (low, high) if high - low == len(core) - 1 or core == "三五" else None


def _add(one: Interval, other: Interval) -> Interval:
    return (one[0] + other[0], one[1] + other[1])


def _arabic(match: re.Match[str]) -> Interval:
    value = float(match["arabic"].replace("点", "."))
    if scale := match["scale"]:
        size, tail = UNITS[scale], match["tail"] or "0"
        rest = DIGITS[tail] if tail in DIGITS else int(tail)
        step = UNITS[match["again"]] if match["again"] else size // 10 if len(tail) == 1 else 1
        value = value * size + rest * step
    return (value, value)


def _han(match: re.Match[str]) -> Interval | None:
    told = interval(match["han"])
    if told is None or not match["point"]:
        return told
    point = float("0." + "".join(str(DIGITS[char]) for char in match["point"]))
    return _add(told, (point, point))


def _with_more(text: str, number: Number) -> Number:
    """ "二十多" lies between 20 and 30, "一百多万" between one and two million; "十来" is about ten."""
    match = _MORE.match(text, number.end)
    if match is None:
        return number
    size = UNITS.get(match["scale"], 1)
    low, high = number.low, number.high
    if match["more"] in "多余":
        high += _step(high)
    elif match["more"] == SOME:
        low, high = low + 1, high + 9
    return Number(low * size, high * size, number.start, match.end())


def _step(value: float) -> int:
    """How much of a number was left open: 1 of 3 and 15, 10 of 20 and 350, 100 of 100."""
    step = 1
    while value >= step * 10 and value % (step * 10) == 0:
        step *= 10
    return step


def _range(text: str, low: Number, high: Number) -> Number | None:
    """Both as one where the second is told as the end of the first: "13至15", "15、6"."""
    match = _TO.fullmatch(text, low.end, high.start)
    if match is None or low.low != low.high or high.low != high.high:
        return None
    end = high.low
    if match["comma"]:
        end = end + low.low - low.low % 10 if end < 10 <= low.low else end
        return Number(low.low, end, low.start, high.end) if end == low.low + 1 else None
    return Number(low.low, end, low.start, high.end) if low.low < end else None
