"""How much alike two messages are: the cosine of their runs of one and two characters, rare runs weighing more.

How rare a run is comes from our own examples and stays the same, so a message is read once, whatever it is compared
with, and messages come and go without anything being counted anew. Pure.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from math import log, sqrt

from nlu import normalise
from nlu.corpus import corpus_files

MAX_CHARS = 400  # what somebody writes beyond that tells no two troubles apart
_REMEMBERED = 8192  # messages that are read once only
_EXAMPLE, _LABEL = "- ", "- intent"
_EVERY = 4  # of our examples is counted

Vector = dict[str, float]


def cosine(first: str, second: str) -> float:
    """How much alike two messages are, from 0 to 1; about 5 µs where both were read before."""
    one, other = vector(first), vector(second)
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other[run] for run, weight in one.items() if run in other))


def shared(first: str, second: str, most: int = 5) -> list[str]:
    """What both say, most telling first: the longest pieces of two characters and more that stand in both."""
    one, other = plain(first), plain(second)
    pieces = set(_pieces(one, other))
    whole = [piece for piece in pieces if not any(piece in longer and piece != longer for longer in pieces)]
    return sorted(whole, key=lambda piece: (-_weight(piece), piece))[:most]


def matter(text: str) -> str:
    """What is wrong, without where and when: doors, dates, numbers and telephones make no two troubles alike."""
    return normalise.mask(normalise.fold(text[:MAX_CHARS], {}))


def plain(text: str) -> str:
    """One width, one case, letters, digits and characters only; a space where something else stood."""
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower()[:MAX_CHARS]
    return " ".join("".join(char if char.isalnum() else " " for char in folded).split())


@lru_cache(maxsize=_REMEMBERED)
def vector(text: str) -> Vector:
    """The weights of a message's runs; their squares add up to 1."""
    counted = Counter(runs(plain(text)))
    weights = {run: (1 + log(times)) * rarity(run) for run, times in counted.items()}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {run: weight / length for run, weight in weights.items()}


def runs(text: str) -> Iterator[str]:
    """Runs of one and two characters, none across a gap."""
    for word in text.split():
        yield from word
        yield from (word[place : place + 2] for place in range(len(word) - 1))


def rarity(run: str) -> float:
    """How much a run tells: 1 for what everybody says, about 11 for what nobody in our examples does."""
    known, lines = commonness()
    return 1 + log((1 + lines) / (1 + known.get(run, 0)))


@cache
def commonness() -> tuple[dict[str, int], int]:
    """In how many of our examples each run stands, and how many examples were read (once, in a quarter of a second).

    The files are read line by line: parsing them as YAML would take seconds, and labels do not matter here. A part
    of them is enough to know what everybody says.
    """
    counted: Counter[str] = Counter()
    said = [
        line.strip()[len(_EXAMPLE) :]
        for path in corpus_files()
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(_EXAMPLE) and not line.strip().startswith(_LABEL)
    ][::_EVERY]
    for line in said:
        counted.update(set(runs(plain(line))))
    return dict(counted), len(said)


def _pieces(one: str, other: str) -> Iterator[str]:
    """The pieces of one text that stand in the other, each as long as it gets from its beginning."""
    for start in range(len(one)):
        end = start + 2
        while end <= len(one) and " " not in one[start:end] and one[start:end] in other:
            end += 1
        if end - 1 - start > 1:
            yield one[start : end - 1]


def _weight(piece: str) -> float:
    return sum(rarity(piece[place : place + 2]) for place in range(len(piece) - 1))
