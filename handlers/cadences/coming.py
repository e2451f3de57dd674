"""One time that something comes round: what everybody who writes its contents gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.cadences import moments, reach
from handlers.rules.cadences import Cadence
from handlers.work import Work
from storage.cadences import CadenceRow

# A title and its lines.
Section = tuple[str, list[str]]


@dataclass(frozen=True, slots=True)
class Coming:
    """A cadence of a unit, now.

    Attributes:
        units: codes of the unit and of everything below it.
        since: when it came last; the first time about as long ago as lies between two times.
        people: whoever is invited.
    """

    work: Work
    rule: Cadence
    name: str
    unit: str
    units: list[str]
    since: datetime
    people: list[str]

    @classmethod
    def of(cls, work: Work, row: CadenceRow) -> Coming:
        """What a row of the plan stands for; its rule is in force."""
        rule = work.policy.cadences[row.name]
        since = row.last_at or work.now - moments.usual(rule)
        people = reach.invited(work, rule, row.unit)
        return cls(work, rule, row.name, row.unit, reach.codes(work.org, row.unit), since, people)
