"""Failure is visible: on the desk and in doctor."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.base import RefusedError
from storage import health
from storage.database import Database
from tests.cli_fakes import ORG, Minhu
from tests.fakes import MONDAY, FakeChannel, Town
from tests.web_fakes import Browser, ServedTown


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
