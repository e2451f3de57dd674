"""The database: SQLite by default, PostgreSQL where a city outgrows one machine; the same code on both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

_READ = {"minhu_read": True}


class StorageError(Exception):
    """The database cannot be used; the message is one sentence for the person who runs it."""


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Database:
    """Opens transactions.

    SQLite runs in WAL mode with foreign keys on and takes the write lock at the start of a writing
    transaction: a deferred one that has read and then writes fails with BUSY under several writers.

    Args:
        url: SQLAlchemy URL, `sqlite:///path` or `postgresql+psycopg://…`.
        durable: whether a commit survives a power failure (SQLite `synchronous=FULL`); a replay
            or a measurement may do without.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if self.sqlite:
            self.engine = _sqlite(url, durable)
        elif self.url.get_backend_name() == "postgresql":
            self.engine = create_engine(self.url.set(drivername="postgresql+psycopg"), json_serializer=_dumps)
        else:
            raise StorageError(f"数据库只支持 SQLite 和 PostgreSQL，不支持 {self.url.get_backend_name()}。")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One writing transaction; commits at the end, rolls back on any exception."""
        with _sentences(self), self.engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view for reading; never waits for a writer."""
        with _sentences(self), self.engine.connect() as plain:
            conn = plain.execution_options(**_READ)
            with conn.begin():
                yield conn

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def check_reachable(self) -> None:
        """Raise `StorageError` with a sentence when the database cannot be opened."""
        with self.read() as conn:
            conn.execute(text("SELECT 1"))


def _sqlite(url: str, durable: bool) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        _make_folder(Path(path).parent)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False, "timeout": 30},
        json_serializer=_dumps,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # We open transactions ourselves: the driver would open deferred ones.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("minhu_read")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"数据目录 {folder} 不能写入：{error.strerror}。") from error


@contextmanager
def _sentences(database: Database) -> Iterator[None]:
    """Turn what an operator can mend into a sentence; leave the rest as it is."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        raise StorageError(f"数据库 {_name(database)} 无法使用：{_explained(reason)}") from error


def _explained(reason: str) -> str:
    known = {
        "disk is full": "磁盘已满，请清理空间后重启；没有提交的内容会在恢复后重新处理。",
        "readonly database": "文件或目录是只读的，请检查权限。",
        "unable to open": "文件打不开，请检查路径和权限。",
        "not a database": "这个文件不是 minhu 的数据库。",
        "is locked": "被另一个程序占用超过 30 秒。",
        "refused": "PostgreSQL 没有启动或地址不对。",
    }
    return next((said for sign, said in known.items() if sign in reason), reason)


def _name(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)


def is_conflict(error: DBAPIError) -> bool:
    """Whether another transaction was faster (deadlock, serialisation); trying again is right."""
    state: Any = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01"}
