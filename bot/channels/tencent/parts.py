"""What Tencent's platforms say, read without trust: a part or words of another type count as missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def inner(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object within an object; empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def words(data: Mapping[str, Any], name: str) -> str:
    """A text within an object; empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, str) else ""
