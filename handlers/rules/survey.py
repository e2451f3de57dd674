"""When a resident is asked, and what an answer leads to."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator

from handlers.calendar import WorkCalendar
from handlers.rules.base import Length, Part
from storage.types import CHINA


class SurveyRule(Part):
    """When a resident is asked, and what an answer leads to.

    Attributes:
        after: how long after 办结 the resident is asked; moved out of quiet hours.
        remind_after: how long without an answer until he is asked again, once.
        close_after: how long after 办结 the ticket is filed without an answer.
        reopen_window: how long after 办结 a "no" reopens it.
        low_score: this and less reopens.
        texts: what the scores "1" to "5" mean.
    """

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
