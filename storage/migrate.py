"""Bringing a database to the version of this code."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.database import Database, StorageError

SCRIPTS = Path(__file__).parent / "migrations"


def head() -> str:
    """The version this code works with."""
    return str(_scripts().get_current_head())


def current(conn: Connection) -> str | None:
    """The version of a database; None for an empty one."""
    return MigrationContext.configure(conn).get_current_revision()


def upgrade(database: Database) -> list[str]:
    """Run the migrations that are missing, each in a transaction; returns their names.

    Raises:
        StorageError: the database is newer than this code, or is not one of ours.
    """
    with database.read() as conn:
        before = current(conn)
        foreign = before is None and inspect(conn).get_table_names()
    known = [script.revision for script in _scripts().walk_revisions()]
    if before is not None and before not in known:
        raise StorageError("数据库比程序新：请升级程序，或换一个与程序同版本的数据库备份。")
    if foreign:
        raise StorageError("这个数据库里已有别的表，请换一个空的数据库。")
    if before == head():
        return []
    with database.begin() as conn:
        config = _config()
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
    return [name for name in reversed(known) if before is None or known.index(name) < known.index(before)]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
