"""What is made out of rows that are read again and again, kept in this process for some minutes.

Rows that changed are other keys, so nothing stale is answered. What people take back or have erased goes from here at
once where that is done; other processes forget it within minutes of their work.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from time import monotonic
from typing import Any, TypeVar

MOST = 1024  # rows
_A_WHILE = 600.0  # seconds
_KEPT: list[Callable[[], None]] = []

Read = TypeVar("Read", bound=Callable[..., Any])


def remembered(most: int = MOST) -> Callable[[Read], Read]:
    """Make out the same row once, for as many rows as this; what is answered must not be changed."""

    def around(read: Read) -> Read:
        kept = lru_cache(most)(read)
        began = monotonic()

        def forget() -> None:
            nonlocal began
            kept.cache_clear()
            began = monotonic()

        @wraps(read)
        def asked(*row: Hashable) -> Any:
            if monotonic() - began > _A_WHILE:
                forget()
            return kept(*row)

        _KEPT.append(forget)
        return asked  # type: ignore[return-value]

    return around


def forget() -> None:
    """Nothing that was read is kept any more."""
    for one in _KEPT:
        one()
