"""Bringing a database to the version of this code."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from storage.database import Database, StorageError
from storage.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"
# Any number that no other program on the same PostgreSQL is likely to lock.
_LOCK = 7_236_150_417


def head() -> str:
    """The version this code works with."""
    return str(_scripts().get_current_head())


def current(conn: Connection) -> str | None:
    """The version of a database; None for an empty one.

    Raises:
        StorageError: it says that it has several versions at once.
    """
    try:
        return MigrationContext.configure(conn).get_current_revision()
    except CommandError as error:
        raise StorageError("数据库的版本记录不完整，请从备份恢复。") from error


def upgrade(database: Database) -> list[str]:
    """Run the migrations that are missing, all in one transaction; returns their names, oldest first.

    Several processes may start at once: the first one migrates, the others wait and find it done.

    Raises:
        StorageError: the database is newer than this code, incomplete, or not one of ours.
    """
    with database.read() as conn:
        if not _missing(conn):
            return []
    with database.begin() as conn:
        _lock(conn)
        missing = _missing(conn)
        if missing:
            config = _config()
            config.attributes["connection"] = conn
            command.upgrade(config, "head")
        return missing


def _missing(conn: Connection) -> list[str]:
    """The migrations this database lacks, oldest first."""
    before = current(conn)
    tables = set(inspect(conn).get_table_names()) - {_VERSION_TABLE}
    known = [script.revision for script in _scripts().walk_revisions()][::-1]
    if before is None:
        if tables:
            raise StorageError("这个数据库里已有别的表，请换一个空的数据库。")
        return known
    if before not in known:
        raise StorageError("数据库比程序新：请升级程序，或换一个与程序同版本的数据库备份。")
    if before == known[-1] and (lost := sorted(set(metadata.tables) - tables)):
        raise StorageError(f"数据库不完整，缺少表 {'、'.join(lost)}，请从备份恢复。")
    return known[known.index(before) + 1 :]


def _lock(conn: Connection) -> None:
    """Keep other processes from migrating; on SQLite the transaction itself does."""
    if conn.dialect.name == "postgresql":
        # A migration of millions of rows, and waiting for one, may take its time.
        conn.execute(text("SET LOCAL statement_timeout = 0"))
        conn.execute(text("SET LOCAL lock_timeout = 0"))
        conn.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
