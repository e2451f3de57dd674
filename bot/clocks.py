"""What time it is: the machine's, a virtual one, or the machine's moved ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class TimeSource(Protocol):
    """Says what time it is, always with a time zone."""

    def now(self) -> datetime:
        """The present moment."""


class MovableTime(TimeSource, Protocol):
    """A clock that can be moved ahead."""

    def move_to(self, moment: datetime) -> None:
        """Move ahead; never back."""


class MachineTime:
    """The machine's clock, moved ahead by `shift` (nothing, except in the demo)."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self.shift = shift

    def now(self) -> datetime:
        """The machine's moment and the shift."""
        return datetime.now(UTC) + self.shift

    def move_to(self, moment: datetime) -> None:
        """Move ahead; never back."""
        self.shift += max(moment - self.now(), timedelta())


class VirtualTime:
    """A clock that stands until it is moved: a week is replayed in a second."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment it was moved to."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Move ahead; never back."""
        self._now = max(self._now, moment)
