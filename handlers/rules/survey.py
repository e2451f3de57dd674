"""When a resident is asked, and what an answer leads to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handlers.calendar import WorkCalendar
from handlers.rules.base import Length, Part
from storage.types import CHINA

Dimension = Annotated[str, Field(pattern=r"^[a-z_]{1,16}$")]
Title = Annotated[str, Field(min_length=1, max_length=10)]


class ByPeople(Part):
    """People call where the machine gets no answer.

    Attributes:
        roles: who calls and writes down what was said, besides the desk.
        after: how long after the reminder.
    """

    roles: tuple[str, ...] = ()
    after: Length


class Neighbours(Part):
    """Who is asked besides the reporter of a trouble that several households have.

    Attributes:
        ask: `all` who joined, or a `sample` of as many entrances as possible.
        at_most: how many households the sample has.
        quorum: the share of those who answered that makes it solved; of all who were asked where nobody waits for more.
    """

    ask: Literal["all", "sample"] = "sample"
    at_most: int = Field(default=12, ge=1, le=500)
    quorum: float = Field(default=0.5, gt=0, le=1)


class Partly(Part):
    """What 部分解决 leads to.

    Attributes:
        reopens: how many times it sends a ticket back to work, with what is left named; then it calms it.
        calls: whether after that the level above is asked to call whoever said so.
    """

    reopens: int = Field(default=1, ge=0, le=5)
    calls: bool = True


class SurveyRule(Part):
    """When a resident is asked, and what an answer leads to.

    Attributes:
        after: how long after 办结 the resident is asked; moved out of quiet hours.
        remind_after: how long without an answer until he is asked again, once.
        close_after: how long after 办结 the ticket is filed without an answer.
        reopen_window: how long after 办结 a "no" reopens it.
        low_score: this and less reopens.
        texts: what the scores "1" to "5" mean.
        dimensions: what else is scored after the first score, from key to name, one question each.
        by_people: who calls residents that stay silent; none: nobody does.
        neighbours: who is asked besides the reporter, and how many of them make it solved.
        partly: what 部分解决 leads to.
    """

    after: Length
    remind_after: Length
    close_after: Length
    reopen_window: Length
    low_score: int = Field(ge=0, le=4)
    texts: dict[str, str]
    dimensions: dict[Dimension, Title] = Field(default_factory=dict, max_length=5)
    by_people: ByPeople | None = None
    neighbours: Neighbours = Field(default_factory=Neighbours)
    partly: Partly = Field(default_factory=Partly)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if set(self.texts) != {"1", "2", "3", "4", "5"}:
            raise ValueError('texts 必须正好有 "1" 到 "5" 五个分数的说法')
        calendar, start = WorkCalendar(), datetime(2026, 3, 2, 9, tzinfo=CHINA)
        reminded = self.remind_after.after(self.after.after(start, calendar), calendar)
        if reminded >= self.close_after.after(start, calendar):
            raise ValueError("after 加 remind_after 应短于 close_after，否则提醒之后来不及回答")
        if self.by_people:
            called = self.by_people.after.after(reminded, calendar)
            if called >= self.close_after.after(start, calendar):
                raise ValueError("by_people.after 太长：到打电话的时候工单已经归档了")
        return self
