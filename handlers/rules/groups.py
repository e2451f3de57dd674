"""Manners in groups: what a group is told before anybody listens, its evening digest, and how much one person may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from handlers.rules.base import Fault, Hour, Length, Many, Part, Span

Sentence = Annotated[str, Field(min_length=10, max_length=400)]


class Evening(Part):
    """The evening digest.

    Attributes:
        at: when, outside of quiet hours.
    """

    at: Hour


class Pace(Part):
    """How much one person may tell before the rest is gathered; nothing is ever dropped, and no emergency waits.

    Attributes:
        tickets: so many tickets of one person; what more he tells is gathered in one for the desk.
        within: this long.
        messages: more messages of one person in one place than this are gathered likewise.
        messages_within: this long.
    """

    tickets: Many = 10
    within: Length
    messages: Many = 60
    messages_within: Length


class Groups(Part):
    """How minhu behaves in residents' groups.

    Attributes:
        consent: `notice`: a group is told once what is heard; `ask`: nothing is recorded until an official of its unit
            says that it agreed; `off`: neither.
        notice: what it is told.
        evening: its evening digest; none: there is none.
        rehearsal: channels on which groups are only played; they get neither notice nor digest.
        pace: how much one person may tell at once.
    """

    consent: Literal["notice", "ask", "off"] = "notice"
    notice: Sentence
    evening: Evening | None = None
    rehearsal: tuple[str, ...] = ()
    pace: Pace

    def amiss(self, quiet: Span) -> Iterator[Fault]:
        """What does not go together."""
        if self.evening and quiet.hours.contain_hour(self.evening.at):
            yield ("groups", "evening", "at"), "groups 的晚间小结（evening.at）不能在免打扰时段里"
