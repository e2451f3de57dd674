"""What Tencent's platforms say, read without trust: a part or words of another type count as missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_LATEST = 4_102_444_800  # 2100: what is later is no time


def inner(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object within an object; empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def words(data: Mapping[str, Any], name: str) -> str:
    """A text within an object; empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def moment(seconds: Any, otherwise: datetime) -> datetime:
    """A moment told in seconds since 1970; `otherwise` where none is."""
    known = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < _LATEST
    return datetime.fromtimestamp(seconds, UTC) if known else otherwise
