"""What is counted, what is left out, and when earlier years are a reason to act."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handlers.rules.base import Length, Many, Part
from handlers.rules.routing import Holders

Code = Annotated[str, Field(min_length=1, max_length=20)]


class Above(Part):
    """Who decides about an objection to a refusal of the desk; never whoever refused."""

    roles: tuple[str, ...] = Field(min_length=1)


class Nominate(Part):
    """Residents may name an official for good work.

    Attributes:
        roles: who can be named without a name ("表扬我的服务长"), and is meant by the button, in this order.
        button: whether the answer to five stars has the button.
    """

    roles: tuple[str, ...] = ()
    button: bool = True


class Scorecard(Part):
    """What an official is shown of his own results, compared with the district at the same mix of cases.

    Attributes:
        roles: who has a scorecard.
        months: how many whole months back it looks, the present one besides.
        at_least: answers below which nothing is compared.
    """

    roles: tuple[str, ...] = ()
    months: int = Field(default=3, ge=1, le=24)
    at_least: int = Field(default=20, ge=5)


class Prevention(Part):
    """Tasks before the season.

    Attributes:
        ahead: how long before the month begins the task is given.
        at_least: appeals of one category at one place in the same month of each of the years before.
        years: how many years before it must have been so.
    """

    ahead: Length
    at_least: Many
    years: int = Field(default=1, ge=1, le=10)


class Themes(Part):
    """Early warning: a category rises in a community.

    Attributes:
        weeks: how many weeks before are compared with the last one; at least half of them must have passed.
        at_least: appeals in the last week below which nobody is warned.
        times: so many times the usual week at least.
        chance: how rarely so many would come by chance alone; smaller warns less.
        tell: who is warned.
    """

    weeks: int = Field(default=8, ge=4, le=52)
    at_least: int = Field(default=5, ge=2)
    times: float = Field(default=2.0, ge=1.0)
    chance: float = Field(default=0.001, gt=0, lt=0.1)
    tell: tuple[Holders, ...] = ()


class Figures(Part):
    """The figures; definitions that are the same everywhere are in docs/figures.md.

    Attributes:
        satisfied: this score and more is satisfied.
        exclusions: codes under which an appeal may be left out of the figures, from key to name; none: never.
        exclusion_appeals: who decides when the desk has refused; none: the desk's word is the last.
        nominate: whom residents may name.
        scorecard: what an official is shown of his own results.
        prevention: tasks before the season; none: no tasks.
        themes: early warnings; none: no warnings.
    """

    satisfied: int = Field(default=4, ge=2, le=5)
    exclusions: dict[str, Code] = Field(default_factory=dict)
    exclusion_appeals: Above | None = None
    nominate: Nominate = Nominate()
    scorecard: Scorecard = Scorecard()
    prevention: Prevention | None = None
    themes: Themes | None = None
