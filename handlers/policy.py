"""A district's policy pack: titles, routing, clocks and conversation, as data."""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from handlers.calendar import WorkCalendar
from handlers.durations import Duration, Hours

PACKS = Path(__file__).parent / "policies"

Length = Annotated[Duration, BeforeValidator(lambda text: text if isinstance(text, Duration) else Duration.parse(text))]


class PolicyError(Exception):
    """A policy pack cannot be used; the message names the pack and the field in Chinese."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Span(_Part):
    """Hours of the day."""

    start: time = Field(alias="from")
    end: time = Field(alias="to")

    @property
    def hours(self) -> Hours:
        """As a value that can be asked."""
        return Hours(self.start, self.end)


class RungRule(_Part):
    """Which roles at which kinds of unit make one rung of the ladder."""

    at: tuple[str, ...]
    roles: tuple[str, ...]


class CopyRule(_Part):
    """Who is told as well for some categories."""

    categories: tuple[str, ...]
    at: tuple[str, ...]
    roles: tuple[str, ...]


class Routing(_Part):
    """Who gets a ticket and who is told."""

    ladder: tuple[RungRule, ...]
    copies: tuple[CopyRule, ...] = ()
    reporter_hidden_from: frozenset[str] = frozenset()


class Track(_Part):
    """立即办, 限时办, 跟踪办: which tickets are on it and the clocks that run on them."""

    name: str
    when: dict[str, tuple[str, ...]]
    clocks: dict[str, Length]

    def takes(self, facts: dict[str, str]) -> bool:
        """Whether every condition holds for these facts."""
        return all(facts.get(key) in values for key, values in self.when.items())


class Reminders(_Part):
    """When people are told again."""

    before: float = Field(ge=0, lt=1)
    at_least: Length
    emergency_every: Length
    emergency_times: int
    digest_at: time
    cards_at_once: int


class Extend(_Part):
    """How often and how far a deadline may be moved."""

    times: int
    at_most: Length


class Wait(_Part):
    """How long a ticket may be put off."""

    at_most: Length


class SurveyRule(_Part):
    """When a resident is asked, and what an answer leads to."""

    after: Length
    remind_after: Length
    close_after: Length
    reopen_window: Length
    low_score: int
    texts: dict[str, str]


class Conversation(_Part):
    """How close in time messages belong together, and how patient we are."""

    burst: Length
    thread: Length
    place_wait: Length
    help_every: Length
    resolution_length: int


class Overrides(_Part):
    """Days announced after the calendar was made."""

    workdays: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()


class Policy(_Part):
    """A whole pack."""

    name: str
    title: str
    quiet_hours: Span
    working_hours: Span
    calendar_overrides: Overrides = Field(default_factory=Overrides, alias="calendar")
    titles: dict[str, str]
    routing: Routing
    tracks: tuple[Track, ...]
    reminders: Reminders
    extend: Extend
    wait: Wait
    survey: SurveyRule
    conversation: Conversation
    emergency: dict[str, str]
    texts: dict[str, str] = Field(default_factory=dict)

    @property
    def quiet(self) -> Hours:
        """When residents are left alone."""
        return self.quiet_hours.hours

    @property
    def calendar(self) -> WorkCalendar:
        """The working days of this district."""
        days = dict.fromkeys(self.calendar_overrides.workdays, True)
        days |= dict.fromkeys(self.calendar_overrides.holidays, False)
        return WorkCalendar(days, self.working_hours.start, self.working_hours.end)

    def track(self, facts: dict[str, str]) -> Track:
        """The first track that takes a ticket with these facts."""
        return next(track for track in self.tracks if track.takes(facts))

    def first_aid(self, category: str) -> str:
        """What to do at once in an emergency of this category."""
        return self.emergency.get(category) or self.emergency["default"]


def parse(data: dict[str, Any], name: str) -> Policy:
    """A pack from its data; `PolicyError` says what is wrong."""
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PolicyError(f"规则包 {name} 的 {where} 有误：{first['msg']}。") from error
    if not policy.tracks or policy.tracks[-1].when:
        raise PolicyError(f"规则包 {name} 的 tracks 最后一条必须不带条件，否则会有工单没有时限。")
    return policy


@lru_cache(maxsize=32)
def load(name: str) -> Policy:
    """The pack with this name; `PolicyError` when there is none."""
    path = PACKS / f"{name}.yml"
    if not path.is_file():
        known = "、".join(sorted(found.stem for found in PACKS.glob("*.yml")))
        raise PolicyError(f"没有名为 {name} 的规则包；现有：{known}。")
    return parse(yaml.safe_load(path.read_text(encoding="utf-8")), name)
