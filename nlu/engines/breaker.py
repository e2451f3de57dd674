"""Leaves a mind that failed in peace for a while instead of waiting for its time-out at every message."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Breaker:
    """After `limit` failures in a row nothing is allowed for `rest` seconds, then one trial.

    A trial that fails begins another rest; one whose end is never told makes way for the next after as long.
    Moments are seconds of any clock that never goes back. Safe among threads.
    """

    limit: int = 3
    rest: float = 30.0
    _failures: int = field(default=0, init=False)
    _closed_until: float = field(default=0.0, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def allows(self, now: float) -> bool:
        """Whether to ask now; the one trial after a rest counts as begun with this answer."""
        with self._lock:
            if self._failures < self.limit:
                return True
            if now < self._closed_until:
                return False
            self._closed_until = now + self.rest
            return True

    def succeeded(self) -> None:
        """It answered: all is forgiven."""
        with self._lock:
            self._failures = 0

    def failed(self, now: float) -> None:
        """It did not answer, or not what was agreed."""
        with self._lock:
            self._failures += 1
            self._closed_until = now + self.rest
