"""When a rule of a pack applies: what it may ask of an order, of its place and of the moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from handlers.durations import Hours
from handlers.rules.base import Part, Span, known
from handlers.rules.promises import FACTS

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A day as the working calendar has it: make-up workdays are `workday`, public holidays `restday`.
WORKDAY, RESTDAY = "workday", "restday"
# What is asked of the order itself.
ABOUT = ("category", "kind", "urgency", "source", "grade", "form")
# Working hours of the pack, all other hours, and its quiet hours.
PARTS_OF_DAY = ("working", "off", "night")


def _several(given: object) -> object:
    return (given,) if isinstance(given, str | dict) else given


Words = Annotated[tuple[str, ...], BeforeValidator(_several)]
Spans = Annotated[tuple[str | Span, ...], BeforeValidator(_several)]


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as rules ask for it.

    Attributes:
        parts: of `working`, `off`, `night` those it lies in.
        day: the day of the week, and `workday` or `restday`.
    """

    at: time
    parts: frozenset[str] = frozenset()
    day: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """An order as rules see it.

    Attributes:
        about: category, kind, urgency, source, grade and form.
        places: codes and kinds of its unit and of everything above.
        words: what the resident said.
    """

    about: dict[str, str]
    places: frozenset[str] = frozenset()
    moment: Moment = field(default_factory=lambda: Moment(time(12)))
    words: str = ""


class When(Part):
    """Conditions that must all hold; one that is absent always does.

    Attributes:
        place: codes or kinds of units; whatever lies below them is meant too.
        hours: `working`, `off`, `night`, or hours of the day such as {from: "18:00", to: "22:00"}.
        weekday: `mon` … `sun`, `workday`, `restday`.
        words: one of them is in what the resident said.
    """

    category: Words = ()
    kind: Words = ()
    urgency: Words = ()
    source: Words = ()
    grade: Words = ()
    form: Words = ()
    place: Words = ()
    hours: Spans = ()
    weekday: Words = ()
    words: Words = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        for key in ABOUT:
            if choices := FACTS[key]:
                known(getattr(self, key), choices, f"条件 {key} 的值")
        known((part for part in self.hours if isinstance(part, str)), PARTS_OF_DAY, "条件 hours 的值")
        known(self.weekday, (*WEEKDAYS, WORKDAY, RESTDAY), "条件 weekday 的值")
        if not all(word.strip() for word in self.words):
            raise ValueError("条件 words 里有空的词")
        return self

    @property
    def always(self) -> bool:
        """Whether nothing at all is asked."""
        return not any(getattr(self, key) for key in type(self).model_fields)

    def about(self) -> dict[str, tuple[str, ...]]:
        """What is asked of category, kind, urgency, source, grade and form."""
        return {key: values for key in ABOUT if (values := getattr(self, key))}

    def takes(self, facts: Facts) -> bool:
        """Whether every condition holds, one after another."""
        return (
            all(facts.about.get(key) in values for key, values in self.about().items())
            and (not self.place or not facts.places.isdisjoint(self.place))
            and (not self.weekday or not facts.moment.day.isdisjoint(self.weekday))
            and (not self.hours or any(in_part(part, facts.moment) for part in self.hours))
            and self.said(facts.words)
        )

    def said(self, words: str) -> bool:
        """Whether one of the words was said, where any are asked for."""
        return not self.words or any(word in words for word in self.words)


def in_part(part: str | Span, moment: Moment) -> bool:
    """Whether a moment lies in a part of the day."""
    return part in moment.parts if isinstance(part, str) else within(part.hours, moment.at)


def within(hours: Hours, at: time) -> bool:
    """Whether an hour lies in a span; one that ends no later than it starts runs over midnight."""
    if hours.start < hours.end:
        return hours.start <= at < hours.end
    return at >= hours.start or at < hours.end
