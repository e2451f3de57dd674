"""What a check of the installation says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: `fail` keeps the product from doing its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was found, and what to do about it."""

    level: Level
    about: str
    found: str
    remedy: str = ""


def ok(about: str, found: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, about, found)


def warn(about: str, found: str, remedy: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(Level.WARN, about, found, remedy)


def fail(about: str, found: str, remedy: str) -> Finding:
    """It does not work like this."""
    return Finding(Level.FAIL, about, found, remedy)
