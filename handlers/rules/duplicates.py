"""When two tickets may be one: how far apart, how much alike, and who puts them together."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handlers.rules.base import Length, Many, Part

Share = Annotated[float, Field(gt=0, le=1)]


class Automatic(Part):
    """What is put together without asking: the same building and category, nothing of somebody's own flat.

    Attributes:
        within: between the two, at most.
        alike: cosine of the words, at least.
    """

    within: Length
    alike: Share


class Duplicates(Part):
    """Which open tickets a new one is compared with, and who decides.

    Attributes:
        within: how old the other may be.
        alike: cosine of the words from which on people are asked.
        most: pairs shown of one ticket.
        roles: who regroups tickets on his own ladder, besides the desk.
        heard: how probably a group's words must have belonged to another ticket than the one they opened for people to
            be asked; none: they never are.
        automatic: what nobody has to be asked about; none: people are always asked.
    """

    within: Length
    alike: Share
    most: Many = 3
    roles: tuple[str, ...] = ()
    heard: Share | None = None
    automatic: Automatic | None = None
