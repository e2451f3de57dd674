"""会话内容存档: what was said in a group becomes a ticket, once, in order, and only from who has agreed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import TemporaryError
from bot.channels.wecom_archive import following, rows
from bot.channels.wecom_archive.rows import Row
from handlers.workflow import ALLOWED
from storage import checks, outbox
from storage.database import Database
from tests.archive_fakes import GROUP, LI, WANG, Reading, picture, reading
from tests.wire import wait


class KilledError(Exception):
    """The process ended here."""


@pytest.fixture
def life(sqlite: Database, tmp_path: Path) -> Iterator[Reading]:
    """A town whose residents' group is archived; 李姐 has agreed."""
    with reading(sqlite, tmp_path) as life:
        life.archive.agrees(LI)
        yield life


def test_a_row_becomes_a_ticket_of_the_group(life: Reading) -> None:
    life.archive.says(LI, "3号楼暖气不热")
    life.read()
    ticket = life.town.ticket()
    assert (ticket.channel, ticket.chat, ticket.reporter, ticket.estate) == ("wecom_archive", GROUP, LI, "jy")
    assert life.town.received("yuan")
    (row,) = life.stored()
    assert row.at == life.town.clock.now()


def test_nobody_is_reached_over_what_only_hears(life: Reading) -> None:
    life.archive.says(LI, "3号楼暖气不热")
    life.read()
    life.town.presses("yuan", "accept")
    life.town.presses("yuan", "resolve", "放了气，室温二十一度")
    life.town.later(hours=1)
    with life.town.product.database.read() as conn:
        dead = outbox.dead_letters(conn, "yb")
    # Officials have an account there, too, and are reached on the next; what residents cannot be told is told at
    # the door.
    assert {row.recipient for row in dead} == {LI}
    assert all("会话内容存档不能发送消息" in (row.reason or "") for row in dead)
    assert any("请当面转告" in row.text for row in life.town.received("wang"))


def test_a_backlog_of_many_pages_comes_once_and_in_order_whenever_it_is_restarted(
    life: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "LIMIT", 7)
    said = [f"第{number}句，大家早" for number in range(60)]
    for number, text in enumerate(said):
        life.archive.says(LI, text)
        if number % 9 == 0:
            life.archive.agrees(WANG)
            life.archive.add(LI, "emotion", {"sdkfileid": "x"})
    chance = random.Random(3)
    accept, kit = life.kit.take, life.kit
    for _ in range(60):
        # The process ends before a commit, or after it, or not at all.
        ends = chance.choice(["before", "after", "", ""])

        def take(messages: Any, /, *notes: Any, ends: str = ends) -> Any:
            if ends == "before":
                raise KilledError
            done = accept(messages, *notes)
            done.result(timeout=10)
            if ends == "after":
                raise KilledError
            return done

        life.kit = replace(kit, take=take)
        life.restart()
        with suppress(KilledError):
            life.pull()
    life.kit = kit
    life.restart()
    life.read()
    assert life.texts() == said


def test_an_exact_repetition_by_two_readers_at_once_is_one_message(life: Reading) -> None:
    life.archive.says(LI, "大家早")
    progress = life.progress()
    life.read()
    wires = life.town.product.wires
    wires.submit(life.platform, life.taking.take(life.archive.rows, progress)).result(timeout=10)
    assert life.texts() == ["大家早"]


def test_pictures_and_recordings_are_fetched_by_their_file_id(life: Reading) -> None:
    life.archive.pictures["photo"] = picture()
    life.archive.says(LI, "3号楼暖气不热")
    life.archive.add(LI, "image", {"sdkfileid": "photo", "md5sum": "", "filesize": 1})
    life.archive.add(LI, "voice", {"sdkfileid": "gone"})
    life.read()
    life.town.worker.run_files()
    with life.town.product.database.read() as conn:
        found = conn.exec_driver_sql("SELECT reference, state FROM files ORDER BY id").all()
    assert [tuple(row) for row in found] == [("photo", "kept"), ("gone", "refused")]


def test_a_row_that_cannot_be_read_is_put_aside_and_holds_up_none(
    life: Reading, caplog: pytest.LogCaptureFixture
) -> None:
    life.archive.says(LI, "一")
    life.archive.rows.append(Row(103, trouble="第 1 版私钥打不开这条消息的密钥"))
    life.archive.add(LI, "text", {"content": "没有编号的秘密"})
    del (life.archive.rows[-1].body or {})["msgid"]
    life.archive.says(LI, "二")
    life.archive.add(LI, "text", {"content": "编号太长的秘密"}, msgid="m" * 300)
    life.archive.says(LI, "三")
    life.read()
    assert life.texts() == ["一", "二", "三"]
    assert "秘密" not in life.everything() + caplog.text
    assert [why for _, why in life.progress().aside] == [
        "第 1 版私钥打不开这条消息的密钥", "没有消息编号（msgid）", "消息编号为空或超过191个字符",
    ]  # fmt: skip
    assert "有 3 条读不懂" in life.troubles()


def test_rows_of_a_missing_key_are_fetched_anew_when_it_comes(life: Reading) -> None:
    life.archive.says(LI, "一")
    life.archive.says(LI, "二")
    sealed = replace(life.archive.rows[-1], trouble="没有第 7 版私钥", lacks=7)
    life.archive.rows[-1] = sealed
    life.archive.says(LI, "三")
    life.read()
    assert life.texts() == ["一", "三"]
    assert f"没有第 7 版私钥，第 {sealed.seq} 条起" in life.troubles()
    life.archive.keys.add(7)
    life.restart()
    life.read()
    assert sorted(life.texts()) == ["一", "三", "二"]
    assert "第 7 版" not in life.troubles()
    assert life.progress().counts == {"agree": 1, "heard": 2, "unreadable": 1}


def test_after_too_long_a_stop_it_is_said_what_is_lost(life: Reading, caplog: pytest.LogCaptureFixture) -> None:
    assert "还没有取过" in life.troubles()
    life.read()
    life.town.later(days=3)
    assert "已经过去 3 天 0 小时" in life.troubles()
    life.town.later(days=1, hours=6)
    assert "再过 0 天" not in life.troubles()
    assert "再过 18 小时平台就开始删" in life.troubles()
    life.town.later(days=2)
    assert "平台已经在删" in life.troubles()
    future = life.town.product.wires.submit(life.platform, life.follower.run())
    wait(lambda: "取不回来" in caplog.text)
    future.cancel()
    life.read()
    assert "停得太久，11-16" in life.troubles()


def test_a_failure_of_the_platform_costs_nothing(life: Reading) -> None:
    life.archive.says(LI, "大家早")
    life.archive.failures.append(TemporaryError("网络请求失败"))
    with pytest.raises(TemporaryError):
        life.pull()
    life.read()
    assert life.texts() == ["大家早"]


def test_a_page_is_no_longer_than_the_platform_allows() -> None:
    assert rows.LIMIT <= rows.MOST


def test_on_either_database_what_is_read_is_consistent(database: Database, tmp_path: Path) -> None:
    with reading(database, tmp_path) as life:
        life.archive.agrees(LI)
        life.archive.says(LI, "3号楼暖气不热")
        mistake = life.archive.says(LI, "大家晚上好呀")
        life.read()
        life.archive.revokes(LI, mistake)
        life.read()
        assert life.texts() == ["3号楼暖气不热", ""]
        allowed = {before.value: frozenset(status.value for status in after) for before, after in ALLOWED.items()}
        with database.read() as conn:
            assert checks.check(conn, "yb", allowed) == []
    assert timedelta() < following.TURN
