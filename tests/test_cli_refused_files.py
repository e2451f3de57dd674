"""Whatever is wrong with a file, a database, a disk or a port: an exit code and a sentence."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.database import Database
from tests.cli_fakes import FIXTURES, ORG, Minhu, one_sentence


def test_a_replay_keeps_off_a_database_that_people_use(minhu: Minhu) -> None:
    assert minhu("import-org", ORG).code == 0
    url = f"sqlite:///{minhu.folder}/var/minhu.db"
    played = ["replay", str(FIXTURES / "story.jsonl"), "--org", str(ORG), "--out", "out", "--database-url", url]
    one_sentence(minhu, 1, "这个数据库里已有辖区数据", *played)


def newer(path: Path) -> None:
    """A database that a later version of the program has upgraded."""
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()


def other_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE recipes (name TEXT)")
    conn.close()


def not_a_database(path: Path) -> None:
    path.write_bytes(b"this is no database at all" * 100)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (newer, "数据库比程序新"),
        (other_program, "已有别的表"),
        (not_a_database, "不是"),
        (a_folder, "minhu.db"),
    ],
)
def test_a_database_that_cannot_be_used(minhu: Minhu, spoil: Callable[[Path], None], part: str) -> None:
    minhu("import-org", ORG)
    spoil(minhu.folder / "var" / "minhu.db")
    one_sentence(minhu, 1, part, "export-org")
    one_sentence(minhu, 1, part, "db", "check")


def test_no_database_where_one_is_needed(minhu: Minhu) -> None:
    for arguments in (["export-org"], ["db", "check"], ["dead-letters", "list"]):
        one_sentence(minhu, 1, "还没有辖区数据", *arguments)
    assert not (minhu.folder / "var" / "minhu.db").exists()


def test_a_file_where_the_data_directory_should_be(minhu: Minhu) -> None:
    # Stands for a directory without permission: tests may run as root, whom permissions do not stop.
    blocked = minhu.write("blocked", "a file")
    one_sentence(minhu, 1, "blocked", "import-org", ORG, "--data-dir", blocked)
    one_sentence(minhu, 1, "blocked", "train", "--data-dir", blocked)
    one_sentence(minhu, 1, "blocked", "replay", FIXTURES / "story.jsonl", "--org", ORG, "--out", blocked)


def test_a_full_disk_under_a_file(minhu: Minhu) -> None:
    minhu("import-org", ORG)
    (minhu.folder / "full.yml").symlink_to("/dev/full")
    one_sentence(minhu, 1, "磁盘已满", "export-org", "full.yml")


def test_a_full_disk_under_the_database(minhu: Minhu) -> None:
    def small(self: Database, url: str, **more: bool) -> None:
        opened(self, url, **more)
        event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 40"))

    opened = Database.__init__
    minhu.monkeypatch.setattr(Database, "__init__", small)
    one_sentence(minhu, 1, "磁盘已满", "import-org", ORG)


def test_a_taken_port(minhu: Minhu) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        one_sentence(minhu, 1, "端口已被占用", "serve", "--port", port)


def test_addresses_that_cannot_be_listened_on(minhu: Minhu) -> None:
    minhu.monkeypatch.setenv("MINHU_SECRET_KEY", "a long enough secret")
    one_sentence(minhu, 1, "没有这个地址", "serve", "--host", "203.0.113.7")
    one_sentence(minhu, 1, "不认识", "serve", "--host", "no such host")


@pytest.mark.parametrize("part", ["web", "worker", "clock"])
def test_one_sqlite_file_is_not_shared_between_processes(minhu: Minhu, part: str) -> None:
    one_sentence(minhu, 2, "SQLite", part)


def test_a_database_of_another_kind(minhu: Minhu) -> None:
    minhu.monkeypatch.setenv("MINHU_DATABASE_URL", "mysql://localhost/minhu")
    one_sentence(minhu, 1, "只支持 SQLite 和 PostgreSQL", "db", "upgrade")
