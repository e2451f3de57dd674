"""抽查 and 承诺: what inspectors are shown, and what becomes of "明天上午来修"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handlers.rules.base import Length, Many, Part

HintKind = Literal["photo_seen", "photo_old", "reply_pasted", "at_once", "last_minute", "not_solved"]


class Inspection(Part):
    """What is odd about a completion. A hint is for inspectors only, accuses nobody and changes nothing.

    Attributes:
        kinds: which are looked for.
        first_look: how long after 办结 it is looked at, since photos come a little later.
        last_look: how long after 办结 it is looked at again.
        likeness: in so many of 64 bits two pictures of the same photo differ at most.
        taken_before: how much earlier than the ticket a photo may have been taken: clocks of phones are wrong.
        alike: from which share on two replies are one reply.
        shortest: characters of a reply; what is shorter is a formula.
        compare: the replies of how long ago are compared.
        templates: sentences everybody writes; they are left out before replies are compared.
        at_once: 办结 within this after 接单, without having been there and without a photo.
        last_minute: 办结 so shortly before the deadline.
        last_minute_share: and within such a share of the promise: of a short one nearly all would be shortly before.
        last_minute_times: from so many of these on it is a hint.
        last_minute_within: the time in which they are counted.
        keep: how long a hint is kept.
    """

    kinds: tuple[HintKind, ...]
    first_look: Length
    last_look: Length
    likeness: int = Field(ge=0, le=7)
    taken_before: Length
    alike: Annotated[float, Field(gt=0.5, le=1)]
    shortest: Many
    compare: Length
    templates: tuple[str, ...] = ()
    at_once: Length
    last_minute: Length
    last_minute_share: Annotated[float, Field(gt=0, le=1)]
    last_minute_times: Many
    last_minute_within: Length
    keep: Length


class Commitments(Part):
    """A promise with a date.

    Attributes:
        groups: whether what officials and the property company say in a group about a ticket counts.
        remind_before: how long before its time whoever made it is reminded; moved out of quiet hours.
        grace: how long after its time people are asked whether it was kept.
        answer_within: without a word from anybody for so long it is neither kept nor broken.
        shown: over how long a time the share of kept ones is counted.
    """

    groups: bool
    remind_before: Length
    grace: Length
    answer_within: Length
    shown: Length
