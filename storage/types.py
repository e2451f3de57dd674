"""Column types and identifiers that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta, timezone
from threading import Lock

from sqlalchemy import Dialect, String
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

# The whole of China keeps one time without summer time; a fixed offset needs no time zone data.
CHINA = timezone(timedelta(hours=8), "CST")

_EPOCH = datetime(2010, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A timezone-aware moment, to the microsecond; it comes back in UTC.

    PostgreSQL keeps it as `timestamptz`. SQLite has no such type: there it is UTC text of fixed width,
    so that text order is time order and the file can be read by eye.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))  # type: ignore[arg-type]

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone: {value!r}")
        if dialect.name == "postgresql":
            return value
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


def moment(value: object) -> datetime:
    """An instant as a driver gives it; PostgreSQL answers in the zone of the session, which is set on the server."""
    return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def first_id(at: datetime) -> int:
    """No identifier of an earlier moment is as great as this."""
    return int((at - _EPOCH).total_seconds() * 1000) << 22


class Ids:
    """Identifiers in order of time, unique without asking the database.

    63 bits: milliseconds since 2010, ten bits that differ between processes, twelve bits of sequence.
    The sequence begins anywhere in its lower half: two processes that drew the same ten bits do not
    meet in every millisecond they share. Rows can be built completely before the transaction opens.
    """

    def __init__(self, node: int | None = None) -> None:
        self._node = secrets.randbelow(1024) if node is None else node % 1024
        self._last = 0
        self._lock = Lock()

    def next(self, now: datetime) -> int:
        """The next identifier at `now`; always greater than every one given before."""
        milliseconds = int((now - _EPOCH).total_seconds() * 1000)
        with self._lock:
            if milliseconds > self._last >> 22:
                self._last = (milliseconds << 22) | (self._node << 12) | secrets.randbelow(2048)
            else:
                self._last += 1
            return self._last
