"""The database a replay is played in: its own, empty at the beginning, never one that people use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import bootstrap
from bot.settings import Settings
from storage import meta, tables, tree
from storage.database import Database, StorageError
from storage.tree import Tree

_KEY = "replay"
FILE = "replay.db"


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of these settings, empty; closed at the end.

    Raises:
        StorageError: it holds a district that was not put there by a replay.
    """
    database = bootstrap.open_database(settings, durable=False)
    try:
        _clear(database)
        yield database
    finally:
        database.close()


def set_up(database: Database, found: Tree) -> None:
    """Put the district in, and remember that all this may be thrown away."""
    with database.begin() as conn:
        tree.replace(conn, found)
        meta.put(conn, _KEY, found.code)


def remove(folder: Path) -> None:
    """Take away the file of an earlier replay."""
    for end in ("", "-wal", "-shm"):
        (folder / f"{FILE}{end}").unlink(missing_ok=True)


def _clear(database: Database) -> None:
    with database.begin() as conn:
        if not tree.district_codes(conn):
            return
        if meta.get(conn, _KEY) is None:
            raise StorageError("这个数据库里已有辖区数据；回放会改动工单，请给它一个空的数据库。")
        for table in reversed(tables.metadata.sorted_tables):
            conn.execute(table.delete())
