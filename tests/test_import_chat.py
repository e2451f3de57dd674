"""Stories about records of groups: brought, shown, confirmed by people, and forgotten."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import chatimport
from handlers.entitled import RefusedError
from handlers.importing import confirming
from handlers.importing.record import CHANNEL, Source
from nlu.chatrecords.reading import read
from storage import imports, inbox, residents, supporters, surveys, tickets, unrecorded
from storage.database import Database
from storage.imports import CONFIRMED, DISCARDED, PROPOSED, Import
from storage.types import CHINA
from tests.fakes import MONDAY, Town
from tests.incident_fakes import sound
from tests.life_fakes import did, kinds

SAID = """甜甜妈 2026/11/16 8:02
3号楼暖气不热
老高 2026/11/16 8:03
早上好，今天降温
王姨 2026/11/16 8:10
有人占车位
"""
DANGER = "老高 2026/11/13 8:03\n楼道有煤气味\n甜甜妈 2026/11/16 8:02\n3号楼暖气不热\n"


def taken(town: Town, text: str = SAID, source: Source | None = None) -> int:
    """A record that somebody brought."""
    return chatimport.take(town.product, read(text), source or Source("粘贴", "jy"), "zx")


def row_of(town: Town, number: int) -> Import:
    """It as it is stored."""
    with town.product.database.read() as conn:
        found = imports.get(conn, town.product.district, number)
    assert found is not None
    return found


def offered(row: Import) -> list[tuple[str, str]]:
    """What is proposed, and what is ticked."""
    return [(one["category"], one["choice"]) for one in row.data["proposals"]]


def confirmed(
    town: Town, number: int, choices: dict[int, dict[str, Any]] | None = None, person: str = "zx", **more: Any
) -> str:  # fmt: skip
    """Press 按上面选的办; returns the answer."""
    proposals = row_of(town, number).data.get("proposals", [])
    chosen = choices
    if chosen is None:
        into = [(one["known"] or {}).get("number", "") for one in proposals]
        chosen = {place: {"do": one["choice"], "into": into[place]} for place, one in enumerate(proposals)}
    words = json.dumps({"import": number, "choices": {str(place): one for place, one in chosen.items()}} | more)
    town.says(person, words, press="import", channel="desk")
    return town.received(person, "desk")[-1].text


def test_nothing_is_opened_before_people_have_confirmed(any_town: Town) -> None:
    town = any_town
    number = taken(town)
    row = row_of(town, number)
    assert row.state == PROPOSED
    assert offered(row) == [("heating", "open"), ("parking", "open")]
    assert row.data["proposals"][0]["building"] == "3"
    assert not row.data["listened"]
    assert town.tickets() == []
    assert "开了2张工单" in confirmed(town, number)
    heating, parking = town.tickets()
    assert (heating.category, heating.building, heating.chat, heating.channel) == ("heating", "3", None, CHANNEL)
    assert heating.opened_at == MONDAY
    assert "yuan" in town.assignees(heating)
    assert parking.source == "group"
    with town.product.database.read() as conn:
        (said,) = inbox.get_many(conn, town.product.district, [tickets.messages_of(conn, heating)[0].inbox_id])
    sound(town)
    assert said.at == datetime(2026, 11, 16, 8, 2, tzinfo=CHINA)
    assert (said.channel, said.state, said.ticket_id) == (CHANNEL, "done", heating.id)


def test_nobody_is_written_to_who_is_only_a_nickname_and_people_call_on_him(town: Town) -> None:
    confirmed(town, taken(town))
    heating = town.tickets()[0]
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "resolve", "换了阀门，测温21度", ticket=heating.number)
    town.later(days=4)
    assert town.received("g-jy") == []
    assert town.received(heating.reporter, CHANNEL) == []
    with town.product.database.read() as conn:
        waiting = surveys.unanswered(conn, town.product.district, CHANNEL)
    assert [survey.recipient for survey in waiting] == [heating.reporter]
    town.says("zx", press="callback:solved:5", channel="desk", ticket=heating.number)
    assert town.tickets()[0].outcome == "solved"


def test_importing_twice_changes_nothing(town: Town) -> None:
    confirmed(town, taken(town))
    again = taken(town, SAID + "李姐 2026/11/16 8:20\n停水了\n")
    row = row_of(town, again)
    assert offered(row) == [("heating", "not"), ("parking", "not"), ("water", "open")]
    assert "这些话已经在这张工单里" in row.data["proposals"][0]["known"]["why"]
    answer = confirmed(town, again, {place: {"do": "open"} for place in range(3)})
    assert "早已登记" in answer
    assert [ticket.category for ticket in town.tickets()] == ["heating", "parking", "water"]


def test_what_the_group_was_heard_to_say_is_known(town: Town) -> None:
    town.clock.move_to(MONDAY)
    town.says("甜甜妈", "3号楼暖气不热", group="g-jy")
    town.later(minutes=5)
    record = "甜甜妈 2026/11/16 9:00\n3号楼暖气不热\n王姨 2026/11/16 9:01\n有人占车位\n"
    row = row_of(town, taken(town, record, Source("粘贴", "jy", "sim", "g-jy")))
    assert offered(row) == [("heating", "not"), ("parking", "open")]


def test_the_same_trouble_under_way_is_offered_to_join(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "锦园3号楼暖气不热")
    number = taken(town)
    (proposal, _) = row_of(town, number).data["proposals"]
    assert proposal["choice"] == "merge"
    assert proposal["known"]["number"] == town.ticket().number
    assert "并到已有工单1件" in confirmed(town, number)
    older = town.tickets()[0]
    with town.product.database.read() as conn:
        joined = supporters.doors_of(conn, older)
    assert [(one.account, one.since.astimezone(CHINA).hour) for one in joined] == [("甜甜妈@jy", 8)]
    assert "record_joined" in kinds(town, older)


def test_a_wrong_choice_opens_nothing_at_all(town: Town) -> None:
    number = taken(town)
    answer = confirmed(town, number, {0: {"do": "open"}, 1: {"do": "merge", "into": "261116-0099"}})
    assert "没有编号为“261116-0099”的工单" in answer
    assert town.tickets() == []
    assert row_of(town, number).state == PROPOSED
    assert "没有这个类别" in confirmed(town, number, {0: {"do": "open", "category": "nonsense"}})
    assert "看不懂" in _raw(town, "{")
    assert "没有这份记录" in _raw(town, '{"import": 7}')


def _raw(town: Town, words: str) -> str:
    town.says("zx", words, press="import", channel="desk")
    return town.received("zx", "desk")[-1].text


def test_half_of_it_may_wait_and_what_is_settled_is_forgotten(any_town: Town) -> None:
    town = any_town
    number = taken(town)
    assert "先留着1件" in confirmed(town, number, {0: {"do": "open", "category": "maintenance"}})
    row = row_of(town, number)
    assert row.state == PROPOSED
    assert row.data["proposals"][0]["done"].startswith("工单 ")
    assert town.ticket().category == "maintenance"
    assert "不开1件" in confirmed(town, number, {0: {"do": "open"}, 1: {"do": "not"}})
    row = row_of(town, number)
    assert row.state == CONFIRMED
    assert "暖气" not in json.dumps(row.data, ensure_ascii=False)
    assert "占车位" not in json.dumps(row.data, ensure_ascii=False)
    assert len(town.tickets()) == 1
    assert "已经处理过了" in confirmed(town, number, {})


def test_a_discarded_record_leaves_no_word(town: Town) -> None:
    number = taken(town)
    assert "已丢弃" in confirmed(town, number, {}, do="discard")
    assert row_of(town, number).state == DISCARDED
    assert "甜甜妈" not in json.dumps(row_of(town, number).data, ensure_ascii=False)
    assert town.tickets() == []


def test_what_nobody_confirms_is_gone_after_a_month(town: Town) -> None:
    number = taken(town)
    town.later(days=29)
    assert row_of(town, number).state == PROPOSED
    town.later(days=3)
    with town.product.database.read() as conn:
        assert imports.get(conn, town.product.district, number) is None


def test_an_old_emergency_stands_first_and_alarms_nobody(town: Town) -> None:
    number = taken(town, DANGER)
    proposals = row_of(town, number).data["proposals"]
    assert [(one["category"], one["old"]) for one in proposals] == [("gas", True), ("heating", False)]
    confirmed(town, number)
    gas = next(ticket for ticket in town.tickets() if ticket.category == "gas")
    assert gas.urgency == "urgent"
    assert not any(row.kind == "emergency" for row in town.received("yuan"))


def test_a_fresh_emergency_alarms_when_people_confirm_it(town: Town) -> None:
    confirmed(town, taken(town, "老高 2026/11/16 8:55\n楼道有煤气味\n"))
    assert town.ticket().urgency == "emergency"
    assert any(row.kind == "emergency" for row in town.received("yuan"))


def test_who_is_known_by_that_name_in_the_group_may_be_told(town: Town) -> None:
    town.says("u1", "大家好", group="g-jy", sender_name="甜甜妈")
    town.says("u2", "大家好", group="g-jy", sender_name="王姨")
    town.says("u3", "大家好", group="g-jy", sender_name="王姨")
    number = taken(town, SAID, Source("粘贴", "jy", "sim", "g-jy"))
    heating, parking = row_of(town, number).data["proposals"]
    assert (heating["member"], parking["member"]) == ("u1", None)
    confirmed(town, number, {0: {"do": "open", "own": True}, 1: {"do": "open", "own": True}})
    first, second = town.tickets()
    assert (first.channel, first.reporter) == ("sim", "u1")
    assert second.channel == CHANNEL
    assert "已登记" in town.received("u1")[-1].text
    assert town.received("g-jy") == []


def test_who_does_not_want_to_be_recorded_is_left_out(town: Town) -> None:
    town.says("u1", "大家好", group="g-jy", sender_name="甜甜妈")
    with town.product.database.begin() as conn:
        unrecorded.add(conn, town.product.district, "sim", "u1", MONDAY)
        resident = residents.get(conn, town.product.district, "sim", "u1")
    assert resident is not None
    row = row_of(town, taken(town, SAID, Source("粘贴", "jy", "sim", "g-jy")))
    assert [one["category"] for one in row.data["proposals"]] == ["parking"]
    assert row.data["counts"]["skipped"] == {"本人要求不记录": 1}
    assert "甜甜妈" not in json.dumps(row.data, ensure_ascii=False)


def test_only_the_desk_and_the_chief_of_the_place_confirm(town: Town) -> None:
    number = taken(town)
    assert "由值班坐席或这个小区的院长确认" in confirmed(town, number, person="wuye")
    assert "开了2张工单" in confirmed(town, number, person="yuan")


def test_an_official_forwards_a_record_in_his_private_chat(any_town: Town) -> None:
    town = any_town
    outcome = town.says("yuan", f'微信群"锦园业主群"的聊天记录如下：\n\n{SAID}')
    assert outcome is not None
    assert outcome.reason == "聊天记录"
    said = town.received("yuan")[-1].text
    assert "读到 3 条，用上 3 条" in said
    assert "按锦园小区整理" in said
    assert "还没有开任何工单" in said
    assert town.tickets() == []
    with town.product.database.read() as conn:
        (row,) = imports.latest(conn, town.product.district, 5)
        (message,) = inbox.talk(conn, town.product.district, "sim", None, "yuan")
    assert not message.payload["text"]
    ready = chatimport.prepare(town.product, row.id)
    assert ready is not None
    assert len(ready.data["proposals"]) == 2


def test_a_forwarded_record_without_a_date_is_of_today(town: Town) -> None:
    town.says("zx", "08:02 甜甜妈：3号楼暖气不热\n08:03 老高：早上好\n08:05 王姨：有人占车位")
    with town.product.database.read() as conn:
        (row,) = imports.latest(conn, town.product.district, 5)
    assert row.unit is None
    assert row.data["lines"][0]["at"].startswith("2026-11-16T00:02")
    ready = chatimport.prepare(town.product, row.id)
    assert ready is not None
    assert "proposals" not in ready.data
    chatimport.place(town.product, row.id, "jy")
    assert len(row_of(town, row.id).data["proposals"]) == 2
    with pytest.raises(RefusedError):
        chatimport.place(town.product, row.id, "nowhere")


def test_a_half_confirmed_import_survives_a_restart(database: Database, tmp_path: Path) -> None:
    town = Town(database, tmp_path)
    number = taken(town)
    confirmed(town, number, {0: {"do": "open"}})
    anew = Town(database, tmp_path)
    anew.clock.move_to(MONDAY + timedelta(hours=3))
    with anew.product.work("import") as work:
        _, said = confirming.confirm(work, "zx", json.dumps({"import": number, "choices": {"1": {"do": "open"}}}))
    assert "开了1张工单" in said
    assert row_of(anew, number).state == CONFIRMED
    assert len(anew.tickets()) == 2
