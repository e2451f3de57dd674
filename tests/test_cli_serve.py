"""`minhu serve` as a process of its own, and the product behind the pages."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import bootstrap
from bot.clocks import MachineTime
from bot.demo import district
from bot.served import Served
from bot.settings import Settings
from bot.worker import Worker
from handlers.messages import Inbound
from storage import meta, migrate, outbox
from storage.database import Database
from tests.cli_fakes import ORG, Minhu, command, environment
from tests.fakes import FakeEngine
from tests.fakes import tree as small_town


@contextmanager
def running(minhu: Minhu, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A served product; yields its address and process, and stops it if nobody did."""
    with subprocess.Popen(  # noqa: S603 - our own command
        command("serve", "--port", "0", *arguments), cwd=minhu.folder, env=environment(), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stderr
        told = ""
        while "已启动" not in told:
            line = process.stderr.readline()
            assert line, f"it ended: {told}"
            told += line
        address = re.search(r"http://\S+", told)
        assert address
        try:
            yield address[0], process
        finally:
            if process.poll() is None:
                process.kill()


def get(url: str) -> tuple[int, str, str]:
    """Status, final address and body of a page."""
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own address
        return answer.status, answer.url, answer.read().decode()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_comes_up_and_goes_down_gracefully(minhu: Minhu, stop: signal.Signals) -> None:
    with running(minhu, "--demo") as (url, process):
        status, address, _ = get(url)
        assert (status, address) == (200, f"{url}/sim")
        assert "true" in get(f"{url}/readyz")[2]
        stream = urllib.request.urlopen(f"{url}/live", timeout=20)  # noqa: S310 - an open page
        process.send_signal(stop)
        assert process.wait(20) == 0
        stream.close()
        assert process.stderr
        assert process.stderr.read().strip().endswith("已停止。")


def test_started_again_without_the_flag_the_demo_is_still_the_demo(minhu: Minhu) -> None:
    database = Database(f"sqlite:///{minhu.folder}/var/minhu.db")
    migrate.upgrade(database)
    district.put(database)
    database.close()
    with running(minhu) as (url, _):
        assert get(url)[1] == f"{url}/sim"


def test_a_real_district_has_no_simulator(minhu: Minhu) -> None:
    minhu("import-org", ORG)
    with running(minhu) as (url, _):
        assert get(url)[1] == f"{url}/desk"


def test_without_data_the_first_page_offers_the_demo(minhu: Minhu) -> None:
    with running(minhu) as (url, _):
        status, address, body = get(url)
        assert (status, address) == (200, f"{url}/" if address.endswith("/") else url)
        assert "演示小区" in body


def test_what_is_said_is_answered_by_the_running_process(minhu: Minhu) -> None:
    minhu("import-org", ORG)
    with running(minhu) as (url, _):
        ran = minhu("chat", "--as", "李姐", stdin="锦园小区3号楼暖气不热\n")
        assert "已登记" in ran.out
        assert "供暖" in get(f"{url}/desk")[2]


def test_on_postgresql_the_parts_run_apart(minhu: Minhu, postgres: Any) -> None:
    url = postgres.fresh()
    minhu.monkeypatch.setenv("MINHU_DATABASE_URL", url)
    assert minhu("import-org", ORG).code == 0
    database = Database(url)
    product = bootstrap.build(Settings(), database, FakeEngine())
    parts = [part(minhu, url, name) for name in (["web", "--port", "0"], ["worker"], ["clock"])]
    try:
        Served(product).accept(Inbound("sim", "m1", product.now(), "李姐", "g-jy", "3号楼暖气不热"))
        assert delivered(database, "yuan")
        for process in parts:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(20) for process in parts] == [0, 0, 0]
    finally:
        database.close()
        for process in parts:
            process.kill()
            process.communicate()


def delivered(database: Database, account: str) -> bool:
    """Whether somebody is sent a message within the next seconds; a leased one is not sent yet."""
    for _ in range(200):
        with database.read() as conn:
            if outbox.of_recipient(conn, "yb", "sim", account):
                return True
        time.sleep(0.1)
    return False


def part(minhu: Minhu, url: str, arguments: list[str]) -> subprocess.Popen[str]:
    """One part of the product as a process, once it says that it runs."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        command(*arguments), cwd=minhu.folder, env=environment() | {"MINHU_DATABASE_URL": url}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr
    for line in process.stderr:
        if "Ctrl+C" in line:
            break
    return process


# --- the product behind the pages, without a process ---


@pytest.fixture
def served(sqlite: Database, settings: Settings) -> Served:
    """A small town behind pages, with the movable clock."""
    bootstrap.import_tree(sqlite, small_town())
    return Served(bootstrap.build(settings.model_copy(update={"demo": True}), sqlite, FakeEngine()))


def code(served: Served) -> str | None:
    """The district served at this moment."""
    return served.district


def say(served: Served, text: str, number: str = "m1") -> None:
    served.accept(Inbound("sim", number, served.now(), "李姐", "g-jy", text))


def test_fast_forward_does_everything_on_the_way_and_is_remembered(served: Served) -> None:
    say(served, "3号楼暖气不热")
    worker = Worker(served.inner)
    while worker.run_until_idle():
        pass
    before = served.now()
    served.advance(timedelta(days=2))
    assert served.now() - before >= timedelta(days=2)
    with served.database.read() as conn:
        kinds = {row.kind for row in outbox.everything(conn, "yb")}
        assert meta.get(conn, bootstrap.SHIFT) > timedelta(days=1, hours=23).total_seconds()
    assert {"remind", "escalate"} <= kinds


def test_outside_the_demo_nobody_moves_the_clock(sqlite: Database, settings: Settings) -> None:
    bootstrap.import_tree(sqlite, small_town())
    served = Served(bootstrap.build(settings, sqlite, FakeEngine()))
    served.advance(timedelta(days=2))
    assert served.now() - datetime.now(UTC) < timedelta(minutes=1)


def test_the_demo_clock_runs_and_never_goes_back() -> None:
    clock = MachineTime(timedelta(hours=1))
    ahead = clock.now()
    clock.move_to(ahead - timedelta(days=1))
    assert clock.now() >= ahead


def test_open_pages_hear_of_every_change_from_any_thread(served: Served) -> None:
    async def listen() -> list[int]:
        news = served.subscribe()
        found = []
        for _ in range(2):
            await asyncio.to_thread(served.inner.changed)
            found.append(await asyncio.wait_for(news.wait(), 5))
        news.close()
        news.close()
        served.inner.changed()
        return found

    assert asyncio.run(listen()) == [1, 2]
    served.inner.changed()


def test_the_first_page_can_load_the_demo(sqlite: Database, settings: Settings) -> None:
    served = Served(bootstrap.build(settings, sqlite, FakeEngine()))
    assert code(served) is None
    served.load_demo()
    assert code(served) == "demo"
    assert served.settings.demo
    assert district.served_from(sqlite)


def test_a_district_imported_by_another_process_is_seen(sqlite: Database, settings: Settings) -> None:
    served = Served(bootstrap.build(settings, sqlite, FakeEngine()))
    assert code(served) is None
    bootstrap.import_tree(sqlite, small_town())
    assert code(served) == "yb"
    assert served.org().person("yuan")


def test_settling_waits_for_the_worker(served: Served) -> None:
    worker = Worker(served.inner)
    worker.start()
    try:
        say(served, "3号楼暖气不热")
        served.settle(20)
        assert delivered(served.database, "yuan")
    finally:
        worker.stop()
