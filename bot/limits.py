"""Token buckets: how soon a message may go without exceeding what its platform takes."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, timedelta

from bot.channels.base import Limits


class Pace:
    """Remembers what was sent lately on one channel."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free_at: dict[Hashable, datetime] = {}

    def wait(self, recipient: str, now: datetime) -> timedelta:
        """How long this message has to wait; when not at all, it counts as sent."""
        steps = dict(self._steps(recipient))
        waits = [self._free_at[key] - now for key in steps if key in self._free_at]
        longest = max(waits, default=timedelta())
        if longest > timedelta():
            return longest
        for key, (interval, burst) in steps.items():
            # A bucket that was idle may send `burst` messages at once, then one per interval.
            earliest = now - interval * (burst - 1)
            self._free_at[key] = max(self._free_at.get(key, earliest), earliest) + interval
        return timedelta()

    def _steps(self, recipient: str) -> list[tuple[Hashable, tuple[timedelta, int]]]:
        steps: list[tuple[Hashable, tuple[timedelta, int]]] = []
        if self._limits.per_second:
            steps.append((None, (timedelta(seconds=1 / self._limits.per_second), max(1, int(self._limits.per_second)))))
        if each := self._limits.per_recipient_minute:
            steps.append((recipient, (timedelta(minutes=1) / each, each)))
        return steps
