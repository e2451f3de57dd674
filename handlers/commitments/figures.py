"""兑现率: how many promises were kept, of those about which somebody knows; by person and by office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handlers.figures import stats
from storage.commitments import Commitment


@dataclass(frozen=True, slots=True)
class Kept(stats.Share):
    """The promises of one person or office.

    Attributes:
        own: of the kept ones, how many only he himself calls kept.
        unknown: nobody said; moved: put off before their time. Neither counts.
    """

    key: tuple[str, str]
    name: str
    kept: int
    broken: int
    own: int
    unknown: int
    moved: int

    @property
    def hits(self) -> int:
        """How many were kept."""
        return self.kept

    @property
    def n(self) -> int:
        """The denominator."""
        return self.kept + self.broken


def by_person(rows: Iterable[Commitment]) -> list[Kept]:
    """Everybody who promised something, by name: no ranks."""
    return _counted(rows, lambda one: (one.person or "", one.name), lambda one: one.name)


def by_office(rows: Iterable[Commitment]) -> list[Kept]:
    """Every office, a role in a unit; the name is left to whoever knows what they are called."""
    return _counted(rows, lambda one: (one.unit, one.role or ""), lambda one: "")


def _counted(
    rows: Iterable[Commitment], key: Callable[[Commitment], tuple[str, str]], name: Callable[[Commitment], str]
) -> list[Kept]:
    groups: dict[tuple[str, str], list[Commitment]] = defaultdict(list)
    for one in rows:
        groups[key(one)].append(one)
    found = [_kept(group, name(ones[-1]), ones) for group, ones in groups.items()]
    return sorted(found, key=lambda one: (one.name, one.key))


def _kept(key: tuple[str, str], name: str, ones: list[Commitment]) -> Kept:
    states = [one.state for one in ones]
    own = sum(one.state == "kept" and one.settled_by == "official" for one in ones)
    return Kept(
        key, name, states.count("kept"), states.count("broken"), own, states.count("unknown"), states.count("moved")
    )
