"""When a resident is asked, and what an answer leads to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

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
    """

    after: Length
    remind_after: Length
    close_after: Length
    reopen_window: Length
    low_score: int = Field(ge=0, le=4)
    texts: dict[str, str]
    dimensions: dict[Dimension, Title] = Field(default_factory=dict, max_length=5)
    by_people: ByPeople | None = None

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
