"""The migrations make exactly the tables of the code, once, whoever starts first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, inspect, text

from storage import migrate
from storage.database import Database, StorageError
from storage.tables import metadata


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a table."""
    url = f"sqlite:///{tmp_path}/minhu.db"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        name = f"empty{next(server.number)}"
        server.server.psql(f"CREATE DATABASE {name};")
        url = str(server.server.get_uri(name))
    database = Database(url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    """The tables there are."""
    with database.read() as conn:
        return set(inspect(conn).get_table_names())


def test_the_migrations_make_the_tables_of_the_code(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.begin() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    assert tables(empty) == set(metadata.tables) | {"alembic_version"}


def test_partial_indexes_are_partial_on_both_databases(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.read() as conn:
        for table, column in (("clocks", "next_at"), ("outbox", "next_attempt_at"), ("inbox", "next_attempt_at")):
            (index,) = [index for index in inspect(conn).get_indexes(table) if index["name"] == f"ix_{table}_due"]
            condition = str(index["dialect_options"][f"{conn.dialect.name}_where"])
            assert condition.strip("()") == f"{column} IS NOT NULL"


def test_a_database_of_the_first_version_is_brought_to_the_newest_with_its_rows(empty: Database) -> None:
    with empty.begin() as conn:
        config = migrate._config()
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        conn.execute(text("INSERT INTO districts (code, name, policy, version) VALUES ('yb', '样板区', 'default', 1)"))
    assert migrate.upgrade(empty)[0] == "0002"
    with empty.begin() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
        assert conn.execute(text("SELECT name FROM districts")).scalar() == "样板区"


def test_an_upgrade_says_what_it_did_and_does_it_once(empty: Database) -> None:
    done = migrate.upgrade(empty)
    assert done[-1] == migrate.head()
    assert migrate.upgrade(empty) == []
    with empty.read() as conn:
        assert migrate.current(conn) == migrate.head()


def test_several_processes_starting_at_once_migrate_once(empty: Database) -> None:
    url = empty.url.render_as_string(hide_password=False)
    everybody = [Database(url) for _ in range(4)]
    gate, results = threading.Barrier(4), []

    def start(database: Database) -> None:
        gate.wait()
        results.append(migrate.upgrade(database))

    threads = [threading.Thread(target=start, args=(database,)) for database in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for database in everybody:
        database.close()
    assert sorted(results)[:3] == [[], [], []]
    assert sorted(results)[3][-1] == migrate.head()


def test_a_migration_that_breaks_off_leaves_nothing_behind(empty: Database) -> None:
    def break_off(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "CREATE TABLE tickets" in statement:
            raise KeyboardInterrupt

    event.listen(empty.engine, "before_cursor_execute", break_off)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(empty)
    event.remove(empty.engine, "before_cursor_execute", break_off)
    assert tables(empty) == set()
    assert migrate.upgrade(empty)


def test_an_empty_version_table_is_as_good_as_none(empty: Database) -> None:
    with empty.begin() as conn:
        conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    assert migrate.upgrade(empty)


SPOILT = {
    "newer": ("UPDATE alembic_version SET version_num = '9999'", "比程序新"),
    "a table lost": ("DROP TABLE rollups", "缺少表 rollups"),
    "two versions": ("INSERT INTO alembic_version VALUES ('0000')", "版本记录不完整"),
    "no version": ("DELETE FROM alembic_version", "已有别的表"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_database_that_is_not_ours_to_migrate_is_one_sentence(database: Database, case: str) -> None:
    statement, expected = SPOILT[case]
    with database.begin() as conn:
        conn.execute(text(statement))
    before = tables(database)
    with pytest.raises(StorageError, match=expected):
        migrate.upgrade(database)
    assert tables(database) == before


def test_somebody_elses_database_is_left_alone(empty: Database) -> None:
    with empty.begin() as conn:
        conn.execute(text("CREATE TABLE wages (name TEXT)"))
    with pytest.raises(StorageError, match="已有别的表"):
        migrate.upgrade(empty)
    assert tables(empty) == {"wages"}
