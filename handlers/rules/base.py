"""What every part of a policy pack is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from handlers.durations import Duration, Hours
from handlers.policy_errors import meant

UNIT_KINDS = (
    "district", "subdistrict", "community", "village", "grid", "estate", "building", "enterprise", "department",
    "task_force",
)  # fmt: skip
# Where more words could be meant, the nearest is named instead of all.
MOST_LISTED = 15

# The way to a value in a pack, and what is wrong there.
Way = tuple[int | str, ...]
Fault = tuple[Way, str]

_SHORT_HOUR = re.compile(r"[0-9]:[0-5][0-9]")


def _duration(given: object) -> Duration:
    return given if isinstance(given, Duration) else Duration.parse(str(given))


def _hour(given: object) -> object:
    # YAML reads an unquoted 22:00 as a number to the base of sixty: 1320.
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 24 * 60:
        return time(given // 60, given % 60)
    if isinstance(given, str) and _SHORT_HOUR.fullmatch(given):
        return f"0{given}"
    return given


def known(given: Iterable[str], choices: Iterable[str], what: str) -> None:
    """ValueError when a word is none of the choices; `what` says in Chinese what the word is."""
    for _, said in unknown((), given, choices, what):
        raise ValueError(said)


def unknown(path: Way, given: Iterable[str], choices: Iterable[str], what: str) -> Iterator[Fault]:
    """A sentence for each word that is none of the choices, with the way to where it is written."""
    allowed = list(choices)
    for value in given:
        if value in allowed:
            continue
        near = meant(value, allowed) if len(allowed) > MOST_LISTED else None
        yield path, f"{what}“{value}”不认识，" + (f"是不是想写 {near}" if near else f"可用：{'、'.join(allowed)}")


Length = Annotated[Duration, BeforeValidator(_duration)]
Hour = Annotated[time, BeforeValidator(_hour)]
Many = Annotated[int, Field(ge=1)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Span(Part):
    """Hours of the day; where `to` is the earlier they go on into the next day.

    Attributes:
        start: from when, e.g. "22:00".
        end: until when.
    """

    start: Hour = Field(alias="from")
    end: Hour = Field(alias="to")

    @property
    def hours(self) -> Hours:
        """As a value that can be asked."""
        return Hours(self.start, self.end)


class Overrides(Part):
    """Days announced after the calendar was made.

    Attributes:
        workdays: people work, whatever the calendar says.
        holidays: people do not.
    """

    workdays: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if both := sorted(self.workdays & self.holidays):
            raise ValueError(f"{both[0]} 既写成上班又写成放假")
        return self


# Fields that hold roles, in whatever part: every role needs a title.
_ROLE_FIELDS = ("roles", "reporter_hidden_from", "shown_roles", "who")


def roles_in(part: object, path: Way = ()) -> Iterator[tuple[Way, str]]:
    """Every role named anywhere in a part, and the way to it."""
    for key, value in _inside(part):
        here = (*path, key)
        if key in _ROLE_FIELDS and isinstance(value, frozenset):
            yield from ((here, role) for role in sorted(value) if isinstance(role, str))
        elif key in _ROLE_FIELDS and isinstance(value, tuple):
            yield from (((*here, number), role) for number, role in enumerate(value) if isinstance(role, str))
        yield from roles_in(value, here)


def _inside(part: object) -> Iterable[tuple[int | str, object]]:
    if isinstance(part, Part):
        return [(field.alias or name, getattr(part, name)) for name, field in type(part).model_fields.items()]
    if isinstance(part, dict):
        return part.items()
    return enumerate(part) if isinstance(part, tuple) else ()
