"""What meetings, visits and reviews go by, besides when they come round; contact points and panels."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from handlers.durations import Duration
from handlers.rules.base import UNIT_KINDS, Length, Many, Part, known
from handlers.rules.conditions import Words


class Visits(Part):
    """周走访.

    Attributes:
        silent_weeks: from a building nobody wrote for so long somebody should go there.
        unsolved_after: an order that is still open after this time is a reason to go there.
        repeated: so many of one category at one building within `repeated_within` are a repeated trouble.
        repeated_within: see `repeated`.
        most: places on one person's list.
    """

    silent_weeks: Many = 8
    unsolved_after: Length = Duration(7, "d")
    repeated: Annotated[int, Field(ge=2)] = 2
    repeated_within: Length = Duration(90, "d")
    most: Many = 8


class Minutes(Part):
    """Minutes become tasks.

    Attributes:
        due: by when a task without a date is to be done.
    """

    due: Length = Duration(15, "d")


class ContactPoints(Part):
    """1+4 联系点: leaders linked to places, who solve real problems there.

    Attributes:
        at_units: kinds of places that may be linked.
        least, most: how many a year each point is to have.
    """

    roles: Words = ()
    at_units: Words = ("subdistrict", "village", "community", "enterprise")
    least: int = Field(default=2, ge=0)
    most: int = Field(default=3, ge=0)

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.at_units, UNIT_KINDS, "层级")
        if self.least > self.most:
            raise ValueError("contact_points 的 least 不能大于 most")
        return self


class Review(Part):
    """评单: one score of 100 for each finished order: its weights, in parts of their sum.

    Attributes:
        quality: weight of how well it was done.
        speed: weight of the time it took.
        satisfaction: weight of what the resident said.
    """

    quality: float = Field(default=40, ge=0)
    speed: float = Field(default=30, ge=0)
    satisfaction: float = Field(default=30, ge=0)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.quality + self.speed + self.satisfaction <= 0:
            raise ValueError("review 的三项权重不能都是 0")
        return self


class Phases(Part):
    """What the three times are called at which a panel is asked about one project.

    Attributes:
        before, during, after: what that time is called.
    """

    before: str = "实施前"
    during: str = "实施中"
    after: str = "完工后"


class Panels(Part):
    """百姓参政团: who is asked, for how long, and what the three times are called.

    Attributes:
        open_for: how long a poll is open.
    """

    roles: Words = ()
    open_for: Length = Duration(3, "d")
    phases: Phases = Field(default_factory=lambda: Phases())


class Households(Part):
    """家庭档案, by consent only.

    Attributes:
        fields: the only facts that may be kept, from key to what they are called; none: no files here.
    """

    fields: dict[str, str] = Field(default_factory=dict)


class Governance(Part):
    """What comes round besides the cadences themselves, with defaults for packs that say nothing.

    Attributes:
        ledgers: lists kept beside the tickets (资源、需求、项目), from key to Chinese name.
    """

    visits: Visits = Visits()
    minutes: Minutes = Minutes()
    review: Review = Review()
    ledgers: dict[str, str] = Field(default_factory=dict)
    points: ContactPoints = ContactPoints()
    panels: Panels = Panels()
    households: Households = Households()
