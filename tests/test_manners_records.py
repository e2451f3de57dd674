"""不要记录我 holds in records that others bring, where only names stand, and no name is kept for it."""

from __future__ import annotations

from bot import chatimport
from handlers.importing.proposing import UNWANTED
from handlers.importing.record import Source
from storage import tables
from tests.fakes import Town
from tests.manners_fakes import GROUP, everything, hears
from tests.test_import_brought import record, records
from tests.test_import_chat import row_of, taken

IN_GROUP = Source("粘贴", "jy", "sim", GROUP)
HERE = ["甜甜妈", "老高"]


def senders(town: Town, number: int) -> list[str]:
    """Whose words of a record are kept."""
    return [line["sender"] for line in row_of(town, number).data["lines"]]


def test_who_was_heard_before_is_left_out_of_what_a_neighbour_forwards(any_town: Town) -> None:
    town = any_town
    hears(town, "王姨", "早上好")
    hears(town, "王姨", "不要记录我")
    town.says("李姐", "我住锦园小区3号楼2单元501")
    town.says("李姐", record(("王姨", "有人占车位，我住3号楼"), ("老高", "3号楼暖气不热")))
    (row,) = records(town)
    chatimport.prepare(town.product, row.id)
    assert senders(town, row.id) == ["老高"]
    assert row_of(town, row.id).data["counts"]["skipped"][UNWANTED] == 1


def test_and_of_what_is_pasted_for_the_estate_or_one_above(town: Town) -> None:
    hears(town, "wx-77", "早上好", sender_name="王姨")
    hears(town, "wx-77", "不要记录我", sender_name="王姨")
    assert senders(town, taken(town)) == HERE
    assert senders(town, taken(town, source=Source("粘贴", "dong"))) == HERE


def test_who_said_it_before_anything_else_is_known_by_a_mark_of_his_name(any_town: Town) -> None:
    town = any_town
    hears(town, "wx-77", "不要记录我", sender_name="王 姨")
    assert "姨" not in everything(town)
    assert senders(town, taken(town, source=IN_GROUP)) == HERE
    assert senders(town, taken(town)) == HERE
    with town.product.database.read() as conn:
        ((names,),) = conn.execute(tables.unrecorded.select().with_only_columns(tables.unrecorded.c.names)).all()
    assert len(names) == 1


def test_who_is_called_otherwise_later_is_known_by_both_names(town: Town) -> None:
    hears(town, "wx-77", "不要记录我", sender_name="3-1203王姨")
    hears(town, "wx-77", "早上好", sender_name="王姨")
    hears(town, "wx-77", "又下雨了", sender_name="王姨")
    assert senders(town, taken(town)) == HERE
    assert senders(town, taken(town, "3-1203王姨 2026/11/16 8:02\n3号楼暖气不热\n老高 2026/11/16 8:03\n早\n")) == [
        "老高"
    ]


def test_his_namesake_in_another_estate_is_heard(town: Town) -> None:
    hears(town, "wx-77", "不要记录我", sender_name="王姨")
    assert "王姨" in senders(town, taken(town, source=Source("粘贴", "hy")))


def test_who_may_be_recorded_again_is_in_records_again(town: Town) -> None:
    hears(town, "wx-77", "不要记录我", sender_name="王姨")
    hears(town, "wx-77", "可以记录我", sender_name="王姨")
    assert "王姨" in senders(town, taken(town))


def test_who_said_it_in_private_is_left_out_where_he_lives(town: Town) -> None:
    town.says("wx-77", "我住锦园小区3号楼2单元501", sender_name="王姨")
    town.says("wx-77", "不要记录我", sender_name="王姨")
    assert senders(town, taken(town)) == HERE
    assert "王姨" in senders(town, taken(town, source=Source("粘贴", "hy")))
