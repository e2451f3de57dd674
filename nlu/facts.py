"""What can be read out of a message as a plain fact: how cold, how long, how often, how much, how many, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]  # start and end (exclusive), in characters of the folded text


WARM_ENOUGH = 18  # °C in a room in the heating season: what supply contracts promise


class Measure(StrEnum):
    """What a quantity measures, and in which units."""

    TEMPERATURE = "temperature"  # of the rooms; unit "°C"
    DURATION = "duration"  # how long it has lasted; unit "h"
    TIMES = "times"  # how often so far; unit "report", "repair" or "fault": what was done or happened again
    AMOUNT = "amount"  # money; unit "yuan"
    AFFECTED = "affected"  # unit "household", "person", "floor", "entrance", "building" or "estate"
    AREA = "area"  # unit "m2"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number told: at least `low` and at most `high`, both included; None where the words leave it open.

    "14度" is 14 to 14, "十五六度" 15 to 16, "不到14度" None to 14, "三个多小时" 3 to 4.
    """

    measure: Measure
    low: float | None
    high: float | None
    unit: str
    span: Span

    @property
    def value(self) -> float | None:
        """The number, where exactly one was told."""
        return self.low if self.low == self.high else None


class Part(StrEnum):
    """A part of the day, as it was called."""

    DAWN = "dawn"  # 凌晨
    MORNING = "morning"  # 早上, 上午
    NOON = "noon"  # 中午
    AFTERNOON = "afternoon"  # 下午, 傍晚
    EVENING = "evening"  # 晚上
    NIGHT = "night"  # 半夜, 深夜


@dataclass(frozen=True, slots=True)
class Moment:
    """A time told, as far as the words tell it.

    Attributes:
        day: days after the day of the message: -1 is yesterday; None where no such day was named.
        month, date: of the calendar, as told.
        part: part of the day.
        hour: hours since the midnight in which `day` began, with minutes as a fraction; "晚上12点半" is 24.5 and
            "昨晚两点" 26. With no `part` a number up to 12 may mean the afternoon as well.
        until: the hour at which it ends, where told; smaller than `hour` when that is the next day.
        daily: it happens every day.
        since: it began then and lasts: "从昨晚到现在".
    """

    span: Span
    day: int | None = None
    month: int | None = None
    date: int | None = None
    part: Part | None = None
    hour: float | None = None
    until: float | None = None
    daily: bool = False
    since: bool = False


Reading = Quantity | Moment


def too_cold(facts: Iterable[object]) -> bool:
    """Whether a room is told to be colder than supply contracts promise."""
    rooms = (fact for fact in facts if isinstance(fact, Quantity) and fact.measure is Measure.TEMPERATURE)
    return any(room.high is not None and room.high < WARM_ENOUGH for room in rooms)
