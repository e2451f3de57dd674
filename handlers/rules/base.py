"""What every part of a policy pack is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from handlers.durations import Duration, Hours

UNIT_KINDS = ("district", "subdistrict", "community", "grid", "estate", "building", "department")


def _duration(given: object) -> Duration:
    return given if isinstance(given, Duration) else Duration.parse(str(given))


def _hour(given: object) -> object:
    # YAML reads an unquoted 22:00 as a number to the base of sixty: 1320.
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 24 * 60:
        return time(given // 60, given % 60)
    return given


def known(given: Iterable[str], choices: Iterable[str], what: str) -> None:
    """ValueError when a word is none of the choices; `what` says in Chinese what the word is."""
    allowed = list(choices)
    for value in given:
        if value not in allowed:
            raise ValueError(f"{what}“{value}”不认识，可用：{'、'.join(allowed)}")


Length = Annotated[Duration, BeforeValidator(_duration)]
Hour = Annotated[time, BeforeValidator(_hour)]
Many = Annotated[int, Field(ge=1)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Span(Part):
    """Hours of the day."""

    start: Hour = Field(alias="from")
    end: Hour = Field(alias="to")

    @property
    def hours(self) -> Hours:
        """As a value that can be asked."""
        return Hours(self.start, self.end)


class Overrides(Part):
    """Days announced after the calendar was made."""

    workdays: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if both := sorted(self.workdays & self.holidays):
            raise ValueError(f"{both[0]} 既写成上班又写成放假")
        return self
