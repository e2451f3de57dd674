"""`minhu import-chat`: files, dates, groups, and exports of the archive."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.wecom_archive.consent import Consents
from bot.channels.wecom_archive.following import Follower
from bot.channels.wecom_archive.settings import WecomArchiveSection
from bot.channels.wecom_archive.taking import Taking
from storage.database import Database
from tests.archive_fakes import GROUP, LI, OTHER_GROUP, WANG, ZHANG, Reading, body
from tests.cli_fakes import ORG, Minhu, one_sentence

AT = datetime(2026, 11, 16, 0, tzinfo=UTC)
SAID = "甜甜妈 2026/11/16 8:02\n3号楼暖气一点都不热，家里才15度\n老高 2026/11/16 8:03\n我家也不热\n"


@pytest.fixture
def district(minhu: Minhu) -> Minhu:
    """A district with a group of the archive in its org file."""
    text = ORG.read_text(encoding="utf-8")
    bound = f"chats:\n  - {{channel: wecom_archive, id: {GROUP}, kind: residents, unit: jy}}"
    assert minhu("import-org", minhu.write("org.yml", text.replace("chats:", bound))).code == 0
    return minhu


def counted(minhu: Minhu, table: str) -> int:
    """How many rows a table has."""
    database = Database(f"sqlite:///{minhu.folder}/var/minhu.db")
    with database.read() as conn:
        found = conn.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608 - a name of ours
    database.close()
    return int(found)


def test_a_record_is_listed_and_waits_for_people(district: Minhu) -> None:
    path = district.write("群.txt", SAID)
    ran = district("import-chat", path, "--estate", "jy")
    assert ran.code == 0, ran.err
    assert "[开工单] 供暖" in ran.out
    assert "锦园小区：读到 2 条，用上 2 条。" in ran.err
    assert "还没有开任何工单" in ran.err
    assert counted(district, "tickets") == 0
    assert counted(district, "imports") == 1


def test_with_yes_it_is_opened_once_however_often_it_is_imported(district: Minhu) -> None:
    path = district.write("群.txt", SAID)
    ran = district("import-chat", path, "--chat", "sim:g-jy", "--yes")
    assert ran.code == 0, ran.err
    assert "开了1张工单" in ran.err
    again = district("import-chat", path, "--chat", "sim:g-jy", "--yes")
    assert "不开1件" in again.err
    assert counted(district, "tickets") == 1


def test_what_is_missing_is_one_sentence(district: Minhu) -> None:
    path = district.write("群.txt", "8:02 甜甜妈\n暖气不热\n8:03 老高\n早")
    one_sentence(district, 2, "请用 --chat 渠道:群号，或 --estate", "import-chat", path)
    one_sentence(district, 2, "组织文件里没有这个群", "import-chat", path, "--chat", "sim:x")
    one_sentence(district, 2, "--date 说明", "import-chat", path, "--estate", "jy")
    one_sentence(district, 2, "--date 要写成", "import-chat", path, "--estate", "jy", "--date", "昨天")
    one_sentence(district, 2, "读不了文件", "import-chat", "没有.txt", "--estate", "jy")
    assert district("import-chat", path, "--estate", "jy", "--date", "2026-11-16").code == 0


def exported(minhu: Minhu) -> str:
    """An export: one who agreed, one who did not, a robot, another group, something taken back, a broken line."""
    rows = [
        body("m1", LI, "agree", {"userid": LI, "agree_time": 1}, AT),
        body("m2", LI, "text", {"content": "3号楼暖气一点都不热，家里才15度"}, AT),
        body("m3", WANG, "text", {"content": "没有同意的话"}, AT),
        body("m4", ZHANG, "text", {"content": "大家早上好"}, AT),
        body("m5", ZHANG, "text", {"content": "撤回的话"}, AT),
        body("m6", ZHANG, "revoke", {"pre_msgid": "m5"}, AT),
        body("m7", ZHANG, "text", {"content": "别的群"}, AT, chat=OTHER_GROUP),
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows] + ['{"broken']
    return str(minhu.write("export.jsonl", lines))


def test_an_export_of_the_archive_is_confirmed_by_people_and_keeps_to_consent(district: Minhu) -> None:
    ran = district("import-chat", exported(district), "--archive")
    assert ran.code == 0, ran.err
    assert "[开工单] 供暖" in ran.out
    assert "没有同意存档 1 条" in ran.err
    assert f"不在组织文件里的群：{OTHER_GROUP}" in ran.err
    assert "第 8 行" in ran.err
    assert (counted(district, "inbox"), counted(district, "tickets"), counted(district, "imports")) == (0, 0, 1)
    database = Database(f"sqlite:///{district.folder}/var/minhu.db")
    with database.read() as conn:
        kept = str(conn.exec_driver_sql("SELECT data FROM imports").scalar_one())
    database.close()
    assert "没有同意的话" not in kept
    assert "撤回的话" not in kept


def test_of_a_group_to_be_confirmed_first_nothing_is_heard_live(sqlite: Database, tmp_path: Path) -> None:
    life = Reading(sqlite, tmp_path)
    life.taking = Taking(life.kit, Consents(life.kit), (), WecomArchiveSection(confirm_first=[GROUP]).confirm_first)
    life.follower = Follower(life.kit, life.archive, life.taking)
    life.archive.agrees(LI)
    life.archive.says(LI, "3号楼暖气不热")
    life.read()
    assert life.stored() == []
    assert life.progress().counts["confirm_first"] == 1
