"""Nothing that can be typed stops us: every pattern is linear, every text gets an answer."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import nlu
from nlu.dangers import Danger

FLOODS = {
    "digits": "1" * 100_000,
    "numerals": "十" * 100_000,
    "lists": "1、" * 50_000,
    "dashes": "1-" * 50_000,
    "houses": "1栋" * 50_000,
    "floors": "1栋,1层," * 16_000,
    "spaces": " " * 100_000,
    "letters": "a" * 100_000,
    "words": "a b " * 25_000,
    "brackets": "[" * 100_000,
    "markup": "[a](" * 25_000,
    "mentions": "@" * 100_000,
    "commas": "，" * 100_000,
    "children": "孩子" * 50_000,
    "doors": "敲门" * 50_000,
    "lifts": "困电梯" * 33_000,
    "dots": "煤气。" * 33_000,
}


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.walk_packages(nlu.__path__, "nlu."):
        for name, value in vars(importlib.import_module(module.name)).items():
            yield from ((f"{module.name}.{name}", found) for found in _inside(value))


def _inside(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Danger):
        yield from (part for part in (value.words, value.unless, value.also) if part is not None)
    elif isinstance(value, tuple):
        for part in value:
            yield from _inside(part)


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
def test_no_pattern_drowns_in_a_flood(flood: str) -> None:
    """A pattern that takes quadratic time would take minutes here."""
    for _, pattern in patterns():
        for _ in pattern.finditer(flood):
            pass


def test_every_pattern_is_tried() -> None:
    homes = {name.rpartition(".")[0] for name, _ in patterns()}
    assert {
        "nlu.places",
        "nlu.dangers",
        "nlu.damage",
        "nlu.normalise",
        "nlu.splitter",
        "nlu.kinds",
        "nlu.corpus",
    } <= homes
