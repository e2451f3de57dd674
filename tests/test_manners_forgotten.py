"""遗忘 reaches what others brought: records that were confirmed, those that wait, and what was learned."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.unlearning import unlearn
from handlers.importing.record import Source
from handlers.manners.words import GONE
from nlu import lessons as file
from storage import inbox, lessons
from storage import unrecorded as rows
from storage.database import Database
from storage.lessons import LEARNED, Lesson
from tests.fakes import MONDAY, Town
from tests.manners_fakes import GROUP, everything, hears, real
from tests.storage_fakes import DISTRICT
from tests.test_import_chat import confirmed, row_of, taken
from tests.test_manners_erasing import erased
from tests.test_manners_recall import proven

IN_GROUP = Source("粘贴", "jy", "sim", GROUP)
TOLD = """王姨美丽 2026/11/16 8:02
3号楼1203暖气不热，老人冻病了，我电话13912345678
老高 2026/11/16 8:03
早上好
"""
SHORT = "李姐 2026/11/16 8:02\n3号楼暖气不热\n老高 2026/11/16 8:03\n李姐说得对\n王哥 2026/11/16 8:05\n有人占车位\n"


@pytest.mark.parametrize("own", [True, False])
def test_what_a_record_told_of_him_goes_whether_or_not_people_said_that_it_is_he(any_town: Town, own: bool) -> None:
    town = any_town
    hears(town, "u1", "早上好", sender_name="王姨美丽")
    confirmed(town, taken(town, TOLD, IN_GROUP), {0: {"do": "open", "own": own}})
    told = erased(town, "u1")
    assert (told.messages, told.tickets) == (2, 1)
    found = everything(town)
    for gone in ("冻病", "王姨美丽", "13912345678", "1203", "'u1'"):
        assert gone not in found, gone
    assert town.ticket().summary == f"供暖问题{GONE}"
    assert rows.is_nobody(town.ticket().reporter)
    proven(town)


def test_whom_people_named_is_found_by_another_name(town: Town) -> None:
    hears(town, "u1", "早上好", sender_name="王姨美丽")
    confirmed(town, taken(town, TOLD, IN_GROUP), {0: {"do": "open", "own": True}})
    with town.product.database.begin() as conn:
        conn.exec_driver_sql("UPDATE residents SET name = '阳光' WHERE account = 'u1'")
        conn.exec_driver_sql("UPDATE inbox SET payload = replace(payload, '王姨美丽', '阳光') WHERE sender = 'u1'")
    erased(town, "u1")
    assert "冻病" not in everything(town)
    proven(town)


def test_the_words_of_a_namesake_stay(town: Town) -> None:
    for account in ("u1", "u2"):
        hears(town, account, "早上好", sender_name="王姨美丽")
    confirmed(town, taken(town, TOLD, IN_GROUP), {0: {"do": "open"}})
    erased(town, "u1")
    assert "冻病" in town.ticket().summary


@pytest.mark.parametrize("source", [IN_GROUP, Source("粘贴", "jy"), Source("居民转来")])
def test_a_record_that_waits_is_without_his_short_words_and_name(town: Town, source: Source) -> None:
    hears(town, "u1", "早上好", sender_name="李姐")
    number = taken(town, SHORT, source)
    erased(town, "u1")
    data = row_of(town, number).data
    assert "李姐" not in str(data)
    assert "暖气" not in str(data)
    assert "说得对" in data["lines"][1]["text"]
    if "proposals" in data:
        assert [one["done"] for one in data["proposals"]] == ["本人要求删除", ""]
        confirmed(town, number)
        assert town.ticket().category == "parking"


def test_where_his_many_troubles_are_gathered_is_forgotten(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, "  pace: {tickets: 3, messages: 40}\n")
    for word in ("3号楼暖气不热", "有人占车位", "5号楼停水", "物业不扫地", "7号楼暖气不热"):
        town.says("zhaoqiang88", f"锦园{word}")
        town.later(minutes=1)
    assert "sim:zhaoqiang88" in everything(town)
    erased(town, "zhaoqiang88")
    assert "zhaoqiang88" not in everything(town)


def test_what_was_learned_of_him_is_written_anew_without_it(town: Town) -> None:
    folder = town.product.settings.models_dir
    folder.mkdir(parents=True, exist_ok=True)
    hears(town, "u1", "铁蛤蟆旁边臭死人了", id="a")
    hears(town, "u2", "谁来管管这个垃圾点", id="b")
    with town.product.database.begin() as conn:
        for message in ("a", "b"):
            row = inbox.by_message(conn, DISTRICT, "sim", message)
            assert row is not None
            text = str(row.payload["text"])
            lessons.put(
                conn,
                Lesson(
                    DISTRICT, row.id, text, "chatter", "sanitation", None, None, "registered", "zx", MONDAY, LEARNED
                ),
            )
    with town.product.database.read() as conn:
        assert unlearn(conn, DISTRICT, folder) == ""
        both = [file.Taught("sanitation", "", "", words) for words in ("铁蛤蟆旁边臭死人了", "谁来管管这个垃圾点")]
        file.write(folder, file.render(both))
        assert unlearn(conn, DISTRICT, folder) == ""
    erased(town, "u1")
    with town.product.database.read() as conn:
        assert "minhu train" in unlearn(conn, DISTRICT, folder)
    assert "谁来管管" in (folder / file.FILE).read_text(encoding="utf-8")
    assert "铁蛤蟆" not in (folder / file.FILE).read_text(encoding="utf-8")
    erased(town, "u2")
    with town.product.database.read() as conn:
        assert "minhu train" in unlearn(conn, DISTRICT, folder)
    assert not (folder / file.FILE).exists()
