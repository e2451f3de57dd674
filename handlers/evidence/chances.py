"""How often households at random would look like a pattern. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, inf

# Of a riser or an entrance: households for each that speaks against it (somebody's own valve is shut), and how much
# rarer a claim must be for each, because there are more ways to make it.
FOR_ONE, DOUBT = 5, 5.0


def doubt_of(against: int, fitting: int) -> float:
    """By what the chance of a pattern is multiplied for those who speak against it; endless where they are many."""
    return DOUBT**against if against <= fitting // FOR_ONE else inf


def most_in_one(places: int, fitting: int, affected: int, spared: int) -> float:
    """How often so many of those that have it are in one of so many places by chance, and none of the spared with them.

    The binomial tail of one place, for each of them (Bonferroni).
    """
    if places <= 1:
        return 1.0
    here, elsewhere = 1 / places, 1 - 1 / places
    tail = sum(
        comb(affected, count) * here**count * elsewhere ** (affected - count) for count in range(fitting, affected + 1)
    )
    return places * tail * elsewhere**spared


def above(lowest: int, floors: Sequence[int], spared: Sequence[int]) -> float:
    """How often nobody below this floor has it by chance."""
    if spared:
        return 1 / comb(len(floors) + len(spared), len(floors))
    # Nobody knows how high the house is: how often would the others be so near to the highest heard of?
    top = max(floors)
    return ((top - lowest + 1) / top) ** (len(floors) - 1)
