# ruff: noqa: PT012, RUF043 - what raises is the whole transaction; patterns with a bar are meant
"""Whatever is wrong with a database, the person who runs it reads one sentence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage import inbox, tree
from storage.database import ConflictError, Database, StorageError
from tests.conftest import PostgresServer
from tests.storage_fakes import message

NOBODY = 65534


def _refused(url: str) -> str:
    """The sentence a database answers with when it is used."""
    with pytest.raises(StorageError) as caught:
        Database(url, patience=0.2).check_reachable()
    said = str(caught.value)
    assert said.endswith("。")
    assert "\n" not in said
    assert "Traceback" not in said
    return said


def _directory(folder: Path) -> str:
    return f"sqlite:///{folder}"


def _text_file(folder: Path) -> str:
    (folder / "a.db").write_text("这不是数据库，而是一封信。" * 100)
    return f"sqlite:///{folder}/a.db"


def _below_a_file(folder: Path) -> str:
    (folder / "a").write_text("")
    return f"sqlite:///{folder}/a/b/minhu.db"


UNUSABLE: dict[str, tuple[Callable[[Path], str], str]] = {
    "a directory": (_directory, "目录"),
    "not a database": (_text_file, "不是 minhu 的数据库"),
    "below a file": (_below_a_file, "同名的文件"),
    "no address": (lambda folder: "minhu.db", "写法不对"),
    "a port of letters": (lambda folder: "postgresql://u:p@host:port/x", "写法不对"),
    "another maker": (lambda folder: "mysql://u:secret@localhost/x", "不支持 mysql"),
    "no server": (lambda folder: "postgresql://u:secret@127.0.0.1:1/x", "没有启动或地址不对"),
    "no server at its socket": (lambda folder: f"postgresql://u@/x?host={folder}", "没有启动或地址不对"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_address_is_one_sentence_without_the_password(case: str, tmp_path: Path) -> None:
    url, expected = UNUSABLE[case]
    said = _refused(url(tmp_path))
    assert expected in said
    assert "secret" not in said


def test_no_database_of_that_name_is_one_sentence(postgres: PostgresServer) -> None:
    assert "没有这个库" in _refused(str(postgres.server.get_uri("nowhere")))


def test_an_empty_database_says_what_to_run(tmp_path: Path, postgres: PostgresServer) -> None:
    postgres.server.psql("CREATE DATABASE empty_one;")
    for url in (f"sqlite:///{tmp_path}/new.db", str(postgres.server.get_uri("empty_one"))):
        database = Database(url)
        with pytest.raises(StorageError, match="minhu db upgrade"), database.read() as conn:
            tree.district_codes(conn)
        database.close()


@contextmanager
def _full(database: Database) -> Iterator[None]:
    """No page may be added to the file."""
    with database.engine.connect() as conn:
        driver = conn.connection.driver_connection
        assert driver is not None
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
    database.close()
    # One connection with the limit: it is kept per connection.
    with database.engine.connect() as conn:
        driver = conn.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA max_page_count={pages}")
    yield


def test_a_full_disk_is_one_sentence_and_nothing_is_half_written(sqlite: Database) -> None:
    with sqlite.begin() as conn:
        inbox.add(conn, message(1))
    with _full(sqlite), pytest.raises(StorageError, match="磁盘已满"), sqlite.begin() as conn:
        for number in range(2, 500):
            inbox.add(conn, message(number, payload={"text": "暖气不热" * 1000}))
    with sqlite.begin() as conn:
        assert len(inbox.get_many(conn, "yb", list(range(500)))) == 1
        assert inbox.add(conn, message(2)), "there is room for a small one, and the connection still works"


def test_a_failed_commit_is_one_sentence_and_nothing_is_written(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(connection: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(StorageError, match="磁盘已满"), sqlite.begin() as conn:
        inbox.add(conn, message(1))
        monkeypatch.setattr(sqlite.engine.dialect, "do_commit", no_room)
    monkeypatch.undo()
    with sqlite.begin() as conn:
        assert inbox.add(conn, message(1))


def test_a_lost_connection_at_commit_is_one_sentence_and_the_next_one_works(postgres: PostgresServer) -> None:
    database = Database(postgres.fresh())
    kill = text("SELECT pg_terminate_backend(:pid)")
    with pytest.raises(StorageError, match="连接断开|正在启动或关闭"), database.begin() as conn:
        inbox.add(conn, message(1))
        pid = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.begin() as other:
            other.execute(kill, {"pid": pid})
    with database.begin() as conn:
        assert inbox.add(conn, message(1)), "what was not confirmed was not written"
    database.close()


def test_connections_that_died_while_idle_are_replaced_unnoticed(postgres: PostgresServer) -> None:
    database = Database(postgres.fresh())
    with database.read() as conn:
        pid = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
    postgres.server.psql(f"SELECT pg_terminate_backend({pid});")
    database.check_reachable()
    database.close()


def test_a_file_that_is_read_only_says_so(sqlite_template: Path) -> None:
    folder = Path(tempfile.mkdtemp())
    shutil.copy(sqlite_template, folder / "minhu.db")
    database = Database(f"sqlite:///{folder}/minhu.db")
    (folder / "minhu.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        with _as_nobody(), pytest.raises(StorageError, match="只读|权限"), database.begin() as conn:
            inbox.add(conn, message(1))
        with _as_nobody(), pytest.raises(StorageError, match="建不了"):
            Database(f"sqlite:///{folder}/below/minhu.db")
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may write everywhere: be somebody else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_locked_by_another_program_is_one_sentence(sqlite: Database) -> None:
    impatient = Database(str(sqlite.url), patience=0.1)
    with closing(sqlite3.connect(str(sqlite.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="占用"), impatient.begin() as conn:
            inbox.add(conn, message(1))
        impatient.check_reachable()
        other.execute("ROLLBACK")
    impatient.close()


def test_a_row_locked_for_too_long_is_one_sentence(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    patient, impatient = Database(url), Database(url, patience=0.1)
    with patient.begin() as conn:
        tree.replace(conn, tree.Tree("yb", "样板区", "default", (), (), (), (), ()))
    change = text("UPDATE districts SET name = 'x'")
    with patient.begin() as first:
        first.execute(change)
        with pytest.raises(StorageError, match="占用"), impatient.begin() as second:
            second.execute(change)
    for database in (patient, impatient):
        database.close()


def test_two_that_lock_each_other_out_are_told_to_try_again(postgres: PostgresServer) -> None:
    database = Database(postgres.fresh())
    with pytest.raises(ConflictError, match="重试"), database.begin() as conn:
        conn.execute(text("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$"))
    database.close()


def test_all_connections_in_use_is_one_sentence(sqlite: Database) -> None:
    crowded = Database(str(sqlite.url), patience=0.1)
    held = [crowded.engine.connect() for _ in range(15)]
    with pytest.raises(StorageError, match="都在使用中"):
        crowded.check_reachable()
    for conn in held:
        conn.close()
    crowded.close()


def test_a_reading_transaction_refuses_to_write(database: Database) -> None:
    with pytest.raises(StorageError, match="只读"), database.read() as conn:
        inbox.add(conn, message(1))
    with database.begin() as conn:
        assert inbox.add(conn, message(1)), "and the connection writes again afterwards"


def test_a_reading_transaction_sees_one_moment(database: Database) -> None:
    with database.read() as reader:
        assert inbox.count_by_state(reader, "yb") == {}
        with database.begin() as writer:
            inbox.add(writer, message(1))
        assert inbox.count_by_state(reader, "yb") == {}


def test_a_mistake_of_the_program_stays_a_mistake_of_the_program(database: Database) -> None:
    with pytest.raises(IntegrityError), database.begin() as conn:
        conn.execute(text("INSERT INTO districts (code, name, policy, version) VALUES ('a', NULL, 'b', 1)"))


def test_an_exception_inside_takes_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.begin() as conn:
        inbox.add(conn, message(1))
        raise ZeroDivisionError
    with database.read() as conn:
        assert inbox.count_by_state(conn, "yb") == {}
