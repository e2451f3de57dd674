"""How often a paid mind may still be asked today: one count for all processes of a machine, kept over restarts."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = "llm-budget.json"
DISTRICT_OFFSET = 8 * 3600  # seconds the district's clock is ahead of UTC

log = logging.getLogger(__name__)


class _Spent(BaseModel):
    """What stands in the file: the district's day and the calls made on it."""

    model_config = ConfigDict(strict=True, frozen=True)

    day: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    spent: int = Field(ge=0)


class Budget:
    """At most `calls` calls in the district's day.

    The count is read, raised and written under a lock that other processes respect. A damaged file counts as nothing
    spent. Where the folder cannot be written, this process keeps count by itself, and a restart renews the budget.

    Args:
        calls: 0 allows none.
        clock: seconds since 1970.
    """

    def __init__(self, folder: Path, calls: int, clock: Callable[[], float] = time.time) -> None:
        self._file = folder / FILE
        self._calls = calls
        self._clock = clock
        self._own: _Spent | None = None  # only where the folder cannot be written

    def take(self) -> bool:
        """Take one call off what is left today; False when nothing is left."""
        if self._own is not None:
            return self._take_own()
        try:
            with self._locked():
                spent = self._today(self._read())
                if spent.spent >= self._calls:
                    return False
                self._write(_more(spent))
                return True
        except OSError as error:
            log.warning("%s cannot be kept (%s); counting in this process only", self._file, error.strerror)
            self._own = _Spent(day=self._day(), spent=0)
            return self._take_own()

    def spent(self) -> int:
        """Calls made today."""
        try:
            return self._today(self._own or self._read()).spent
        except OSError:
            return 0

    def _take_own(self) -> bool:
        spent = self._today(self._own)
        if spent.spent >= self._calls:
            return False
        self._own = _more(spent)
        return True

    def _today(self, known: _Spent | None) -> _Spent:
        day = self._day()
        return known if known is not None and known.day == day else _Spent(day=day, spent=0)

    def _day(self) -> str:
        return time.strftime("%Y-%m-%d", time.gmtime(self._clock() + DISTRICT_OFFSET))

    def _read(self) -> _Spent | None:
        try:
            return _Spent.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            log.warning("%s is damaged; counting today's calls from 0", self._file)
            return None

    def _write(self, spent: _Spent) -> None:
        # A process killed in the middle leaves the old count, never half a file.
        beside = self._file.with_suffix(".new")
        beside.write_text(spent.model_dump_json(), encoding="utf-8")
        beside.replace(self._file)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # The lock has its own file, because the other one is replaced at every call.
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _more(spent: _Spent) -> _Spent:
    return _Spent(day=spent.day, spent=spent.spent + 1)
