"""Failure is visible: on the desk and in doctor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.base import Limits, Platform, RefusedError, TemporaryError
from storage import health, notes, tree
from storage.database import Database
from storage.health import Failure
from tests.cli_fakes import ORG, Minhu
from tests.fakes import MONDAY, FakeChannel, Town
from tests.web_fakes import Browser, ServedTown
from tests.wire import wait


def test_what_came_in_went_out_and_failed_is_counted_by_channel(database: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", failures=[RefusedError("用户把公众号拉黑了")])
    town = Town(database, tmp_path, channels={"sim": channel})
    town.says("李姐", "你好")
    town.says("王叔", "你好")
    town.later(minutes=1)
    with town.product.database.read() as conn:
        one = health.by_channel(conn, "yb", MONDAY)["sim"]
        assert health.by_channel(conn, "yb", town.clock.now()) == {}
    assert (one.heard, one.sent, one.waiting, one.dead) == (2, 1, 0, 1)
    assert one.heard_at == MONDAY
    assert one.trouble == "用户把公众号拉黑了"
    assert one.failure is not None
    assert (one.failure.at, one.failure.why) == (MONDAY, "用户把公众号拉黑了")
    assert "重发" in one.failure.remedy
    assert not one.mended


def test_what_was_mended_is_told_as_mended_and_a_full_minute_is_no_failure(database: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", Limits(per_recipient_minute=1), failures=[TemporaryError("平台在维护", 30)])
    town = Town(database, tmp_path, channels={"sim": channel})
    town.says("李姐", "你好")
    town.later(minutes=2)
    town.says("李姐", "你好")
    town.says("李姐", "你好")
    with town.product.database.read() as conn:
        one = health.by_channel(conn, "yb", MONDAY)["sim"]
    assert one.failure is not None
    assert (one.failure.at, one.failure.why) == (MONDAY, "平台在维护")
    assert one.mended


class Deaf(Platform):
    """A platform that gives no news."""

    name, title = "deaf", "聋平台"

    async def listen(self) -> None:
        raise TemporaryError("还有别的程序在用同一个 TOKEN 收消息，请停掉它")


def test_a_connection_that_breaks_is_kept_for_the_desk_and_the_doctor(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path, channels={"sim": FakeChannel("sim"), "deaf": Deaf()})
    town.product.org()
    town.product.wires.listen(town.product.platforms.values())
    try:
        wait(lambda: _failing(sqlite))
    finally:
        town.product.wires.close()
    (failure,) = _failing(sqlite)
    assert "收不到消息：还有别的程序" in failure.why


def _failing(database: Database) -> list[Failure]:
    with database.read() as conn:
        return list(health.failures(conn, "yb").values())


def test_the_desk_tells_when_it_failed_and_what_to_do(sqlite: Database, tmp_path: Path) -> None:
    town = ServedTown(sqlite, tmp_path)
    with sqlite.begin() as conn:
        failure = Failure(town.now() - timedelta(hours=1), "平台收下了却没有送到：对方拒收", "请用别的方式联系对方")
        health.failed(conn, "demo", "wecom_kf", failure)
    page = Browser(town).get("/desk/channels").text
    assert "对方拒收" in page
    assert "怎么办：请用别的方式联系对方" in page
    assert "要看一下" in page


def test_doctor_tells_what_only_the_running_product_saw(minhu: Minhu) -> None:
    minhu("import-org", ORG)
    database = Database(f"sqlite:///{minhu.folder / 'var' / 'minhu.db'}")
    with database.begin() as conn:
        (district,) = tree.district_codes(conn)
        failure = Failure(datetime.now(UTC), "平台收下了却没有送到：对方拒收", "请用别的方式联系对方")
        health.failed(conn, district, "wecom_kf", failure)
    database.close()
    ran = minhu("doctor")
    assert "对方拒收" in ran.out
    assert "请用别的方式联系对方" in ran.out


def test_doctor_reads_a_channels_notes_and_changes_none(minhu: Minhu, monkeypatch: pytest.MonkeyPatch) -> None:
    minhu("import-org", ORG)
    for key, value in {"BOT_ID": "b", "SECRET": "s"}.items():
        monkeypatch.setenv(f"MINHU_WECOM_AIBOT__{key}", value)
    database = Database(f"sqlite:///{minhu.folder / 'var' / 'minhu.db'}")
    with database.begin() as conn:
        (district,) = tree.district_codes(conn)
        notes.put(
            conn, district, "wecom_aibot", "trouble", {"kind": "taken_over", "why": "另一个程序接管了（11-16 09:00）"}
        )
    ran = minhu("doctor")
    assert "另一个程序接管了" in ran.out
    with database.read() as conn:
        assert notes.get(conn, district, "wecom_aibot", "trouble", datetime.now(UTC)) is not None
    database.close()


def test_the_desk_shows_the_channels(sqlite: Database, tmp_path: Path) -> None:
    town = ServedTown(sqlite, tmp_path)
    town.says("李姐", "你好")
    page = Browser(town).get("/desk/channels")
    assert page.status_code == 200
    assert "模拟器" in page.text
    assert "收到 1 条" in page.text


def test_a_half_filled_channel_stops_the_start_and_names_what_is_missing(
    minhu: Minhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINHU_OFFICIAL_ACCOUNT__APP_ID", "wx1")
    monkeypatch.setenv("MINHU_OFFICIAL_ACCOUNT__TOKEN", "t")
    ran = minhu("serve", "--port", "0")
    assert ran.code == 2
    assert "MINHU_OFFICIAL_ACCOUNT__SECRET" in ran.err
    assert "MINHU_OFFICIAL_ACCOUNT__TOKEN" not in ran.err


def test_doctor_tells_of_a_half_filled_channel(minhu: Minhu, monkeypatch: pytest.MonkeyPatch) -> None:
    minhu("import-org", ORG)
    monkeypatch.setenv("MINHU_WECOM__CORP_ID", "ww1")
    ran = minhu("doctor")
    assert ran.code == 1
    assert "MINHU_WECOM__SECRET" in ran.out


def test_doctor_asks_the_platforms(minhu: Minhu, monkeypatch: pytest.MonkeyPatch) -> None:
    minhu("import-org", ORG)
    monkeypatch.setenv("MINHU_BRIDGE__SECRETS", '{"pingan": "s"}')
    ran = minhu("doctor")
    assert "pingan 只收不发" in ran.out
    assert "MINHU_BRIDGE__CALLBACKS" in ran.out


def test_a_platform_that_does_not_answer_is_a_sentence(minhu: Minhu, monkeypatch: pytest.MonkeyPatch) -> None:
    minhu("import-org", ORG)
    for key, value in {
        "APP_ID": "wx1", "SECRET": "s", "TOKEN": "t", "AES_KEY": "a" * 43, "API_BASE": "http://127.0.0.1:9",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"MINHU_OFFICIAL_ACCOUNT__{key}", value)
    ran = minhu("doctor")
    assert ran.code == 1
    assert "连不上" in ran.out
