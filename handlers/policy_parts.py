"""The parts of a policy pack, each with the rules its values keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from handlers.calendar import WorkCalendar
from handlers.durations import Duration, Hours
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES
from nlu.understanding import Bounds
from storage.types import CHINA

# The promises a track may make, in the order of a ticket's life.
CLOCKS = ("dispatch", "accept", "first_action", "feedback", "resolve")
UNIT_KINDS = ("district", "subdistrict", "community", "grid", "estate", "building", "department")
COMPLEX, GENERAL = "complex", "general"
# What a track may ask of a ticket; `grade` is complex once a deadline was extended.
FACTS = {
    "category": tuple(CATEGORIES),
    "kind": tuple(KIND_NAMES),
    "urgency": tuple(URGENCY_NAMES),
    "grade": (COMPLEX, GENERAL),
}


def _duration(given: object) -> Duration:
    return given if isinstance(given, Duration) else Duration.parse(str(given))


def _hour(given: object) -> object:
    # YAML reads an unquoted 22:00 as a number to the base of sixty: 1320.
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 24 * 60:
        return time(given // 60, given % 60)
    return given


def known(given: Iterable[str], choices: Iterable[str], what: str) -> None:
    """ValueError when a word is none of the choices; `what` says in Chinese what the word is."""
    allowed = list(choices)
    for value in given:
        if value not in allowed:
            raise ValueError(f"{what}“{value}”不认识，可用：{'、'.join(allowed)}")


Length = Annotated[Duration, BeforeValidator(_duration)]
Hour = Annotated[time, BeforeValidator(_hour)]
Many = Annotated[int, Field(ge=1)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Span(Part):
    """Hours of the day."""

    start: Hour = Field(alias="from")
    end: Hour = Field(alias="to")

    @property
    def hours(self) -> Hours:
        """As a value that can be asked."""
        return Hours(self.start, self.end)


class RungRule(Part):
    """Which roles at which kinds of unit make one rung of the ladder."""

    at: tuple[str, ...] = Field(min_length=1)
    roles: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.at, UNIT_KINDS, "层级")
        return self


class CopyRule(RungRule):
    """Who is told as well for some categories."""

    categories: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_categories(self) -> Self:
        known(self.categories, CATEGORIES, "类别")
        return self


class Routing(Part):
    """Who gets a ticket and who is told."""

    ladder: tuple[RungRule, ...] = Field(min_length=1)
    copies: tuple[CopyRule, ...] = ()
    reporter_hidden_from: frozenset[str] = frozenset()


class Track(Part):
    """立即办, 限时办, 跟踪办: which tickets are on it and the clocks that run on them.

    Attributes:
        repeat: promises that start anew each time they are kept, until the ticket is resolved.
    """

    name: str
    when: dict[str, tuple[str, ...]]
    clocks: dict[str, Length]
    repeat: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.when, FACTS, "条件")
        for key, values in self.when.items():
            known(values, FACTS[key], f"条件 {key} 的值")
        known(self.clocks, CLOCKS, "时限")
        known(self.repeat, [kind for kind in CLOCKS if kind in self.clocks], "循环时限")
        for kind in ("dispatch", "accept"):
            if kind not in self.clocks:
                raise ValueError(f"缺少 {kind} 时限：没有它，没人管的工单不会往上走")
        return self

    def takes(self, facts: dict[str, str]) -> bool:
        """Whether every condition holds for these facts."""
        return all(facts.get(key) in values for key, values in self.when.items())


class Reminders(Part):
    """When people are told again."""

    before: float = Field(ge=0, lt=1)
    at_least: Length
    emergency_every: Length
    emergency_times: int = Field(ge=0)
    supervise_every: Length
    digest_at: Hour
    cards_at_once: Many


class Extend(Part):
    """How often and how far a deadline may be moved."""

    times: int = Field(ge=0)
    at_most: Length


class Wait(Part):
    """How long a ticket may be put off."""

    at_most: Length


class SurveyRule(Part):
    """When a resident is asked, and what an answer leads to."""

    after: Length
    remind_after: Length
    close_after: Length
    reopen_window: Length
    low_score: int = Field(ge=0, le=4)
    texts: dict[str, str]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if set(self.texts) != {"1", "2", "3", "4", "5"}:
            raise ValueError('texts 必须正好有 "1" 到 "5" 五个分数的说法')
        calendar, start = WorkCalendar(), datetime(2026, 3, 2, 9, tzinfo=CHINA)
        reminded = self.remind_after.after(self.after.after(start, calendar), calendar)
        if reminded >= self.close_after.after(start, calendar):
            raise ValueError("after 加 remind_after 应短于 close_after，否则提醒之后来不及回答")
        return self


class Conversation(Part):
    """How close in time messages belong together, and how patient we are."""

    burst: Length
    thread: Length
    place_wait: Length
    help_every: Length
    resolution_length: Many


class Certainty(Part):
    """From which probability on a message is taken for an appeal, and from which people should look at it."""

    appeal: float = Field(gt=0, lt=1)
    unsure: float = Field(gt=0, lt=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.unsure > self.appeal:
            raise ValueError("understanding 的 unsure 不能大于 appeal")
        return self

    @property
    def bounds(self) -> Bounds:
        """The same for an engine."""
        return Bounds(self.appeal, self.unsure)


class Listening(Part):
    """How sure we must be: in a group, where most is talk and a wrong ticket is seen by all, and in private."""

    group: Certainty
    private: Certainty


class Overrides(Part):
    """Days announced after the calendar was made."""

    workdays: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if both := sorted(self.workdays & self.holidays):
            raise ValueError(f"{both[0]} 既写成上班又写成放假")
        return self
