"""APScheduler drives the ticks; nothing is stored in its job store, every deadline is a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

SECONDS = 1.0


class Clock:
    """Calls `tick` every second until stopped.

    A late tick runs once, however late (`coalesce`, no misfire limit), and never beside itself.
    """

    def __init__(self, tick: Callable[[], object], seconds: float = SECONDS) -> None:
        # The time zone is named, or the scheduler would guess the machine's and fail where it has none.
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_job(tick, "interval", seconds=seconds, id="ticks")

    def start(self) -> None:
        """Begin to tick in a background thread."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wait for the running tick and stop; nothing happens when it does not run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
