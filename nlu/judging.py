"""Second minds: whoever can say how probable each meaning of a message is, and is asked when it pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Meaning = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How probable each meaning of one message is.

    Attributes:
        appeal: probability that it is an appeal, among as many appeals as other messages.
        categories: probability of each category, should it be an appeal; a missing one has none.
        intents: probability of each other intent (keys of `Intent`), should it be none.
        emergency: probability that a life is at risk now, should it be an appeal; None where this mind cannot tell.
    """

    appeal: float
    categories: Mapping[str, float]
    intents: Mapping[str, float]
    emergency: float | None = None


class Trouble(StrEnum):
    """Why a mind could not be asked or gave no usable answer; the last one is what doctor and metrics tell."""

    MISSING = "missing"  # its package or its setting is not there
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    REFUSED = "refused"  # it answers, but not to us: a wrong token, no model loaded, a refusal
    NONSENSE = "nonsense"  # an answer that is not what was agreed
    SPENT = "spent"  # today's budget is used up


@dataclass(slots=True)
class Tally:
    """What became of the questions put to one mind since the start of the process.

    Attributes:
        asked: questions put to it.
        answered: of those, the usable answers.
        skipped: questions not even put because it was known to be unavailable.
        trouble: what is wrong with it now; None after a usable answer.
    """

    asked: int = 0
    answered: int = 0
    skipped: int = 0
    trouble: Trouble | None = None


class Judge(Protocol):
    """A second mind beside the embedded engine. Safe on any text; never raises because of its content."""

    name: str
    tally: Tally

    def wanted(self, seen: Judgement) -> bool:
        """Whether it should be asked, after what is known so far."""

    def judge(self, text: str, seen: Judgement) -> Judgement | None:
        """What to believe after asking: its own view or one weighed with `seen`; None when it cannot say.

        Args:
            text: the message as it was written.
        """


@runtime_checkable
class KnowsMeaning(Judge, Protocol):
    """A mind that can also say in which direction a message points."""

    def meaning(self, text: str) -> Meaning | None:
        """A unit vector, near to those of like-minded messages; None for what it cannot read."""

    def tone(self, text: str) -> Meaning | None:
        """A unit vector that tells what a message is to a group's talk; None where there is no ear for it."""
