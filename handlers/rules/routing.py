"""Who gets a ticket and who is told."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from handlers.rules.base import UNIT_KINDS, Part, known
from nlu.taxonomy import CATEGORIES


class RungRule(Part):
    """Which roles at which kinds of unit make one rung of the ladder."""

    at: tuple[str, ...] = Field(min_length=1)
    roles: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.at, UNIT_KINDS, "层级")
        return self


class CopyRule(RungRule):
    """Who is told as well for some categories."""

    categories: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_categories(self) -> Self:
        known(self.categories, CATEGORIES, "类别")
        return self


class Routing(Part):
    """Who gets a ticket and who is told."""

    ladder: tuple[RungRule, ...] = Field(min_length=1)
    copies: tuple[CopyRule, ...] = ()
    reporter_hidden_from: frozenset[str] = frozenset()
