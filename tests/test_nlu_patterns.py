"""Every pattern of the house is linear: nobody can stop us by typing.

Patterns are found by looking into the modules, so that a new one is tried without anybody thinking of it. A quadratic
one needs minutes for these floods, a linear one milliseconds; the limit between them is generous.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

import handlers
import nlu
from handlers import policy
from handlers.rules.answers import any_of

SIZE = 100_000  # characters of a flood
LIMIT = 2  # seconds of CPU for one pattern and one flood; the slowest needs a tenth of that
FACTORIES = {
    ("headers.py", "_form"),  # likewise
    ("dangers.py", "danger"),  # makes what a table of its module holds, where it is found
    ("blaming.py", "_name"),  # make patterns out of the names and titles of officials, once for each
    ("blaming.py", "_others"),
    ("answers.py", "any_of"),  # makes patterns out of a pack; those of the packs that come with us are found below
}
ELSEWHERE = {"rasa", "torch"}  # packages the product runs without; what imports them may hold no pattern
MISFIT = "\ue0ff"  # at the end of a flood, so that whoever took it all has to give back
ROOT = Path(__file__).parent.parent

UNITS = {
    "digits": "1", "numerals": "三", "ones": "一", "spaces": " ", "letters": "a", "commas": ",", "stops": "。",
    "lines": "\n", "dashes": "1-", "lists": "1、", "houses": "1栋", "floors": "1栋,1层,", "words": "a b ",
    "markup": "[a](", "mentions": "@", "mails": "a@a.", "children": "孩子", "lifts": "困电梯", "degrees": "十五度",
    "times": "第三次", "hours": "三个半小时", "clocks": "晚上11点", "money": "三块二", "joined": "也还没",
}  # fmt: skip

Pattern = re.Pattern[str]


def modules() -> Iterator[ModuleType]:
    """All modules of both packages, but those made to run where another Python has other packages."""
    for package in (nlu, handlers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            try:
                yield importlib.import_module(found.name)
            except ModuleNotFoundError as error:
                if error.name is None or error.name.partition(".")[0] not in ELSEWHERE:
                    raise


def held() -> Iterator[tuple[str, str, Pattern]]:
    """Every pattern that a module of ours holds, wherever in its values: module, name of the value, pattern."""
    for module in modules():
        seen: set[int] = set()
        for name, value in vars(module).items():
            if not name.startswith("__"):
                for pattern in inside(value, module.__name__, seen):
                    yield module.__name__, name, pattern
    for pack in policy.PACKS.glob("*.yml"):
        lost = policy.load(pack.stem).lost
        yield f"{pack.stem}.yml", "lost", any_of(lost.words)
        yield f"{pack.stem}.yml", "seen", any_of(lost.seen)


def inside(value: Any, module: str, seen: set[int]) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif id(value) not in seen:
        seen.add(id(value))
        for part in parts(value, module):
            yield from inside(part, module, seen)


def parts(value: Any, module: str) -> list[Any]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, tuple | list | set | frozenset):
        return list(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    if isinstance(value, type) and value.__module__ == module:
        return list(vars(value).values())
    return []


HELD = list(held())
FOUND = {
    f"{name}#{number}": pattern for number, (pattern, name) in enumerate({p: f"{m}.{n}" for m, n, p in HELD}.items())
}


class TooSlowError(Exception):
    pass


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Break off what uses more CPU than that; the matcher itself looks for signals as it goes."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def floods(pattern: Pattern) -> Iterator[tuple[str, str]]:
    """What may drown a pattern: the usual, and its own words over and over."""
    own = re.findall(r"[\u4e00-\u9fffa-z0-9]+", pattern.pattern)
    longest = sorted(set(own), key=lambda word: (-len(word), word))[:2]
    words = {f"own {number}": word for number, word in enumerate([*longest, "".join(own)[:40]]) if word}
    for name, unit in (words if fixed(pattern) else UNITS | words).items():
        yield name, (unit * (SIZE // len(unit) + 1))[:SIZE] + MISFIT


def fixed(pattern: Pattern) -> bool:
    """Whether nothing in it may be repeated, so that a match is no longer than its words."""
    return not set("*+{") & set(pattern.pattern)


def drown(pattern: Pattern, flood: str) -> None:
    pattern.match(flood)
    pattern.fullmatch(flood)
    for _ in pattern.finditer(flood):
        pass


@pytest.mark.parametrize("name", FOUND)
def test_a_flood_costs_no_more_than_its_length(name: str) -> None:
    pattern = FOUND[name]
    for flood_name, flood in floods(pattern):
        try:
            with at_most(LIMIT):
                drown(pattern, flood)
        except TooSlowError:
            pytest.fail(f"{name} drowns in {flood_name}: {pattern.pattern}")


def test_a_quadratic_pattern_would_be_noticed() -> None:
    with pytest.raises(TooSlowError), at_most(LIMIT):
        drown(re.compile(r"(?:\d+|[一二三])\s*天"), "1" * SIZE + MISFIT)


def test_the_patterns_of_every_module_are_found() -> None:
    homes = {module for module, _, _ in HELD}
    homes |= {module_name(path) for path in sources() if path.name in {name for name, _ in FACTORIES}}
    missed = [path for path in sources() if any(compilations(tree(path))) and module_name(path) not in homes]
    assert missed == []


def test_no_pattern_hides_in_a_function() -> None:
    """Compiled at the top of a module it is found above, and costs nothing at every message."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.Lambda)
        and (path.name, getattr(function, "name", "")) not in FACTORIES
        for call in compilations(function)
    ]
    assert hidden == []


def sources() -> list[Path]:
    return [path for package in ("nlu", "handlers") for path in sorted((ROOT / package).rglob("*.py"))]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def compilations(node: ast.AST) -> Iterator[ast.Call]:
    """Calls such as re.compile(...) and re.sub(...) with a pattern of their own."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr != "escape":
            owner = call.func.value
            if isinstance(owner, ast.Name) and owner.id == "re":
                yield call
