"""我家也是 is evidence: whose households have a trouble, what they measured, and who is told what of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.evidence import gathering, telling
from handlers.evidence.doors import Door, in_name, in_words
from handlers.evidence.fine import says_fine
from handlers.work import Case, Work
from nlu.places import find_place
from storage import outbox, readings, supporters, withdrawn
from storage.database import Database
from storage.readings import ReadingRow
from storage.tickets import Ticket
from storage.types import Ids
from tests.fakes import Town
from tests.life_fakes import packed

GROUP = "g-jy"
# Three households would open an incident above the ticket: another matter, and another card.
ALONE = "extends: default\nname: own\ntitle: 不开预警单\nincidents:\n"


@pytest.fixture
def any_town(database: Database, tmp_path: Path) -> Town:
    """A town without incidents, on either database."""
    return packed(database, tmp_path, ALONE)


@pytest.fixture
def town(sqlite: Database, tmp_path: Path) -> Town:
    """The same on SQLite."""
    return packed(sqlite, tmp_path, ALONE)


def hears(town: Town, who: str, text: str, **more: object) -> None:
    """Somebody says something in the group of 锦园."""
    town.says(who, text, group=GROUP, **more)


def read(town: Town, ticket: Ticket) -> list[ReadingRow]:
    """What households told as facts."""
    with town.product.database.read() as conn:
        return readings.of_ticket(conn, town.product.district, ticket.id)


def doors(town: Town, ticket: Ticket) -> dict[str, Door]:
    """The doors of those who joined."""
    with town.product.database.read() as conn:
        rows = supporters.doors_of(conn, ticket)
    return {row.account: Door(row.building, row.entrance, row.room, row.floor) for row in rows}


def scope(town: Town, person: str) -> str:
    """The line of the newest card that somebody was sent; empty without one."""
    with town.product.database.read() as conn:
        rows = outbox.of_recipient(conn, town.product.district, "sim", person)
    cards = [row.card for row in rows if row.card]
    return dict(map(tuple, cards[-1]["rows"])).get("范围", "") if cards else ""


@pytest.mark.parametrize(("name", "door"), [
    ("3-1-501老高", Door("3", "1", "501")),
    ("5号楼2单元小王", Door("5", "2")),
    ("三号楼吴阿姨", Door("3")),
    ("2-1102顾", Door("2", None, "1102")),
    ("A-602", Door("A", None, "602")),
    ("B座租客阿宁", Door("B")),
    ("四单元阿梅", Door(None, "4")),
    ("8-2刘工", Door("8", "2")),
    ("403小白", Door(None, None, "403")),
    ("1806", Door(None, None, "1806")),
    ("三楼听风", Door(None, None, None, 3)),
    ("乐乐妈4-2-101", Door("4", "2", "101")),
    ("冬日暖阳", Door()),
    ("13812345678", Door()),
    ("张伟1987", Door()),
    ("早八人", Door()),
    ("5G小王", Door()),
])  # fmt: skip
def test_what_people_call_themselves_tells_their_door(name: str, door: Door) -> None:
    assert in_name(name) == door


@pytest.mark.parametrize(("words", "door"), [
    ("我家也是，2单元1501", Door(None, "2", "1501")),
    ("我们3号楼也不热", Door("3")),
    ("601我是501，我家16.5", Door(None, None, "501")),
    ("1203也停了", Door(None, None, "1203")),
    ("+1 1203", Door(None, None, "1203")),
    ("+10086", Door()),
    ("12楼也没有了，刚洗头洗一半", Door(None, None, None, 12)),
    ("我家1500块的暖气费白交了", Door()),
    ("十七楼也没水", Door(None, None, None, 17)),
    ("3楼2单元也没水", Door(None, "2")),
    ("我家才16度", Door()),
])  # fmt: skip
def test_words_tell_a_door(words: str, door: Door) -> None:
    assert in_words(words, find_place(words)) == door


def test_a_room_tells_its_floor_and_its_riser() -> None:
    assert (Door(room="1501").storey, Door(room="1501").riser) == (15, "01")
    assert (Door(room="302").storey, Door(room="302").riser) == (3, "02")
    assert (Door(room="18").storey, Door(floor=7).storey, Door(floor=7).riser) == (None, 7, None)


@pytest.mark.parametrize("words", [
    "我家好着呢", "我家好着呢，4号楼，24度穿短袖", "七号楼也热着", "我家没事", "我们2单元有水", "4号楼热得开窗",
    "我家24度", "俺家正常", "5号楼没停",
])  # fmt: skip
def test_who_is_well_says_so(words: str) -> None:
    assert says_fine(words)


@pytest.mark.parametrize("words", [
    "我家也是", "我家不热", "你家正常吗", "3号楼有水吗", "来水了", "我家暖气热了", "我家才16度", "好着呢", "收到",
    "我家不正常", "之前我家好好的", "要是我家有暖气就好了", "20楼，19度都没有", "3号楼没水了，你们有水没",
    "我家水压正常吗怎么没水", "我家也烫手了", "我家管子咕噜咕噜响了 有水了", "吓死我了婶 没事就好", "4号楼为啥不停",
    "我在门外陪他说话呢 他没事",
])  # fmt: skip
def test_who_asks_hopes_or_suffers_is_not_taken_for_well(words: str) -> None:
    assert not says_fine(words)


def test_a_household_is_counted_once_and_both_who_live_there_are_kept(any_town: Town) -> None:
    town = any_town
    hears(town, "3-1-501老高", "3号楼暖气不热")
    hears(town, "高嫂", "我家也是", sender_name="3-1-501高嫂")
    hears(town, "小陈", "我家也是，2单元1501")
    hears(town, "小陈媳妇", "我家也是，3-2-1501")
    hears(town, "阿宽", "我家也是", sender_name="3-2-601阿宽")
    ticket = town.ticket()
    assert set(doors(town, ticket)) == {"高嫂", "小陈", "小陈媳妇", "阿宽"}, "everybody hears how it goes on"
    assert doors(town, ticket)["小陈"] == Door("3", "2", "1501"), "the house spoken of"
    assert doors(town, ticket)["阿宽"] == Door("3", "2", "601")
    town.later(minutes=11)
    notice = town.received("yuan")[-1].text
    assert "又有2户邻居说也是这样（3号楼）" in notice
    assert "已有3户反映（3号楼3户）" in notice


def test_a_neighbour_may_tell_his_door_afterwards(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "小陈", "我家也是")
    assert doors(town, town.ticket())["小陈"] == Door()
    hears(town, "小陈", "我家也是啊，3号楼2单元1501")
    assert doors(town, town.ticket())["小陈"] == Door("3", "2", "1501")


def test_where_somebody_said_before_that_he_lives_is_his_door(town: Town) -> None:
    town.says("小陈", "我家住锦园5号楼3单元402，物业费多少")
    hears(town, "李姐", "暖气不热")
    hears(town, "小陈", "我家也不热")
    found = next(ticket for ticket in town.tickets() if ticket.category == "heating")
    assert doors(town, found)["小陈"] == Door("5", "3", "402")


def test_the_line_counts_houses_and_names_the_riser_and_those_who_are_spared(any_town: Town) -> None:
    town = any_town
    hears(town, "阿宽", "3号楼2单元暖气不热", sender_name="3-2-602阿宽")
    hears(town, "低层", "我家好着呢", sender_name="3-2-302")
    assert [row.measure for row in read(town, town.ticket())] == ["fine"]
    for floor in (8, 9, 11):
        hears(town, f"邻居{floor}", "我家也是", sender_name=f"3-2-{floor}02")
    hears(town, "三单元", "我家好着呢", sender_name="3-3-903")
    hears(town, "邻居15", "我家也是，15楼", sender_name="3-2-1502")
    hears(town, "邻居17", "我家也是", sender_name="3-2-1702")
    town.later(minutes=11)
    line = "已有6户反映（3号楼6户）；3号楼2单元02立管6层以上6户都不热，3层1户正常"
    assert line in town.received("yuan")[-1].text
    town.presses("yuan", "return", "不归我管")
    assert scope(town, "fwz") == line
    assert [event.data["where"] for event in town.history(town.ticket()) if event.kind == "pattern"]


def test_a_first_pattern_is_told_at_once_and_everything_else_in_one_message_a_burst(town: Town) -> None:
    hears(town, "阿宽", "3号楼2单元暖气不热", sender_name="3-2-604阿宽")
    before = len(town.received("yuan"))
    for floor in range(7, 19):
        hears(town, f"邻居{floor}", "我家也是", sender_name=f"3-2-{floor}04")
        town.later(seconds=20)
    told = town.received("yuan")[before:]
    assert len(told) == 1
    assert "3号楼2单元04立管" in told[0].text
    town.later(minutes=11)
    assert len(town.received("yuan")) - before == 2
    assert "已有13户反映" in town.received("yuan")[-1].text


def test_two_households_make_no_pattern(town: Town) -> None:
    hears(town, "阿宽", "3号楼2单元暖气不热", sender_name="3-2-604阿宽")
    hears(town, "小陈", "我家也是", sender_name="3-2-704")
    town.presses("yuan", "return", "不归我管")
    assert scope(town, "fwz") == "已有2户反映（3号楼2户）"


def test_one_alone_makes_no_line(town: Town) -> None:
    hears(town, "阿宽", "3号楼2单元暖气不热", sender_name="3-2-604阿宽")
    hears(town, "他媳妇", "我家也是", sender_name="3-2-604小芳")
    town.presses("yuan", "return", "不归我管")
    assert scope(town, "fwz") == ""


def test_that_only_the_house_told_of_has_it_is_no_news(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    for number in range(6):
        hears(town, f"邻居{number}", "我家也是", sender_name=f"3号楼邻居{number}")
    assert [event for event in town.history(town.ticket()) if event.kind == "pattern"] == []


def test_that_only_one_house_has_it_is_told_where_nobody_named_it_at_first(town: Town) -> None:
    hears(town, "李姐", "暖气不热", sender_name="3号楼李姐")
    for number in range(3):
        hears(town, f"邻居{number}", "我家也是", sender_name=f"3号楼邻居{number}")
    (event,) = [event for event in town.history(town.ticket()) if event.kind == "pattern"]
    assert event.data["where"] == "只有3号楼"


def test_who_says_he_is_well_joins_nothing_and_has_it_once_he_says_so(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热", sender_name="3-2-602李姐")
    hears(town, "小陈", "我家好着呢，4号楼，24度")
    assert doors(town, town.ticket()) == {}
    assert {row.measure for row in read(town, town.ticket())} == {"fine", "temperature"}
    hears(town, "李姐", "我家好着呢")
    assert {row.account for row in read(town, town.ticket())} == {"小陈"}, "the reporter is no example against himself"
    hears(town, "小陈", "我家也不热了，4号楼")
    assert doors(town, town.ticket())["小陈"] == Door("4")
    town.presses("yuan", "return", "不归我管")
    assert scope(town, "fwz") == "已有2户反映（3号楼1户、4号楼1户）"


def test_all_is_well_is_silent_where_nobody_speaks_of_a_trouble(town: Town) -> None:
    hears(town, "小陈", "我家好着呢，24度")
    assert town.tickets() == []
    hears(town, "李姐", "3号楼有人占车位")
    hears(town, "小陈", "我家没事")
    assert read(town, town.ticket()) == []


def test_the_office_is_no_household_that_is_well(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "锦园物业-小方", "4号楼正常")
    assert read(town, town.ticket()) == []


def test_what_households_measure_is_kept_with_its_moment(any_town: Town) -> None:
    town = any_town
    hears(town, "李姐", "3号楼暖气不热，才14度，三天了", sender_name="3-2-602李姐")
    town.later(minutes=5)
    hears(town, "小陈", "我家也是，15度", sender_name="3-2-702")
    hears(town, "路人", "补充 已经冷了2小时")
    town.later(minutes=4)
    hears(town, "李姐", "补充 现在室温16.5度")
    told = [(row.account, row.measure, row.value, row.room) for row in read(town, town.ticket())]
    assert told[:4] == [
        ("李姐", "temperature", 14, "602"), ("李姐", "duration", 72, "602"), ("小陈", "temperature", 15, "702"),
        ("李姐", "temperature", 16.5, "602"),
    ]  # fmt: skip
    assert len(told) == 4, "who has no part in it tells nothing of his household"


def test_in_private_as_well(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元602暖气不热，才13度")
    town.says("李姐", "补充 现在屋里12度")
    assert [(row.value, row.room) for row in read(town, town.ticket())] == [(13, "602"), (12, "602")]


def test_whoever_is_complained_about_learns_how_many_and_nobodys_house(town: Town) -> None:
    hears(town, "李姐", "3号楼2单元物业不管，还骂人", sender_name="3-2-602李姐")
    hears(town, "小陈", "我家也是", sender_name="3-2-702")
    town.presses("yuan", "transfer", "赵管家 请说明情况")
    assert scope(town, "wuye") == "已有2户反映"
    assert "3号楼" not in "".join(row.text for row in town.received("wuye"))


def test_a_repair_tells_the_property_company_the_houses_and_no_door(town: Town) -> None:
    hears(town, "李姐", "3号楼2单元暖气不热", sender_name="3-2-602李姐")
    hears(town, "小陈", "我家也是，3号楼2单元1501")
    town.presses("yuan", "transfer", "赵管家 去看看")
    assert scope(town, "wuye") == "已有2户反映（3号楼2户）"
    assert "1501" not in "".join(row.text + str(row.card) for row in town.received("wuye"))


def test_a_district_may_ask_for_more_households(sqlite: Database, tmp_path: Path) -> None:
    town = packed(sqlite, tmp_path, ALONE + "evidence: {households: 9}\n")
    hears(town, "阿宽", "3号楼2单元暖气不热", sender_name="3-2-604阿宽")
    for floor in range(7, 14):
        hears(town, f"邻居{floor}", "我家也是", sender_name=f"3-2-{floor}04")
    assert [event for event in town.history(town.ticket()) if event.kind == "pattern"] == []
    hears(town, "邻居15", "我家也是", sender_name="3-2-1504")
    assert [event for event in town.history(town.ticket()) if event.kind == "pattern"]


def test_what_is_taken_back_is_forgotten(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "小陈", "我家好着呢，24度", id="x")
    with town.product.database.begin() as conn:
        assert withdrawn.forget(conn, town.product.district, "sim", "x", town.clock.now())
    assert read(town, town.ticket()) == []


def test_an_incident_carries_what_the_households_of_all_its_tickets_make(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path)
    for house in (3, 5, 6):
        hears(town, f"{house}号楼李姐", f"{house}号楼暖气不热")
        hears(town, f"邻居{house}", "我家也是", sender_name=f"{house}-1-602", reply_to=f"m{house}")
    (incident,) = [ticket for ticket in town.tickets() if ticket.form == "incident"]
    town.later(minutes=11)
    with town.product.database.begin() as conn:
        org, rules = town.product.org(), town.product.policy()
        work = Work(conn, org, rules, town.clock.now(), Ids(), "test")
        found = gathering.of_ticket(work, incident)
        assert telling.said(Case(work, incident)).startswith(f"已有{len(found.affected)}户反映（")
    assert {one.door.building for one in found.affected} == {"3", "5", "6"}
    assert len(found.affected) >= 4


def test_four_accounts_behind_two_doors_of_two_tickets_are_two_households(town: Town) -> None:
    hears(town, "李姐", "3号楼2单元602暖气不热")
    town.says("李哥", "锦园3号楼2单元602暖气不热")
    town.says("小陈", "锦园3号楼2单元702暖气不热")
    with town.product.database.begin() as conn:
        work = Work(conn, town.product.org(), town.product.policy(), town.clock.now(), Ids(), "test")
        assert telling.said_together([Case(work, ticket) for ticket in town.tickets()]) == "已有2户反映（3号楼2户）"
