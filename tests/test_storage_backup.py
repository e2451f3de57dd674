"""A backup is whole, private, made while others write, and never in the place of another."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.workflow import ALLOWED
from storage import inbox
from storage.backup import backup
from storage.checks import check
from storage.database import Database, StorageError
from tests.storage_fakes import DISTRICT, lived_in, message

STATES = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}


def test_a_backup_holds_everything_and_is_sound(sqlite: Database, tmp_path: Path) -> None:
    town = lived_in(sqlite, tmp_path)
    to = tmp_path / "备份.db"
    backup(sqlite, to)
    copy = Database(f"sqlite:///{to}")
    with copy.read() as conn:
        assert check(conn, DISTRICT, STATES) == []
        assert conn.execute(text("SELECT count(*) FROM tickets")).scalar() == len(town.tickets())
    copy.close()


def test_a_backup_is_one_private_file(sqlite: Database, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    backup(sqlite, folder / "a.db")
    assert [path.name for path in folder.iterdir()] == ["a.db"]
    assert stat.S_IMODE((folder / "a.db").stat().st_mode) == 0o600


def test_a_backup_works_while_others_write(sqlite: Database, tmp_path: Path) -> None:
    written, enough = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not enough.is_set():
            number += 2
            with sqlite.begin() as conn:
                inbox.add(conn, message(number))
                inbox.add(conn, message(number + 1))
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    written.wait(10)
    try:
        for number in range(5):
            backup(sqlite, tmp_path / f"{number}.db")
    finally:
        enough.set()
        writer.join()
    counts = [_messages(tmp_path / f"{number}.db") for number in range(5)]
    assert counts == sorted(counts)
    assert counts[0] > 0
    assert all(count % 2 == 0 for count in counts), "half a transaction"


def test_a_backup_works_while_somebody_holds_the_write_lock(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.begin() as conn:
        inbox.add(conn, message(2))
        backup(sqlite, tmp_path / "a.db")
    assert _messages(tmp_path / "a.db") == 0


def test_a_backup_never_overwrites(sqlite: Database, tmp_path: Path) -> None:
    to = tmp_path / "a.db"
    to.write_text("昨天的备份")
    with pytest.raises(StorageError, match="已存在"):
        backup(sqlite, to)
    assert to.read_text() == "昨天的备份"


def test_a_name_taken_meanwhile_is_not_overwritten(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "a.db"
    monkeypatch.setattr("storage.backup._to_disk", lambda path: to.write_text("更快的备份"))
    with pytest.raises(StorageError, match="已存在"):
        backup(sqlite, to)
    assert to.read_text() == "更快的备份"
    assert not list(tmp_path.glob(".*"))


def test_a_disk_without_links_gets_its_backup(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(self: Path, target: Path) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    backup(sqlite, tmp_path / "a.db")
    assert _messages(tmp_path / "a.db") == 0


def test_a_folder_that_is_not_there_is_one_sentence(sqlite: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="不存在"):
        backup(sqlite, tmp_path / "no" / "a.db")


def test_a_damaged_database_leaves_no_backup(sqlite: Database, tmp_path: Path) -> None:
    lived_in(sqlite, tmp_path)
    sqlite.close()
    path = Path(str(sqlite.url.database))
    with path.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\x99" * 4096 * 8)
    with pytest.raises(StorageError, match="损坏"):
        backup(sqlite, tmp_path / "a.db")
    assert not (tmp_path / "a.db").exists()
    assert not list(tmp_path.glob(".*"))


def test_postgresql_has_its_own_program_for_this(tmp_path: Path) -> None:
    database = Database("postgresql://nobody@localhost/x")
    with pytest.raises(StorageError, match="pg_dump"):
        backup(database, tmp_path / "a.db")


def _messages(path: Path) -> int:
    with closing(sqlite3.connect(path)) as conn:
        return int(conn.execute("SELECT count(*) FROM inbox").fetchone()[0])
