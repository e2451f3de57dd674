"""`import-org`, `export-org`, `dead-letters`, `db` and `doctor`: looking after a district from the terminal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli_fakes import ORG, Minhu


@contextmanager
def rows(minhu: Minhu) -> Iterator[sqlite3.Connection]:
    """The database as somebody with another tool sees it."""
    conn = sqlite3.connect(minhu.folder / "var" / "minhu.db")
    with conn:
        yield conn
    conn.close()


@pytest.fixture
def district(minhu: Minhu) -> Minhu:
    """With the district imported."""
    assert minhu("import-org", ORG).code == 0
    return minhu


def test_a_dry_run_changes_nothing(minhu: Minhu) -> None:
    ran = minhu("import-org", "--dry-run", ORG)
    assert ran.code == 0
    assert "检查通过：样板区（yb）：" in ran.lines[-1]
    assert not (minhu.folder / "var" / "minhu.db").exists()


def test_what_is_exported_can_be_imported_again(district: Minhu) -> None:
    first = district("export-org").out
    for name in ("org.xlsx", "org.yml"):
        assert district("export-org", name).code == 0
        ran = district("import-org", name)
        assert ran.code == 0
        assert "已导入：样板区（yb）：街道 1，社区 1，小区 1，部门 1，人员 6，职责 6，群 1" in ran.lines[-1]
        assert district("export-org").out == first


def test_a_form_nobody_knows_is_refused(district: Minhu) -> None:
    assert district("export-org", "org.csv").lines == ["文件名要以 .yml 或 .xlsx 结尾。"]


def test_a_second_district_in_one_database_is_refused(district: Minhu) -> None:
    text = ORG.read_text(encoding="utf-8").replace("code: yb", "code: yb2").replace("parent: yb", "parent: yb2")
    ran = district("import-org", district.write("two.yml", text.replace("unit: yb}", "unit: yb2}")))
    assert ran.code == 1
    assert "数据库里已有辖区 yb" in ran.lines[-1]


def test_importing_again_keeps_the_tickets(district: Minhu) -> None:
    district("chat", "--as", "李姐", stdin="锦园小区3号楼暖气不热\n")
    district("import-org", ORG)
    assert "供暖" in district("chat", "--as", "李姐", stdin="进度\n").out


def test_the_database_is_upgraded_checked_and_copied(district: Minhu) -> None:
    assert "已是最新版本" in district("db", "upgrade").lines[-1]
    assert "没有问题" in district("db", "check").lines[-1]
    assert "已备份到 copy.db" in district("db", "backup", "copy.db").lines[-1]
    (district.folder / "var" / "files").mkdir()
    told = district("db", "backup", "second.db").lines
    assert "已备份到 second.db" in told[-2]
    assert "请把 var/files 目录一起复制" in told[-1]
    again = district("db", "backup", "copy.db")
    assert (again.code, "已存在" in again.err) == (1, True)
    assert district("db", "backup", "nowhere/copy.db").code == 1


def test_a_new_database_is_made_by_upgrade(minhu: Minhu) -> None:
    assert "已升级到" in minhu("db", "upgrade").lines[-1]
    assert minhu("db", "backup", "x.db", "--data-dir", "elsewhere").code == 1


def test_whoever_changed_a_row_is_found_out(district: Minhu) -> None:
    district("chat", "--as", "李姐", stdin="锦园小区3号楼暖气不热\n")
    assert district("db", "check").code == 0
    with rows(district) as conn:
        conn.execute("UPDATE events SET data = json_set(data, '$.summary', '一切都好') WHERE kind = 'opened'")
    ran = district("db", "check")
    assert ran.code == 1
    assert ran.out.strip()
    assert ran.lines[-1].startswith("发现 ")


def test_dead_letters_are_listed_with_reasons_and_sent_anew(district: Minhu) -> None:
    assert district("dead-letters", "list").lines == ["没有未送达的消息。"]
    assert district("dead-letters", "resend").lines == ["没有未送达的消息。"]
    district("chat", "--as", "李姐", stdin="锦园小区3号楼暖气不热\n")
    with rows(district) as conn:
        conn.execute("UPDATE outbox SET state = 'dead', reason = '渠道没有开启' WHERE recipient = 'yuan'")
        (number,) = conn.execute("SELECT id FROM outbox WHERE state = 'dead'").fetchone()
    listed = district("dead-letters", "list")
    assert str(number) in listed.out
    assert "渠道没有开启" in listed.out
    assert district("dead-letters", "resend", "77").code == 1
    assert district("dead-letters", "resend", str(number)).lines == ["1 条消息将重新发送。"]
    assert district("dead-letters", "list").lines == ["没有未送达的消息。"]


def test_a_healthy_district_has_nothing_to_mend(district: Minhu) -> None:
    ran = district("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert "fail" not in ran.out
    assert "样板区" in ran.out


def test_before_the_first_start_the_doctor_says_what_to_do(minhu: Minhu) -> None:
    ran = minhu("doctor")
    assert ran.code == 0
    assert "第一次运行 minhu serve" in ran.out
    assert not (minhu.folder / "var" / "minhu.db").exists()


def test_places_and_people_nobody_reaches_are_named(minhu: Minhu) -> None:
    text = ORG.read_text(encoding="utf-8")
    lost = text.replace(", accounts: {sim: fwz}", "").replace("title: 院长}", "title: 院长, to: 2020-01-01}")
    minhu("import-org", minhu.write("org.yml", lost))
    ran = minhu("doctor")
    assert "锦园小区没有院长或网格员在任" in ran.out
    assert "王建国" in ran.out


def test_a_district_without_anybody_is_a_failure(minhu: Minhu) -> None:
    head, _, _ = ORG.read_text(encoding="utf-8").partition("people:")
    minhu("import-org", minhu.write("org.yml", head + "people: []\nduties: []\nchats: []\n"))
    ran = minhu("doctor")
    assert ran.code == 1
    assert "fail  负责人" in ran.out
    assert "没有绑定任何群" in ran.out


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("MINHU_HOST", "0.0.0.0", "MINHU_SECRET_KEY"),  # noqa: S104 - that is the point
        ("MINHU_SECRET_KEY", "abc", "登录口令"),
        ("MINHU_NLU_ENGINE", "nix", "没有名为 nix 的引擎"),
        ("MINHU_DATABASE_URL", "mysql://x/y", "只支持 SQLite 和 PostgreSQL"),
        ("MINHU_DATABASE_URL", "postgresql://127.0.0.1:1/x", "PostgreSQL 没有启动"),
        ("MINHU_PORT", "many", "MINHU_PORT"),
    ],
)
def test_wrong_settings_are_named_with_what_to_do(district: Minhu, name: str, value: str, part: str) -> None:
    district.monkeypatch.setenv(name, value)
    ran = district("doctor")
    assert part in ran.out
    assert "→" in ran.out


def test_a_data_directory_that_cannot_be_written_is_a_failure(minhu: Minhu) -> None:
    # A file in its place: tests may run as root, whom permissions do not stop.
    ran = minhu("doctor", "--data-dir", minhu.write("blocked", ""))
    assert ran.code == 1
    assert "fail  数据目录" in ran.out


def test_what_waits_for_people_is_told(district: Minhu, tmp_path: Path) -> None:
    district("chat", "--as", "李姐", stdin="锦园小区3号楼暖气不热\n")
    with rows(district) as conn:
        conn.execute("UPDATE outbox SET state = 'dead', next_attempt_at = NULL WHERE recipient = 'yuan'")
        long_ago = "2020-01-01T00:00:00.000000Z"
        conn.execute("UPDATE outbox SET state = 'pending', next_attempt_at = ? WHERE recipient = 'gr'", [long_ago])
        conn.execute("UPDATE inbox SET state = 'failed'")
    ran = district("doctor")
    for part in ("1 条多次处理失败", "未送达：1 条", "没有在运行"):
        assert part in ran.out
