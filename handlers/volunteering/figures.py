"""接单率 and 完成率 of wishes. Pure: rows in, figures out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.tickets import Ticket

# These were never offered as they stand, or the wisher took them back.
_NOT_COUNTED = ("cancelled", "no_appeal")


@dataclass(frozen=True, slots=True)
class WishRates:
    """Of the wishes of some time.

    Attributes:
        offered: all that were offered; refused and withdrawn ones are not.
        claimed: those that have a volunteer; fulfilled: those whose end counts.
    """

    offered: int
    claimed: int
    fulfilled: int

    @property
    def claim_rate(self) -> float | None:
        """接单率; None where nothing was offered."""
        return self.claimed / self.offered if self.offered else None

    @property
    def fulfil_rate(self) -> float | None:
        """完成率: of those that were claimed; None where none was."""
        return self.fulfilled / self.claimed if self.claimed else None


def rates(wishes: Iterable[Ticket], counted: Sequence[str] = ("solved", "unanswered")) -> WishRates:
    """The figures of these wishes; `counted` are the ends with which an order counts as done."""
    offered = [one for one in wishes if one.status != "out_of_scope" and one.outcome not in _NOT_COUNTED]
    claimed = [one for one in offered if one.accepted_at is not None]
    done = [one for one in claimed if one.status == "closed" and one.outcome in counted]
    return WishRates(len(offered), len(claimed), len(done))
