"""From when on neighbours with the same trouble make a pattern."""

from __future__ import annotations

from pydantic import Field, field_validator

from handlers.rules.base import Part, known
from nlu.taxonomy import CATEGORIES


class Evidence(Part):
    """From when on neighbours with the same trouble make a pattern, and for which troubles one is looked for.

    Attributes:
        households: fewer than these make no pattern.
        chance: a pattern must be rarer than this among households that complain at random.
        categories: troubles that come through pipes and wires; of others neighbours are only counted.
    """

    households: int = Field(default=3, ge=3)
    chance: float = Field(default=0.01, gt=0, lt=0.5)
    categories: tuple[str, ...] = ("heating", "water", "electricity", "gas", "drainage")

    @field_validator("categories")
    @classmethod
    def _known(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        known(given, CATEGORIES, "类别")
        return given
