"""Where is it? Asked once, remembered, put right; and no ticket is lost while nobody knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handlers import phrases
from storage import residents
from storage.database import Database
from storage.residents import Resident
from tests.fakes import Town, tree
from tests.life_fakes import said_back as last

ASKED = "哪个小区"


def asked(town: Town, who: str) -> int:
    """How often somebody was asked where it is."""
    return sum(row.kind == "ask" and ASKED in row.text for row in town.received(who))


def known(town: Town, who: str) -> Resident:
    """What is remembered of somebody."""
    with town.product.database.read() as conn:
        found = residents.get(conn, town.product.district, "sim", who)
    assert found is not None
    return found


def test_an_unknown_place_is_asked_once_and_remembered(town: Town) -> None:
    town.says("李姐", "暖气不热")
    assert town.ticket().status == "open"
    assert town.received("yuan") == []
    town.says("李姐", "锦园3号楼2单元")
    ticket = town.ticket()
    assert (ticket.status, ticket.unit, ticket.building, ticket.entrance) == ("dispatched", "jy", "3", "2")
    receipt = last(town, "李姐")
    for part in (ticket.number, "院长李秀英", "按规定，明天上午9点前要给您答复"):
        assert part in receipt

    town.later(days=2)
    town.says("李姐", "停水了")
    assert asked(town, "李姐") == 1
    assert (town.tickets()[1].estate, town.tickets()[1].building) == ("jy", "3")


def test_only_a_building_goes_to_the_desk_until_the_estate_is_said(town: Town) -> None:
    town.says("李姐", "暖气不热")
    town.says("李姐", "3号楼")
    assert town.assignees(town.ticket()) == ["zx"]
    assert "还不知道是哪个小区" in last(town, "李姐")
    town.says("李姐", "锦园")
    assert town.assignees(town.ticket()) == ["wang", "yuan"]
    assert (town.ticket().unit, town.ticket().building) == ("jy", "3")
    assert "您无需处理" in last(town, "zx")
    assert asked(town, "李姐") == 1


def test_a_place_the_tree_does_not_know_is_told_to_the_desk_and_not_asked_again(town: Town) -> None:
    town.says("王伯", "暖气不热")
    town.says("王伯", "幸福里家属院后面")
    assert "名单里没找到" in last(town, "王伯")
    assert "幸福里家属院后面" in last(town, "zx")
    town.later(days=1)
    town.says("王伯", "停水了")
    assert asked(town, "王伯") == 1
    assert "幸福里家属院后面" in last(town, "zx")
    town.says("王伯", "谁是我的服务长")
    assert last(town, "王伯") == "请问您住哪个小区？"


def test_another_trouble_instead_of_an_answer_waits_too(town: Town) -> None:
    town.says("王伯", "暖气不热")
    town.says("王伯", "停水了")
    assert [ticket.status for ticket in town.tickets()] == ["open", "open"]
    town.says("王伯", "锦园")
    assert [(ticket.status, ticket.unit) for ticket in town.tickets()] == [("dispatched", "jy")] * 2
    assert asked(town, "王伯") == 1


def test_another_trouble_with_a_place_answers_for_the_first_and_is_not_lost(town: Town) -> None:
    town.says("王伯", "暖气不热")
    town.says("王伯", "锦园5号楼有人占车位")
    first, second = town.tickets()
    assert (first.category, first.unit, first.building) == ("heating", "jy", None)
    assert (second.category, second.unit, second.building) == ("parking", "jy", "5")


@pytest.mark.parametrize("words", ["你好", "谢谢", "好的", "进度", "5分"])
def test_what_is_no_answer_leaves_the_question_open(town: Town, words: str) -> None:
    town.says("王伯", "暖气不热")
    town.says("王伯", words)
    assert town.ticket().status == "open"
    town.says("王伯", "锦园")
    assert town.ticket().unit == "jy"


def test_silence_for_half_an_hour_brings_it_to_the_desk_and_the_resident_is_told(town: Town) -> None:
    town.says("王伯", "暖气不热")
    town.later(minutes=29)
    assert town.ticket().status == "open"
    town.later(minutes=2)
    assert town.assignees(town.ticket()) == ["zx"]
    assert "先转给值班坐席核实" in last(town, "王伯")
    town.says("王伯", "锦园5号楼")
    assert town.assignees(town.ticket()) == ["wang", "yuan"]


def test_more_troubles_do_not_put_the_first_one_off(town: Town) -> None:
    town.says("王伯", "暖气不热")
    town.later(minutes=20)
    town.says("王伯", "停水了")
    town.later(minutes=11)
    assert [ticket.status for ticket in town.tickets()] == ["dispatched", "dispatched"]


@pytest.mark.parametrize("question", ["谁是我的服务长", "撤销"])
def test_other_questions_in_between_lose_no_waiting_ticket(town: Town, question: str) -> None:
    town.says("王伯", "暖气不热")
    town.says("王伯", "停水了")
    town.says("王伯", question)
    town.says("王伯", "锦园")
    assert {(ticket.status, ticket.unit) for ticket in town.tickets()} == {("dispatched", "jy")}


def test_a_question_on_top_that_nobody_answers_does_not_keep_the_ticket_waiting(town: Town) -> None:
    town.says("王伯", "暖气不热")
    town.later(minutes=15)
    town.says("王伯", "停水了")
    town.says("王伯", "撤销")
    town.later(minutes=16)
    assert {ticket.status for ticket in town.tickets()} == {"dispatched"}


def test_a_withdrawn_ticket_is_not_revived_by_its_place(town: Town) -> None:
    town.says("王伯", "屋里有煤气味")
    town.says("王伯", "撤销")
    told = len(town.received("yuan"))
    town.says("王伯", "锦园5号楼")
    assert town.ticket().status == "closed"
    assert len(town.received("yuan")) == told
    assert "您住在锦园小区5号楼" in last(town, "王伯")


def test_a_trouble_elsewhere_does_not_move_the_resident(town: Town) -> None:
    town.says("李姐", "暖气不热")
    town.says("李姐", "锦园3号楼2单元")
    town.later(hours=1)
    town.says("李姐", "和园门口停水了")
    town.later(hours=1)
    town.says("李姐", "5号楼楼下有人占车位")
    assert (known(town, "李姐").unit, known(town, "李姐").building) == ("jy", "3")
    assert [ticket.unit for ticket in town.tickets()] == ["jy", "hy", "jy"]
    assert [ticket.building for ticket in town.tickets()] == ["3", None, "5"]


def test_who_moves_says_so(town: Town) -> None:
    town.says("李姐", "暖气不热")
    town.says("李姐", "锦园3号楼2单元")
    town.says("李姐", "我搬到和园6号楼了")
    assert last(town, "李姐") == "记下了，您住在和园小区6号楼。有问题直接说。"
    assert town.ticket().unit == "jy"
    found = known(town, "李姐")
    assert (found.unit, found.building, found.entrance) == ("hy", "6", None)


@pytest.mark.parametrize(("words", "unit", "building"), [
    ("不对，是5号楼", "jy", "5"), ("说错了，不是3号楼，是6号楼", "jy", "6"), ("应该是和园", "hy", None),
])  # fmt: skip
def test_a_wrong_place_is_put_right(town: Town, words: str, unit: str, building: str | None) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.says("李姐", words)
    assert (town.ticket().unit, town.ticket().building) == (unit, building)
    assert town.assignees(town.ticket()) == (["wang", "yuan"] if unit == "jy" else ["sqz"])


def test_nothing_is_written_of_a_resident_who_says_nothing_new(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元暖气不热")
    seen = known(town, "李姐").seen_at
    town.later(hours=1)
    town.says("李姐", "你好")
    town.says("李姐", "停水了", group="g-jy")
    assert known(town, "李姐").seen_at == seen


def test_a_private_message_tells_the_door_of_a_group_ticket(town: Town) -> None:
    town.says("李姐", "暖气不热", group="g-jy")
    assert "直接回我几号楼几单元" in town.received("李姐")[-1].text
    town.later(hours=1)
    town.says("李姐", "3号楼2单元1502")
    ticket = town.ticket()
    assert (ticket.building, ticket.entrance, ticket.room) == ("3", "2", "1502")


def test_nobody_at_all_is_not_called_somebody(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path, replace(tree(), duties=[]))
    town.says("李姐", "锦园3号楼暖气不热")
    assert "还没找到负责的人" in last(town, "李姐")
    town.says("老张", "锦园3号楼有煤气味")
    assert "请一定自己打电话" in last(town, "老张")
    town.says("小陈", "停水了", group="g-jy")
    assert "正在安排人" in last(town, "g-jy")


def test_a_name_without_end_is_cut(town: Town) -> None:
    town.says("李姐", "你好", sender_name="长" * 500)
    assert known(town, "李姐").name == "长" * 64


def test_a_place_put_right_is_remembered_rightly(town: Town) -> None:
    town.says("李姐", "暖气不热")
    town.says("李姐", "锦园3号楼")
    town.says("李姐", "不对，是和园2号楼")
    assert (known(town, "李姐").unit, known(town, "李姐").building) == ("hy", "2")
    town.says("李姐", "谁是我的服务长")
    assert "周正" in last(town, "李姐")
    assert "王建国" not in last(town, "李姐")


@pytest.mark.parametrize("number", ["202", "1203", "3", "五", "5分"])
def test_an_address_that_comes_in_pieces_ends_on_the_ticket_and_is_no_score(town: Town, number: str) -> None:
    town.says("李姐", "暖气不热")
    town.says("李姐", "锦园3号楼2单元")
    said = town.says("李姐", number)
    assert said is not None
    assert (said.ticket_id == town.ticket().id) == (number != "5分")
    assert (phrases.NOTHING_TO_RATE in last(town, "李姐")) == (number == "5分")


def test_a_door_told_beside_a_question_for_a_score_is_a_door(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "resolve", "换了阀门")
    town.later(days=1)
    town.says("李姐", "锦园3号楼停水")
    said = town.says("李姐", "402")
    heating, water = town.tickets()
    assert said is not None
    assert (said.ticket_id, heating.rating) == (water.id, None)


def test_a_number_out_of_nowhere_tells_nothing_more(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(hours=2)
    said = town.says("李姐", "202")
    assert said is not None
    assert said.ticket_id is None
