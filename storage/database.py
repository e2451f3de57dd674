"""The database: SQLite by default, PostgreSQL where a city outgrows one machine; the same code on both."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from storage.trouble import ConflictError, StorageError, sentences

__all__ = ["ConflictError", "Database", "StorageError"]

PATIENCE = 30.0
_LONGEST_STATEMENT = 120
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _dumps(value: object) -> str:
    """Compact JSON that reads well in the file; half a character, which UTF-8 cannot say, stays escaped."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return written if written.isascii() else _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", written)


class Database:
    """Opens transactions.

    SQLite runs in WAL mode with foreign keys on and takes the write lock at the start of a writing
    transaction: a deferred one that has read and then writes fails with BUSY under several writers.
    PostgreSQL writes at READ COMMITTED, where rows are claimed with SKIP LOCKED, and reads from one
    snapshot; a connection that died while idle is replaced before it is used. What the URL says itself
    (`options`, `connect_timeout` …) goes before our settings.

    Args:
        url: SQLAlchemy URL, `sqlite:///path` or `postgresql://…`.
        durable: whether a commit survives a power failure (SQLite `synchronous=FULL`); a replay
            or a measurement may do without.
        patience: seconds to wait for a lock another program holds.

    Raises:
        StorageError: the URL is not one, or its folder cannot be made. Every transaction raises it as well.
    """

    def __init__(self, url: str, *, durable: bool = True, patience: float = PATIENCE) -> None:
        self.url = _parsed(url)
        backend = self.url.get_backend_name()
        self.sqlite = backend == "sqlite"
        self.name = self.url.set(query={}).render_as_string(hide_password=True)
        if self.sqlite:
            self.engine = _sqlite(self.url.set(drivername="sqlite"), durable, patience)
            self._reading: dict[str, Any] = {"minhu_read": True}
        elif backend in ("postgresql", "postgres"):
            self.engine = _postgres(self.url.set(drivername="postgresql+psycopg"), patience)
            self._reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        else:
            raise StorageError(f"数据库只支持 SQLite 和 PostgreSQL，不支持 {backend}。")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One writing transaction; commits at the end, rolls back on any exception."""
        with sentences(self.name), self.engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view that refuses to write; never waits for a writer."""
        with sentences(self.name), self.engine.connect() as plain:
            conn = plain.execution_options(**self._reading)
            with conn.begin():
                yield conn

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def check_reachable(self) -> None:
        """Raise `StorageError` with a sentence when the database cannot be opened."""
        with self.read() as conn:
            conn.execute(text("SELECT 1"))


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError("数据库地址写法不对，应为 sqlite:///路径 或 postgresql://用户:密码@主机/库名。") from error


def _postgres(url: URL, patience: float) -> Engine:
    limits = {
        "statement_timeout": _LONGEST_STATEMENT,
        "lock_timeout": patience,
        # A stopped process must not hold its rows for ever.
        "idle_in_transaction_session_timeout": _LONGEST_STATEMENT,
    }
    ours: dict[str, Any] = {
        "options": " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items()),
        "application_name": "minhu",
        "connect_timeout": 10,
        "keepalives_idle": 30,
        "tcp_user_timeout": 60_000,
    }
    return create_engine(
        url,
        connect_args={name: value for name, value in ours.items() if name not in url.query},
        json_serializer=_dumps,
        pool_pre_ping=True,
        pool_timeout=patience,
    )


def _sqlite(url: URL, durable: bool, patience: float) -> Engine:
    path = url.database
    if path and path != ":memory:" and not path.startswith("file:"):
        _check_path(Path(path))
    engine = create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False, "timeout": patience},
        json_serializer=_dumps,
        pool_timeout=patience,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # We open transactions ourselves: the driver would open deferred ones.
        connection.isolation_level = None
        _write_ahead(connection, patience)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = bool(connection.get_execution_options().get("minhu_read"))
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA query_only={int(reading)}")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to WAL; SQLite does not wait by itself when another process is just switching, too."""
    end = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= end:
                raise
            time.sleep(0.02)


def _check_path(path: Path) -> None:
    if path.is_dir():
        raise StorageError(f"{path} 是一个目录，数据库地址应指向一个文件。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StorageError(f"数据目录 {path.parent} 建不了：路径中有一个同名的文件。") from error
    except OSError as error:
        raise StorageError(f"数据目录 {path.parent} 建不了，请检查权限和磁盘空间。") from error
