"""What every command with a database begins with: settings, database, and a district in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from bot import bootstrap
from bot.commands.saying import FailedError, on_terminal, say
from bot.demo import district
from bot.settings import Settings
from storage import tree
from storage.database import Database

NO_DISTRICT = "还没有辖区数据，请先导入组织文件（minhu import-org 文件），或用 minhu serve --demo 装入演示小区。"


@contextmanager
def database_of(settings: Settings, *, existing: bool = False) -> Iterator[Database]:
    """The database in force, migrated; closed at the end.

    `existing`: whoever only looks must not leave an empty database behind.
    """
    if existing and missing(settings):
        raise FailedError(NO_DISTRICT)
    database = bootstrap.open_database(settings)
    try:
        yield database
    finally:
        database.close()


def missing(settings: Settings) -> bool:
    """Whether the file of a SQLite database is not there yet."""
    path = settings.url.removeprefix("sqlite:///")
    return path != settings.url and not Path(path).exists()


def district_in(database: Database) -> str:
    """Code of the district in a database; a sentence when there is none."""
    with database.read() as conn:
        found = tree.district_codes(conn)
    if not found:
        raise FailedError(NO_DISTRICT)
    return found[0]


def offer_demo(database: Database, wanted: bool) -> None:
    """Put the demo district into an empty database when it is wanted, or the person says so."""
    if bootstrap.districts(database):
        return
    if not wanted and not (on_terminal() and typer.confirm("还没有辖区数据，装入演示小区？", default=True, err=True)):
        return
    district.put(database)
    say("已装入演示小区。")
