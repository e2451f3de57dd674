"""Stories about records of a group that residents forward: the desk looks, and what is dangerous does not wait."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bot import chatimport
from handlers.importing.bringing import BROUGHT
from handlers.importing.pasted import dangers, together
from nlu.chatrecords.json_form import as_line
from nlu.understanding import Intent, Issue, Kind, Place, Understanding, Urgency
from storage import imports, inbox, residents
from storage.imports import DISCARDED, Import
from storage.types import CHINA
from tests.fakes import MONDAY, Town
from tests.life_fakes import did
from tests.test_import_chat import SAID, confirmed

START = datetime(2026, 11, 16, 7, 40, tzinfo=CHINA)


def record(*said: tuple[str, str], group: str = "锦园业主群", start: datetime = START) -> str:
    """A record as a channel hands it on: a minute between messages."""
    rows = enumerate(said)
    return "\n".join(as_line(start + timedelta(minutes=place), name, text, group) for place, (name, text) in rows)


TALK = record(("甜甜妈", "3号楼暖气不热"), ("老高", "早上好，今天降温"), ("王姨", "有人占车位"))
GAS = record(("王姨", "早上好"), ("老高", "7号楼1单元楼道煤气味很大，快来人"), ("甜甜妈", "我也闻到了"))


def records(town: Town) -> list[Import]:
    with town.product.database.read() as conn:
        return imports.latest(conn, town.product.district, 5)


def test_a_record_that_a_resident_brings_waits_for_the_desk(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "我住锦园小区3号楼2单元501")
    outcome = town.says("李姐", TALK)
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
    heating, parking = town.tickets()
    assert (heating.category, parking.category) == ("heating", "parking")
    said = town.received("李姐")[-1].text
    assert "转来的聊天记录，值班人员看过了：开了2张工单" in said
    assert heating.number in said


def test_who_forwarded_what_nobody_has_to_register_is_told_so_too(any_town: Town) -> None:
    town = any_town
    town.says("李姐", TALK)
    (row,) = records(town)
    chatimport.prepare(town.product, row.id)
    words = json.dumps({"import": row.id, "do": "discard"})
    town.says("zx", words, press="import", channel="desk")
    assert "没有要另外登记的。要是漏了什么，请直接打字告诉我" in town.received("李姐")[-1].text
    assert records(town)[0].state == DISCARDED


def test_what_is_left_for_later_is_told_when_it_is_decided(town: Town) -> None:
    town.says("李姐", "我住锦园小区3号楼2单元501")
    town.says("李姐", TALK)
    (row,) = records(town)
    chatimport.prepare(town.product, row.id)
    confirmed(town, row.id, {0: {"do": "open"}, 1: {"do": "later"}})
    confirmed(town, row.id, {1: {"do": "later"}})
    confirmed(town, row.id, {1: {"do": "not"}})
    told = [one.text for one in town.received("李姐") if "看过了" in one.text]
    assert "开了1张工单" in told[0]
    assert "没有要另外登记的" in told[1]
    assert len(told) == 2


def test_the_desk_is_told_once_of_several_records(town: Town) -> None:
    for minute in range(3):
        town.says("李姐", record(("老高", f"{minute}号楼停水了")))
    town.says("老马", TALK)
    told = [row for row in town.received("zx") if "群聊记录" in row.text]
    assert (len(records(town)), len(told)) == (4, 1)
    for _ in range(2):
        town.later(minutes=40)
        town.says("老马", TALK)
    assert len([row for row in town.received("zx") if "群聊记录" in row.text]) == 2


def test_a_danger_told_in_it_calls_people_at_once_and_the_rest_waits(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "我住锦园小区3号楼2单元501")
    outcome = town.says("李姐", GAS)
    assert outcome is not None
    (ticket,) = town.tickets()
    assert outcome.ticket_id == ticket.id
    assert (ticket.category, ticket.urgency, ticket.estate, ticket.building) == ("gas", "emergency", "jy", "7")
    assert (ticket.entrance, ticket.room) == ("1", None)
    assert "煤气味" in ticket.summary
    assert "转来的群聊，今天7:41说的" in ticket.summary
    with town.product.database.read() as conn:
        talk = inbox.talk(conn, town.product.district, "sim", None, "李姐")
    assert "我也闻到了" not in str([one.payload for one in talk])
    assert [row.source for row in records(town)] == [BROUGHT]


def test_a_danger_told_behind_a_picture_keeps_its_own_moment(town: Town) -> None:
    town.says("李姐", "我住锦园小区3号楼2单元501")
    town.says("李姐", record(("王姨", "[图片]"), ("老高", "早上好"), ("老高", "锦园7号楼1单元楼道煤气味很大")))
    (ticket,) = town.tickets()
    assert "转来的群聊，今天7:42说的" in ticket.summary


def test_neither_the_danger_nor_the_talk_is_taken_for_what_happens_at_his_home(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "我住锦园小区3号楼2单元501")
    town.says("李姐", record(("老高", "我家5号楼1单元101暖气不热"), ("王姨", "煤气味太大了快来人")))
    (ticket,) = town.tickets()
    assert (ticket.estate, ticket.building, ticket.room) == ("jy", None, None)
    with town.product.database.read() as conn:
        resident = residents.get(conn, town.product.district, "sim", "李姐")
    assert resident is not None
    assert (resident.building, resident.room) == ("3", "501")


def test_a_later_line_that_is_understood_as_no_danger_hides_none(town: Town) -> None:
    said = record(("老高", "3号楼楼道煤气味很大"), ("王姨", "着火了快跑"))
    assert len(dangers(said, MONDAY)) == 2  # by their words; the engine of these stories knows only the first
    town.says("李姐", said)
    (ticket,) = town.tickets()
    assert (ticket.category, ticket.urgency) == ("gas", "emergency")


def test_a_vaguer_word_about_it_does_not_hide_where_it_is(town: Town) -> None:
    town.says("李姐", record(("老高", "7号楼1单元楼道煤气味很大，快来人"), ("王姨", "太吓人了，煤气味好大啊")))
    (ticket,) = town.tickets()
    assert (ticket.estate, ticket.building, ticket.entrance) == ("jy", "7", "1")
    assert "太吓人了" in ticket.summary


def test_two_dangers_are_two_tickets_and_neither_gets_the_others_place() -> None:
    gas = Issue("gas", Kind.COMPLAINT, Urgency.EMERGENCY, 1.0, (0, 4))
    stuck = Issue("elevator", Kind.COMPLAINT, Urgency.EMERGENCY, 1.0, (1, 3))
    seven, two = Place("jy", "7", "1"), Place("jy", "2")
    said = together([
        Understanding("楼道煤气", Intent.APPEAL, 1.0, (gas,), seven), Understanding("早", Intent.CHATTER, 0.0),
        Understanding("有人被困", Intent.APPEAL, 1.0, (stuck,), two),
    ])  # fmt: skip
    assert said.text == "楼道煤气\n有人被困"
    assert [(one.category, said.text[slice(*one.span)]) for one in said.issues] == [
        ("gas", "楼道煤气"), ("elevator", "人被"),
    ]  # fmt: skip
    assert said.place == Place("jy")


def test_a_danger_elsewhere_does_not_join_his_own(town: Town) -> None:
    town.says("李姐", "锦园小区3号楼2单元501煤气味很大")
    town.says("李姐", record(("老高", "楼道煤气味很大"), group="和园小区业主群"))
    assert [ticket.estate for ticket in town.tickets()] == ["jy", "hy"]


def test_an_official_who_forwards_a_danger_calls_people_too(any_town: Town) -> None:
    town = any_town
    town.says("yuan", GAS)
    (ticket,) = town.tickets()
    assert (ticket.category, ticket.urgency, ticket.building) == ("gas", "emergency", "7")
    assert len(records(town)) == 1
    said = [one.text for one in town.received("yuan") if "聊天记录" in one.text]
    assert any("其中的险情已经开了工单，其余还没有开" in one for one in said)


def test_a_record_is_no_answer_to_what_an_official_was_asked(town: Town) -> None:
    town.says("王哥", "锦园小区3号楼暖气不热")
    (heating,) = town.tickets()
    assert did(town, "yuan", "accept")
    town.presses("yuan", "resolve", "", ticket=heating.number)
    town.says("yuan", TALK)
    assert len(records(town)) == 1
    assert all("sender" not in one.text for one in town.received("王哥"))


def test_who_takes_the_record_back_takes_it_from_the_desk(any_town: Town) -> None:
    town = any_town
    town.says("李姐", TALK)
    with town.product.database.read() as conn:
        *_, message = inbox.talk(conn, town.product.district, "sim", None, "李姐")
    town.says("李姐", recalls=message.message_id)
    (row,) = records(town)
    assert row.state == DISCARDED
    assert "暖气" not in str(row.data)


@pytest.mark.parametrize("text", [
    "8:30给物业打电话：暖气不热没人接\n9:10再打：说马上来\n11:00又打：还是没人来",
    "2026年11月15日 22:30 楼上跺脚\n孩子吓哭了\n2026年11月15日 23:10 又拖家具\n找物业没人管",
    "我没有聊天记录\n3号楼停电 8:30\n到现在没来电",
    SAID,
])  # fmt: skip
def test_what_somebody_writes_or_pastes_himself_is_heard_as_his_words(town: Town, text: str) -> None:
    town.says("李姐", text)
    assert records(town) == []
    assert "转来的聊天记录" not in town.received("李姐")[-1].text


def test_what_was_dangerous_days_ago_alarms_nobody(town: Town) -> None:
    danger = ("老高", "3号楼2单元楼道煤气味很大，快来人")
    town.says("李姐", record(danger, start=START - timedelta(days=3)))
    town.says("李姐", record(danger, start=START + timedelta(days=3)))
    assert town.tickets() == []
    assert len(records(town)) == 2


def test_a_record_nobody_can_use_is_answered_with_what_to_do(town: Town) -> None:
    town.says("李姐", record(("王姨", "[动画表情]")))
    assert "是什么事、在哪儿，请直接打字说" in town.received("李姐")[-1].text
    assert records(town) == []


def test_of_a_record_only_the_dangers_are_understood_at_once() -> None:
    assert dangers(GAS, MONDAY) == ["7号楼1单元楼道煤气味很大，快来人"]
    assert dangers(TALK, MONDAY) == []
    assert dangers(GAS, MONDAY + timedelta(days=2)) == []
