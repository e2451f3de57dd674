"""What pattern the households of a trouble make: one riser, one entrance, the upper floors, the whole estate. Pure.

A pattern is claimed when as many households as the policy asks for fit it, hardly any speaks against it, and
households that complained at random would hardly have made it. `PATTERNS` is the whole list, most telling first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import comb
from typing import TypeVar

from handlers.evidence.chances import above, doubt_of, most_in_one
from handlers.evidence.doors import Door
from handlers.rules.evidence import Evidence as Rule

FEWEST_FLATS = 2  # on a floor, where nobody's door tells of more
FEWEST_HOUSES = 2  # of an estate of which nobody said how many it has
WIDE = 3  # houses that make a trouble the estate's
BESIDE = 10  # so much likelier a riser may come about by chance once its entrance is known

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern found.

    Attributes:
        kind: its row of the table.
        where: as officials say it: 3号楼2单元02立管6层以上.
        households: those with the trouble that make it; fine: those without it that confirm it.
        spared: where those are: 3层1户.
        check: where to look first.
        chance: how often households at random would look like this.
        against: those of the place itself who are well all the same.
    """

    kind: str
    where: str
    households: int
    fine: int
    spared: str
    check: str
    chance: float
    against: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Every household heard of, one door each; `houses` is how many the estate has, where somebody said."""

    affected: Sequence[Door]
    fine: Sequence[Door] = ()
    houses: int | None = None

    def of(self, building: str) -> Seen:
        """Those of one house."""
        return Seen(
            [door for door in self.affected if door.building == building],
            [door for door in self.fine if door.building == building],
        )

    @property
    def doors(self) -> list[Door]:
        """All of them."""
        return [*self.affected, *self.fine]

    @property
    def buildings(self) -> list[str]:
        """The houses with the trouble, as first heard of."""
        return list(dict.fromkeys(door.building for door in self.affected if door.building))


def find(seen: Seen, rule: Rule) -> Pattern | None:
    """The most telling pattern there is, of several alike the one most households make; None where there is none."""
    if len(seen.affected) < rule.households:
        return None
    for look in PATTERNS:
        found = [pattern for pattern in look(seen, rule) if pattern.chance <= rule.chance]
        if found:
            return max(found, key=lambda pattern: pattern.households)
    return None


def _risers(seen: Seen, rule: Rule) -> Iterator[Pattern]:
    """The same flats above one another, in one house; of a riser only part where those below or above have none."""
    for building in seen.buildings:
        here = seen.of(building)
        plain = not any(door.entrance for door in here.doors)
        doors = [door for door in here.affected if door.riser and (plain or door.entrance)]
        if not doors:
            continue
        entrance, riser = _commonest([(door.entrance, door.riser) for door in doors])
        known = [door for door in doors if (door.entrance, door.riser) == (entrance, riser)]
        if not _enough(known, here.affected, rule):
            continue
        fine = [door for door in here.fine if door.riser and (plain or door.entrance)]
        same = [door for door in fine if (door.entrance, door.riser) == (entrance, riser)]
        floors, spared = _split(known, same)
        against = len(same) - len(spared)
        doubt = doubt_of(len(doors) - len(known) + against, len(known))
        flats = max(FEWEST_FLATS, *(int(door.riser or 0) for door in here.doors))
        beside = sum(door.entrance == entrance for door in fine) - len(same)
        within = sum(door.entrance == entrance for door in doors)
        if doubt * most_in_one(flats, len(known), within, beside) > BESIDE * rule.chance:
            continue  # the whole entrance may have it
        where = f"{building}号楼" + (f"{entrance}单元" if entrance else "") + f"{riser}立管{floors}"
        chance = most_in_one(_entrances(here) * flats, len(known), len(doors), len(fine) - len(same))
        shown = spared or [door for door in fine if door not in same]
        yield _pattern("riser", where, known, shown, "先查这根立管", doubt * chance, against)


def _floors(seen: Seen, rule: Rule) -> Iterator[Pattern]:
    """Only those above a floor, or only those below it: in a house, else in all of them together."""
    parts = [(f"{building}号楼", seen.of(building)) for building in seen.buildings]
    if len(parts) > 1:
        parts.append(("各楼", seen))
    for where, here in parts:
        known = [door for door in here.affected if door.storey]
        fine = [door for door in here.fine if door.storey]
        if not _enough(known, here.affected, rule) or len(fine) != len(here.fine):
            continue
        floors, spared = [door.storey or 0 for door in known], [door.storey or 0 for door in fine]
        if min(floors) > max(spared, default=1):
            chance = above(min(floors), floors, spared)
            yield _pattern("upper", f"{where}{min(floors)}层以上", known, fine, "先查高区加压和顶部排气", chance)
        elif fine and max(floors) < min(spared):
            chance = 1 / comb(len(floors) + len(spared), len(floors))
            yield _pattern("lower", f"{where}{max(floors)}层以下", known, fine, "先查低区管道和入户阀", chance)


def _one_entrance(seen: Seen, rule: Rule) -> Iterator[Pattern]:
    """One entrance of a house that has several."""
    for building in seen.buildings:
        here = seen.of(building)
        doors = [door for door in here.affected if door.entrance]
        if not doors:
            continue
        entrance = _commonest([door.entrance for door in doors])
        known = [door for door in doors if door.entrance == entrance]
        if _entrances(here) < 2 or not _enough(known, here.affected, rule) or _on_one_riser(known):
            continue
        fine = [door for door in here.fine if door.entrance]
        spared = [door for door in fine if door.entrance != entrance]
        if len(fine) != len(here.fine):
            continue
        against = len(fine) - len(spared)
        doubt = doubt_of(len(doors) - len(known) + against, len(known))
        where = f"{building}号楼{entrance}单元"
        chance = most_in_one(_entrances(here), len(known), len(doors), len(spared))
        yield _pattern("entrance", where, known, spared, "先查这个单元的入口阀门和开关", doubt * chance, against)


def _one_house(seen: Seen, rule: Rule) -> Iterator[Pattern]:
    """One house of the estate."""
    known = [door for door in seen.affected if door.building]
    if len(seen.buildings) != 1 or not _enough(known, seen.affected, rule):
        return
    (building,) = seen.buildings
    fine = [door for door in seen.fine if door.building not in (None, building)]
    chance = most_in_one(_houses(seen), len(known), len(known), len(fine))
    yield _pattern("building", f"只有{building}号楼", known, fine, "先查这栋楼的入楼管线", chance)


def _estate(seen: Seen, rule: Rule) -> Iterator[Pattern]:
    """Several houses, a third of the estate at least, and nobody without the trouble: where all of them hang on."""
    known, houses = [door for door in seen.affected if door.building], len(seen.buildings)
    wide = houses >= max(WIDE, (seen.houses or 0) / 3) and not seen.fine
    if wide and _enough(known, seen.affected, rule) and len(known) >= 3 * rule.households:
        where = f"整个小区（{houses}栋楼都有）"
        yield _pattern("estate", where, known, (), "先查小区总管、换热站或配电室", 0.0)


# Most telling first: who reads of a riser need not be told that it is in one entrance.
PATTERNS: tuple[Callable[[Seen, Rule], Iterator[Pattern]], ...] = (
    _risers,
    _floors,
    _one_entrance,
    _one_house,
    _estate,
)


def _pattern(
    kind: str, where: str, known: Sequence[Door], fine: Sequence[Door], check: str, chance: float, against: int = 0
) -> Pattern:  # fmt: skip
    storeys = sorted({door.storey for door in fine if door.storey})
    spared = f"{storeys[0]}层" if len(storeys) == 1 else f"{storeys[0]}—{storeys[-1]}层" if storeys else ""
    alike = kind in ("riser", "upper", "lower") and spared
    return Pattern(kind, where, len(known), len(fine), spared if alike else "", check, chance, against)


def _enough(known: Sequence[Door], affected: Sequence[Door], rule: Rule) -> bool:
    """Whether there are enough of them, and whether they are most of those it is about."""
    return len(known) >= rule.households and 2 * len(known) > len(affected)


def _commonest(places: Sequence[T]) -> T:
    """The one most of them are; of several the first."""
    return Counter(places).most_common(1)[0][0]


def _on_one_riser(known: Sequence[Door]) -> bool:
    """Whether most of an entrance hang on one riser, so that it is hardly the entrance."""
    risers = Counter(door.riser for door in known if door.riser)
    return bool(risers) and risers.most_common(1)[0][1] > max(3, len(known) * 3 / 4)


def _split(known: Sequence[Door], fine: Sequence[Door]) -> tuple[str, list[Door]]:
    """Which part of a riser it is, empty for all of it, and who on it is well beyond that part: as many as can be."""
    floors = [door.storey or 0 for door in known]
    parts: list[tuple[str, list[Door]]] = [
        ("", []),
        (f"{min(floors)}层以上", [door for door in fine if (door.storey or 0) < min(floors)]),
        (f"{max(floors)}层以下", [door for door in fine if (door.storey or 0) > max(floors)]),
    ]
    return max(parts, key=lambda part: len(part[1]))


def _entrances(here: Seen) -> int:
    """How many entrances a house has at least."""
    named = {door.entrance for door in here.doors if door.entrance}
    return max([1, len(named), *(int(name) for name in named if name.isdecimal())])


def _houses(seen: Seen) -> int:
    """How many houses the estate has at least."""
    named = {door.building for door in seen.doors if door.building}
    return seen.houses or max(FEWEST_HOUSES, len(named))
