"""Umbrella incidents: how many households make one, where, and what becomes of the tickets beneath it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from handlers.rules.base import UNIT_KINDS, Fault, Length, Part, known, unknown
from handlers.rules.promises import Track
from nlu.taxonomy import CATEGORIES

TRACK = "预警"


class IncidentRule(Part):
    """Many households, one cause: one incident above their tickets.

    Attributes:
        households: so many, of one building or one estate, open an incident.
        within: when they told of it within this.
        categories: what has one cause for many households.
        building_only: of these what has a cause in one building: never widened to the estate.
        networks: what everybody at a place hangs on together: there category and place tell one trouble, everywhere
            else people have to speak of the same thing.
        at: the kinds of unit whose households are counted together.
        rungs_above: so far above the tickets' own rung of the ladder the incident begins.
        quiet: whether the tickets beneath are neither reminded of nor escalated while it is under way.
        clocks: what is promised of an incident, from its opening; `accept` is needed.
    """

    households: int = Field(ge=2, le=100)
    within: Length
    categories: tuple[str, ...] = Field(min_length=1)
    building_only: tuple[str, ...] = ()
    networks: tuple[str, ...] = ("heating", "water", "electricity", "gas", "elevator")
    at: tuple[str, ...] = Field(default=("estate", "village"), min_length=1)
    rungs_above: int = Field(default=1, ge=0, le=5)
    quiet: bool = True
    clocks: dict[str, Length]

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.categories, CATEGORIES, "类别")
        known(self.networks, CATEGORIES, "类别")
        known(self.building_only, self.categories, "building_only 里、却不在 categories 里的类别")
        known(self.at, UNIT_KINDS, "层级")
        if "accept" not in self.clocks:
            raise ValueError("clocks 缺少 accept：没有它，没人接的预警单不会往上报")
        return self

    @cached_property
    def track(self) -> Track:
        """The promises of an incident."""
        return Track(name=TRACK, when={}, clocks={"dispatch": self.clocks["accept"], **self.clocks})

    def amiss(self, promises: Iterable[str]) -> Iterator[Fault]:
        """What does not fit the other parts of the pack."""
        yield from unknown(("incidents", "clocks"), self.clocks, promises, "时限")
