"""Stories about records of a group's talk that residents bring: the desk looks, and what is dangerous does not wait."""

from __future__ import annotations

from bot import chatimport
from handlers.importing.pasted import BROUGHT, pressing
from storage import imports, inbox
from storage.imports import Import
from tests.fakes import MONDAY, Town
from tests.test_import_chat import SAID, confirmed

GAS = """群聊的聊天记录

2026-11-16 07:40:02 王姨
早上好

2026-11-16 07:41:10 老高
3号楼2单元楼道煤气味很大，快来人

2026-11-16 07:43:00 甜甜妈
我也闻到了
"""


def records(town: Town) -> list[Import]:
    with town.product.database.read() as conn:
        return imports.latest(conn, town.product.district, 5)


def test_a_record_that_a_resident_brings_waits_for_the_desk(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "我住锦园小区3号楼2单元501")
    outcome = town.says("李姐", SAID)
    assert outcome is not None
    assert (outcome.reason, outcome.ticket_id) == ("聊天记录", None)
    said = town.received("李姐")[-1].text
    assert "收到您转来的聊天记录：读到 3 条，用上 3 条" in said
    assert "要紧的事请直接打字告诉我" in said
    assert "有居民转来一段群聊记录" in town.received("zx")[-1].text
    assert town.tickets() == []
    (row,) = records(town)
    assert (row.source, row.unit, row.taken_by) == (BROUGHT, "jy", "")
    with town.product.database.read() as conn:
        *_, message = inbox.talk(conn, town.product.district, "sim", None, "李姐")
    assert not message.payload["text"]
    chatimport.prepare(town.product, row.id)
    assert "开了2张工单" in confirmed(town, row.id)
    assert [ticket.category for ticket in town.tickets()] == ["heating", "parking"]


def test_the_desk_is_told_once_of_several_records(town: Town) -> None:
    for minute in range(3):
        town.says("李姐", SAID.replace("8:02", f"8:0{minute}"))
    town.says("老马", SAID.replace("8:02", "7:59"))
    told = [row for row in town.received("zx") if "群聊记录" in row.text]
    assert (len(records(town)), len(told)) == (4, 1)
    town.later(hours=1)
    town.says("老马", SAID.replace("8:02", "7:58"))
    assert len([row for row in town.received("zx") if "群聊记录" in row.text]) == 2


def test_a_danger_told_in_it_calls_people_at_once_and_the_rest_waits(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "我住锦园小区3号楼2单元501")
    outcome = town.says("李姐", GAS)
    assert outcome is not None
    (ticket,) = town.tickets()
    assert outcome.ticket_id == ticket.id
    assert (ticket.category, ticket.urgency, ticket.building) == ("gas", "emergency", "3")
    assert "王姨" not in ticket.summary
    assert "煤气味" in ticket.summary
    assert [row.source for row in records(town)] == [BROUGHT]


def test_what_was_dangerous_days_ago_alarms_nobody(town: Town) -> None:
    town.says("李姐", GAS.replace("11-16", "11-13"))
    assert town.tickets() == []
    assert len(records(town)) == 1


def test_a_record_nobody_can_use_is_answered_with_what_to_do(town: Town) -> None:
    town.says("李姐", "群聊的聊天记录\n\n2026-11-16 07:40:02 王姨\n[动画表情]\n")
    assert "是什么事、在哪儿，请直接打字说" in town.received("李姐")[-1].text
    assert records(town) == []


def test_words_of_his_own_are_understood_whole() -> None:
    for words in ("3号楼暖气不热", "两件事：\n楼道灯坏了\n电梯也停了", ""):
        assert pressing(words, MONDAY) == words
    assert pressing(GAS, MONDAY) == "3号楼2单元楼道煤气味很大，快来人"
    assert pressing(SAID, MONDAY) == SAID
