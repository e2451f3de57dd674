"""Moments as a replay writes them."""

from __future__ import annotations

from datetime import datetime

from storage.types import CHINA


def local(moment: datetime | None) -> str | None:
    """A moment in the district's zone, ISO 8601 to the second."""
    return None if moment is None else moment.astimezone(CHINA).isoformat(timespec="seconds")
