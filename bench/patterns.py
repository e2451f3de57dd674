"""How often a pattern is claimed where there is none, and how soon one is found where there is one.

`python bench/patterns.py` plays invented households one after another, looks for a pattern after each as the
product does, and prints how many of the stories had a claim that was wrong, and how many a claim that was right.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Any

from handlers.evidence.doors import Door
from handlers.evidence.patterns import Pattern, Seen, find
from handlers.rules.evidence import Evidence as Rule

STORIES, MOST = 2_000, 15  # stories of each kind, and households in each
HOUSES, ENTRANCES = 12, 3
AFTER = (3, 5, 8, 12)  # households after which it is asked whether the pattern is found
RIGHT: dict[str, set[str]] = {
    # What a story allows to be said; everything else that is claimed is false.
    "random in one house": {"building"},
    "random in the estate": {"estate"},
    "random in the estate, three in ten are fine": set(),
    "random in one house, three in ten are fine": {"building"},
    "one riser": {"riser", "building"},
    "one riser above a floor": {"riser", "upper", "building"},
    "one entrance": {"entrance", "building"},
    "above a floor": {"upper", "building"},
    "one riser, one in ten elsewhere in the house": {"riser", "building"},
    "one entrance, one in ten elsewhere in the house": {"entrance", "building"},
    "one riser, one in ten on it is well": {"riser", "upper", "building"},
}


def door(dice: random.Random, floors: int, flats: int, **fixed: Any) -> Door:
    """A door anywhere, except for what is fixed."""
    building = fixed.get("building") or str(dice.randint(1, HOUSES))
    entrance = fixed.get("entrance") or str(dice.randint(1, ENTRANCES))
    floor = dice.randint(fixed.get("lowest", 1), floors)
    return Door(building, entrance, f"{floor}{fixed.get('riser') or dice.randint(1, flats):02d}")


def story(kind: str, dice: random.Random) -> Callable[[], tuple[Door, bool]]:
    """Who speaks up next, and whether he has the trouble."""
    floors, flats, low = dice.choice((6, 11, 18, 33)), dice.choice((2, 3, 4)), 0
    fixed: dict[str, Any] = {} if "estate" in kind else {"building": "3"}
    if kind.startswith("one"):
        fixed["entrance"] = "2"
    if "riser" in kind:
        fixed["riser"] = dice.randint(1, flats)
    if "above" in kind:
        low = floors // 2 + 1
    share = 0.3 if "fine" in kind else 0.1 if "is well" in kind else 0.0

    def speaks() -> tuple[Door, bool]:
        if "elsewhere" in kind and dice.random() < 0.1:
            return door(dice, floors, flats, building="3"), True  # his own valve is shut
        # Where there is a pattern one in five who speak live elsewhere in the house, and are well.
        if kind.startswith(("one", "above")) and dice.random() < 0.2:
            while True:
                other = door(dice, floors, flats, building="3")
                hit = (other.entrance == "2" or not kind.startswith("one")) and (other.storey or 0) >= low
                if not hit or ("riser" in kind and int(other.riser or 0) != fixed["riser"]):
                    return other, False
        return door(dice, floors, flats, **fixed, **({"lowest": low} if low else {})), dice.random() >= share

    return speaks


def told(kind: str, dice: random.Random, rule: Rule, houses: int | None) -> dict[int, Pattern]:
    """What is claimed after so many households with the trouble."""
    speaks, found = story(kind, dice), dict[int, Pattern]()
    affected, fine = list[Door](), list[Door]()
    while len(affected) < MOST:
        one, hit = speaks()
        (affected if hit else fine).append(one)
        if hit and (pattern := find(Seen(affected, fine, houses), rule)):
            found[len(affected)] = pattern
    return found


def played(kind: str, stories: int, rule: Rule) -> list[dict[int, Pattern]]:
    """What is claimed in each of so many stories; always the same ones."""
    dice = random.Random(6)  # noqa: S311
    return [told(kind, dice, rule, HOUSES if number % 2 else None) for number in range(stories)]


def false_share(kind: str, stories: int = STORIES, rule: Rule | None = None) -> float:
    """In how many stories something was claimed, at any moment, that is not so."""
    every = played(kind, stories, rule or Rule())
    return sum(any(one.kind not in RIGHT[kind] for one in claims.values()) for claims in every) / stories


def right_share(kind: str, households: int, stories: int = STORIES, rule: Rule | None = None) -> float:
    """In how many the right pattern, and more than just the house, is claimed after so many households."""
    every = played(kind, stories, rule or Rule())
    right = RIGHT[kind] - {"building"}
    return sum(households in claims and claims[households].kind in right for claims in every) / stories


def main() -> None:
    """Print the table."""
    rule = Rule(chance=float(sys.argv[1])) if len(sys.argv) > 1 else Rule()
    print(f"{STORIES} stories each, up to {MOST} households; chance {rule.chance}")  # noqa: T201
    for kind in RIGHT:
        found = "  ".join(f"{count}: {right_share(kind, count, STORIES, rule):.0%}" for count in AFTER)
        print(f"{kind:44} false {false_share(kind, STORIES, rule):6.1%}   right after {found}")  # noqa: T201


if __name__ == "__main__":
    main()
