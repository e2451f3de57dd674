"""By when something has to happen: tracks with their clocks, reminders, extension and pause."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from handlers.rules.base import Hour, Length, Many, Part, known
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES
from storage.tickets import SOURCES

GENERAL = "general"
# Without these a ticket nobody cares for would not go up the tree, or never be over.
NEEDED = ("dispatch", "accept", "resolve")
# What an official may do that keeps a promise.
DEEDS = ("on_site", "progress", "plan", "sign_in", "contact", "report", "resolve")
FORMS = ("appeal", "part", "wish", "task", "incident")
# What a track may ask of a ticket; None: the choices are the pack's own.
FACTS: dict[str, tuple[str, ...] | None] = {
    "category": tuple(CATEGORIES),
    "kind": tuple(KIND_NAMES),
    "urgency": tuple(URGENCY_NAMES),
    "form": FORMS,
    "source": SOURCES,
    "grade": None,
}
When = dict[str, tuple[str, ...]]


def check_when(when: When) -> None:
    """ValueError when a condition asks for something that no ticket has."""
    known(when, FACTS, "条件")
    for key, values in when.items():
        if choices := FACTS[key]:
            known(values, choices, f"条件 {key} 的值")


def holds(when: When, facts: dict[str, str]) -> bool:
    """Whether every condition holds for these facts."""
    return all(facts.get(key) in values for key, values in when.items())


class Promise(Part):
    """Something that has to happen by a moment.

    Attributes:
        title: what it is called on cards and the desk.
        starts: what its time is counted from.
        met_by: the deeds that keep it; `dispatch` and `accept` are kept by the ticket's own way.
        stands_still: whether it stands still while a ticket waits.
        said: what a resident is told must happen, e.g. 给您答复; empty: not told to residents.
    """

    title: str
    starts: Literal["opened", "accepted"] = "opened"
    met_by: tuple[str, ...] = ()
    stands_still: bool = True
    said: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.met_by, DEEDS, "met_by 里的动作")
        return self


class Track(Part):
    """立即办, 限时办, 跟踪办: which tickets are on it and the clocks that run on them.

    Attributes:
        clocks: how long for each promise; `dispatch` and `accept` are needed.
        repeat: promises that start anew each time they are kept, until the ticket is resolved.
        at_night: officials are reminded and the next level is told in quiet hours too (24 小时值守).
    """

    name: str
    when: When
    clocks: dict[str, Length]
    repeat: tuple[str, ...] = ()
    at_night: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_when(self.when)
        known(self.repeat, self.clocks, "循环时限")
        # A department signs for its part where others accept.
        for kind, other in (("dispatch", ""), ("accept", "sign")):
            if kind not in self.clocks and other not in self.clocks:
                raise ValueError(f"缺少 {kind} 时限：没有它，没人管的工单不会往上走")
        return self

    def takes(self, facts: dict[str, str]) -> bool:
        """Whether every condition holds for these facts."""
        return holds(self.when, facts)


class Grading(Part):
    """Which grade a ticket begins with; the first rule that fits decides."""

    when: When
    grade: str

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_when(self.when)
        return self


class Regrade(Part):
    """Another grade for a ticket under way, always with a reason: its promises are counted anew from their start.

    Attributes:
        times: how often whoever has it may do so himself; those above him may always.
    """

    times: int = Field(ge=0)


class Reminders(Part):
    """When people are told again.

    Attributes:
        before: share of a promise's length that is left when its owner is reminded, once.
        at_least: a reminder that would come less than this ahead is not sent.
        emergency_every: how often everybody is told again of an emergency nobody has accepted.
        emergency_times: how often at most.
        supervise_every: how often one level more is told of an overdue ticket; who has it keeps it.
        digest_at: when everybody's overdue tickets come, one message a day.
        cards_at_once: more cards for one person at one time come as a list.
    """

    before: float = Field(ge=0, lt=1)
    at_least: Length
    emergency_every: Length
    emergency_times: int = Field(ge=0)
    supervise_every: Length
    digest_at: Hour
    cards_at_once: Many


class Extend(Part):
    """How often and how far a deadline may be moved.

    Attributes:
        times: how often; 0 is never.
        at_most: what is added where the grade's track gives no more time.
        grade: the grade a ticket has from then on, so that the level above follows it on that grade's track.
        approval: `above`: the next level has to agree first; `none`: it is told.
    """

    times: int = Field(ge=0)
    at_most: Length
    grade: str
    approval: Literal["above", "none"]


class Wait(Part):
    """How long a ticket may be put off.

    Attributes:
        at_most: all its waits together; then work goes on by itself.
    """

    at_most: Length
