"""A copy of the whole database while others go on writing."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from storage.database import Database, StorageError


def backup(database: Database, to: Path) -> None:
    """Copy a SQLite database into one file; what was committed before the start is in it.

    The copy appears under its name only when it is complete, checked and on the disk, and is readable
    by its owner only: it holds what residents said.

    Raises:
        StorageError: `to` exists, cannot be written, or the copy is not sound; or the database is
            PostgreSQL, which has its own program for this.
    """
    if not database.sqlite:
        raise StorageError("PostgreSQL 请用它自带的 pg_dump 备份，例如：pg_dump --format=custom --file=备份文件 库名。")
    if to.exists():
        raise StorageError(f"{to} 已存在，备份不会覆盖它，请换一个文件名。")
    database.check_reachable()
    draft = _draft_beside(to)
    try:
        _copy(database, draft)
        _publish(draft, to)
    except sqlite3.Error as error:
        raise StorageError(f"备份没有完成：{error}。请检查 {to.parent} 的磁盘空间和权限。") from error
    finally:
        for left in (draft, Path(f"{draft}-journal"), Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            left.unlink(missing_ok=True)


def _draft_beside(to: Path) -> Path:
    """An empty file in the same folder, so that the last step is a rename."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{to.name}.", suffix=".part", dir=to.parent)
    except FileNotFoundError as error:
        raise StorageError(f"备份目录 {to.parent} 不存在。") from error
    except OSError as error:
        raise StorageError(f"备份目录 {to.parent} 不能写入，请检查权限和磁盘空间。") from error
    os.close(handle)
    return Path(name)


def _copy(database: Database, draft: Path) -> None:
    with closing(database.engine.raw_connection()) as pooled, closing(sqlite3.connect(draft)) as copy:
        source: Any = pooled.driver_connection
        # All pages in one step: in WAL mode that holds up nobody, and nobody's writing makes it start again.
        source.backup(copy)
        # One file that can be carried away, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise StorageError(f"数据库文件有损坏（{found}），没有留下备份；请用以前的备份恢复。")


def _publish(draft: Path, to: Path) -> None:
    """Give the finished copy its name, unless somebody took it meanwhile."""
    _to_disk(draft)
    try:
        # Unlike a rename, a link never replaces what is there.
        to.hardlink_to(draft)
    except FileExistsError as error:
        raise StorageError(f"{to} 已存在，备份不会覆盖它，请换一个文件名。") from error
    except OSError:
        # A disk without links, such as a USB stick.
        draft.rename(to)
    # Some systems cannot open a folder; there the name reaches the disk a little later.
    with suppress(OSError):
        _to_disk(to.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
