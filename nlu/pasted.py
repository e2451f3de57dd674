"""Whether one reply is another's text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from nlu.normalise import fold

_SENTENCE = re.compile(r"[。！!？?；;，,\n]+")
_NUMBERS = re.compile(r"[0-9]+")
_FORMULA = 85  # per cent: a sentence this like one of a template is none of the writer's own


def bare(words: str, templates: Sequence[str] = ()) -> str:
    """The letters and digits of a reply, without the clauses everybody writes."""
    usual = [_letters(part) for template in templates for part in _SENTENCE.split(fold(template, {}))]
    own = [_letters(part) for part in _SENTENCE.split(fold(words, {}))]
    return "".join(part for part in own if not any(fuzz.ratio(part, one) >= _FORMULA for one in usual if one))


def _letters(words: str) -> str:
    return "".join(char for char in words if char.isalnum())


def alike(one: str, other: str) -> float:
    """How much of two bare replies is the same, 0 to 1; with other numbers in them they tell of something else."""
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return 0.0
    return fuzz.ratio(one, other) / 100
