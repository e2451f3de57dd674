"""How minhu listens and talks: how close messages belong together, and how sure it must be."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from handlers.rules.base import Length, Many, Part
from nlu.conversation.listening import Certainty as Certainties
from nlu.understanding import Bounds


class Conversation(Part):
    """How close in time messages belong together, and how patient we are.

    Attributes:
        burst: messages of one person within this belong together.
        thread: "我家也是" joins what a group spoke of within this.
        place_wait: without an answer to "在哪里" for so long the district's desk takes over.
        help_every: a resident is told how to use this at most so often.
        resolution_length: characters that say what was done, at least.
    """

    burst: Length
    thread: Length
    place_wait: Length
    help_every: Length
    resolution_length: Many


class Certainty(Part):
    """From which probability on a message is taken for an appeal, and from which people should look at it.

    Attributes:
        appeal: a message this likely an appeal becomes a ticket.
        unsure: one less likely than that, but this likely, is shown to people.
    """

    appeal: float = Field(gt=0, lt=1)
    unsure: float = Field(gt=0, lt=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.unsure > self.appeal:
            raise ValueError("understanding 的 unsure 不能大于 appeal")
        return self

    @property
    def bounds(self) -> Bounds:
        """The same for an engine."""
        return Bounds(self.appeal, self.unsure)


Share = Annotated[float, Field(gt=0, lt=1)]


class Threads(Part):
    """How sure who listens to a group's conversation must be.

    Attributes:
        new: a message this likely to begin a trouble opens a ticket.
        joined: one this likely to belong to a trouble that is spoken of joins it.
        look: one this likely to belong to any trouble, but not sure enough of which, is shown to people.
    """

    new: Share
    joined: Share
    look: Share

    @property
    def certainty(self) -> Certainties:
        """The same for a listener."""
        return Certainties(self.new, self.joined)


class Listening(Part):
    """How sure we must be: in a group, where most is talk and a wrong ticket is seen by all, and in private.

    Attributes:
        group: in a group, of a message by itself; used where the engine gives no sense of a conversation.
        threads: in a group, of a message within its conversation.
        private: in private.
    """

    group: Certainty
    threads: Threads
    private: Certainty
