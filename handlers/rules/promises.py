"""By when something has to happen: tracks with their clocks, reminders, extension and pause."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from handlers.rules.base import Hour, Length, Many, Part, known
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES

# The promises a track may make, in the order of a ticket's life.
CLOCKS = ("dispatch", "accept", "first_action", "feedback", "resolve")
COMPLEX, GENERAL = "complex", "general"
# What a track may ask of a ticket; `grade` is complex once a deadline was extended.
FACTS = {
    "category": tuple(CATEGORIES),
    "kind": tuple(KIND_NAMES),
    "urgency": tuple(URGENCY_NAMES),
    "grade": (COMPLEX, GENERAL),
}


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
