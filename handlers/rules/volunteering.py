"""三单 and 微心愿: how a wish is heard, to whom it is offered, and what counts as a volunteer's service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from handlers.rules.base import UNIT_KINDS, Fault, Length, Many, Part, known, unknown
from handlers.rules.conditions import When, Words
from handlers.rules.promises import Track
from handlers.rules.routing import RungRule
from nlu.taxonomy import CATEGORIES

# The rungs of a wish: volunteers stand below the officials of its place.
VOLUNTEERS, OFFICIALS = 0, 1


class Want(Part):
    """What people wish for, e.g. 理发.

    Attributes:
        title: the only thing a group and the wish wall are told of a wish.
        words: one of them is in the wish.
        category: volunteers with this skill are asked first.
    """

    title: str = Field(min_length=1, max_length=12)
    words: Words = Field(min_length=1)
    category: str = "other"

    @model_validator(mode="after")
    def _check(self) -> Self:
        known([self.category], CATEGORIES, "类别")
        return self


class Wishes(Part):
    """点单–派单–接单.

    Attributes:
        words: a private message that begins with one of them is a wish.
        when: appeals that are wishes as well, e.g. {kind: request, category: elderly_welfare}; None: none are.
        wants: the first whose word is in a wish says what it is about.
        ladder: the officials who see to a wish until somebody has claimed it, and what follows when it is late.
        clocks: promises of a wish; `accept` is the claim.
        near: the kinds of units from whose volunteers a wish is offered, one after another.
        widen_after: how long nobody claims until more are asked.
        at_once: how many volunteers get a card at one time.
        refresh_after: how old an unclaimed wish is when its wisher is asked whether he still needs it.
    """

    words: Words = Field(min_length=1)
    when: When | None = None
    wants: tuple[Want, ...] = ()
    ladder: tuple[RungRule, ...] = Field(min_length=1)
    clocks: dict[str, Length]
    near: tuple[str, ...] = Field(min_length=1)
    widen_after: Length
    at_once: Many
    refresh_after: Length

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.near, UNIT_KINDS, "层级")
        if "accept" not in self.clocks:
            raise ValueError("clocks 缺少 accept：没有它，没人认领的微心愿不会有人过问")
        if self.when is not None and self.when.always:
            raise ValueError("when 没有条件：所有诉求都会变成微心愿")
        return self


class Served(Part):
    """What is counted as service.

    Attributes:
        at_most: hours one order counts at most.
        unanswered: whether an order counts whose wisher never answered, once the survey is closed.
    """

    at_most: float = Field(gt=0, le=24)
    unanswered: bool = True


class Volunteering(Part):
    """Volunteers, what they are offered, and what counts.

    Attributes:
        roles: who is a volunteer, e.g. 志愿者 and 双报到党员.
        expected_services_month: services a volunteer is expected to do; 0: nobody is reminded.
        remind_on: day of the month on which those below it hear of it, and the community gets the list.
    """

    roles: tuple[str, ...] = Field(min_length=1)
    wishes: Wishes
    hours: Served
    expected_services_month: int = Field(default=0, ge=0)
    remind_on: int = Field(default=25, ge=1, le=28)

    @cached_property
    def ladder(self) -> tuple[RungRule, ...]:
        """Volunteers first, the officials above them."""
        return (RungRule(at=self.wishes.near, roles=self.roles), *self.wishes.ladder)

    @cached_property
    def track(self) -> Track:
        """The promises of a wish."""
        given = self.wishes.clocks
        return Track(name="微心愿", when={}, clocks={"dispatch": given["accept"], **given})

    @property
    def counted(self) -> tuple[str, ...]:
        """The ends of an order with which its hours count."""
        return ("solved", "unanswered") if self.hours.unanswered else ("solved",)

    def amiss(self, promises: Iterable[str]) -> Iterator[Fault]:
        """What does not fit the other parts of the pack."""
        yield from unknown(("volunteering", "wishes", "clocks"), self.wishes.clocks, promises, "时限")
