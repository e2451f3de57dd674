"""`minhu archive`: a file that somebody else pulled, or the archive in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from tests.archive_fakes import GROUP, LI, OTHER_GROUP, WANG, ZHANG, body
from tests.archive_library import Sealed, compiled
from tests.cli_fakes import ORG, Minhu, command, environment

AT = datetime(2026, 11, 16, 8, tzinfo=UTC)


@pytest.fixture
def district(minhu: Minhu) -> Minhu:
    """A district with the group in its org file."""
    text = ORG.read_text(encoding="utf-8")
    assert "chats:" in text
    bound = f"chats:\n  - {{channel: wecom_archive, id: {GROUP}, kind: residents, unit: jy}}"
    path = minhu.write("org.yml", text.replace("chats:", bound))
    ran = minhu("import-org", path)
    assert ran.code == 0
    assert "通道" not in ran.err
    return minhu


def exported(*rows: tuple[str, str, str]) -> list[str]:
    """Lines of an export: who, the kind, and the words (or who agrees)."""
    lines = []
    for number, (sender, kind, words) in enumerate(rows, 1):
        part = {"userid": sender, "agree_time": 1} if kind == "agree" else {"content": words}
        lines.append(json.dumps(body(f"m{number}", sender, kind, part, AT), ensure_ascii=False))
    return lines


def texts(minhu: Minhu) -> list[str]:
    """What lies in the inbox."""
    database = Database(f"sqlite:///{minhu.folder}/var/minhu.db")
    with database.read() as conn:
        found = conn.exec_driver_sql("SELECT payload FROM inbox ORDER BY id").scalars().all()
    database.close()
    return [json.loads(payload)["text"] for payload in found]


def test_a_file_is_taken_once_however_often_it_is_imported(district: Minhu) -> None:
    lines = exported(
        (LI, "agree", ""), (LI, "text", "3号楼暖气不热"), (WANG, "text", "没有同意"), (ZHANG, "text", "收到")
    )
    vendors = body("v1", ZHANG, "text", {"content": "供应商的格式"}, AT)
    del vendors["msgid"]
    lines += ["{坏的", json.dumps({"seq": 7, "msgid": "v1", "msg": vendors})]
    elsewhere = body("m9", ZHANG, "text", {"content": "别的群"}, AT, OTHER_GROUP)
    file = district.write("rows.jsonl", [*lines, json.dumps(elsewhere), ""])
    for _ in range(2):
        ran = district("archive", "--file", file)
        assert ran.code == 0, ran.err
        assert ran.lines[-3:] == [
            "跳过：第 5 行：这一行不是 JSON", f"不在组织文件里的群：{OTHER_GROUP}",
            "收下 3，群不在组织文件里 1，没有同意存档 1，同意存档 1，读不懂 1。",
        ]  # fmt: skip
    assert texts(district) == ["3号楼暖气不热", "收到", "供应商的格式"]


def test_rows_come_from_standard_input(district: Minhu) -> None:
    ran = district("archive", "--file", "-", stdin="\n".join(exported((ZHANG, "text", "早"))))
    assert (ran.code, ran.lines[-1]) == (0, "收下 1。")
    assert district("archive", "--file", "-").lines[-1] == "文件里没有消息。"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((), 2, "没有设置会话内容存档"),
        (("--file", "none.jsonl"), 1, "文件或目录不存在"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    district: Minhu, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    ran = district("archive", *arguments)
    assert ran.code == code
    assert sentence in ran.err
    assert "Traceback" not in ran.err


def test_without_a_district_it_is_said(minhu: Minhu) -> None:
    ran = minhu("archive", "--file", "-")
    assert ran.code == 1
    assert "还没有辖区数据" in ran.err


def given(minhu: Minhu, sealed: Sealed, **more: Any) -> None:
    """Set it up by the environment."""
    keys = json.dumps({1: str(sealed.folder / "key1.pem")})
    values = {"CORP_ID": str(sealed.folder), "SECRET": "secret-of-the-archive", "PRIVATE_KEYS": keys}
    for key, value in (values | {"LIBRARY": str(sealed.library)} | more).items():
        minhu.monkeypatch.setenv(f"MINHU_WECOM_ARCHIVE__{key}", value)


def test_on_sqlite_it_belongs_to_serve_and_doctor_knows_it(district: Minhu, tmp_path: Path) -> None:
    sealed = Sealed(tmp_path, compiled(tmp_path))
    sealed.key(1)
    given(district, sealed)
    ran = district("archive")
    assert ran.code == 2
    assert "minhu serve" in ran.err
    told = district("doctor").out
    assert "渠道 会话内容存档：还没有取过消息" in told
    given(district, sealed, LIBRARY="/nowhere.so")
    assert "腾讯的库不在这里：/nowhere.so" in district("doctor").out
    given(district, sealed, SECRET="")
    assert "MINHU_WECOM_ARCHIVE__SECRET" in district("doctor").out


@pytest.mark.slow
def test_a_process_that_is_killed_goes_on_where_it_was(district: Minhu, tmp_path: Path, postgres: Any) -> None:
    sealed = Sealed(tmp_path, compiled(tmp_path))
    sealed.key(1)
    said = [f"第{number}句" for number in range(1700)]
    for number, text in enumerate(said):
        sealed.add(body(f"m{number}", ZHANG, "text", {"content": text}, AT), 1)
    given(district, sealed)
    url = postgres.fresh()
    district.monkeypatch.setenv("MINHU_DATABASE_URL", url)
    assert district("import-org", "org.yml").code == 0
    database = Database(url)
    settings = {name: value for name, value in os.environ.items() if name.startswith("MINHU_")}
    try:
        for enough in (1, 700, len(said)):
            with subprocess.Popen(  # noqa: S603 - our own command
                command("archive"), cwd=district.folder, env=environment() | settings, stderr=subprocess.DEVNULL
            ) as process:
                wait_for(database, enough)
                process.send_signal(signal.SIGKILL)
            with database.begin() as conn:
                # As if the time of the one that was killed were over.
                conn.exec_driver_sql("DELETE FROM notes WHERE name = 'turn'")
        with database.read() as conn:
            found = conn.exec_driver_sql("SELECT payload->>'text' FROM inbox ORDER BY id").scalars().all()
        assert found == said
    finally:
        database.close()


def wait_for(database: Database, enough: int) -> None:
    """Until so many messages are stored."""
    end = time.monotonic() + 60
    while True:
        with database.read() as conn:
            if int(conn.exec_driver_sql("SELECT count(*) FROM inbox").scalar() or 0) >= enough:
                return
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
