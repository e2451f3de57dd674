"""One trouble or several: what is put beneath one incident, and what gets a ticket of its own."""

from __future__ import annotations

import pytest

from handlers.explaining import page
from nlu import matters
from tests.fakes import UNSURE, Town
from tests.incident_fakes import beneath, none_open, sound
from tests.life_fakes import sent


def lamps(town: Town) -> None:
    """Three households speak of the lamps."""
    for who, words in (("甲", "锦园3号楼前路灯坏了"), ("乙", "锦园南门路灯坏了好几天"), ("丙", "锦园路灯坏了，漆黑")):
        town.says(who, words)


def dry(town: Town) -> None:
    """Three households of three buildings have no water."""
    for who, building in (("甲", 3), ("乙", 5), ("丙", 6)):
        town.says(who, f"锦园{building}号楼停水了")


def test_a_lamp_a_cover_and_a_machine_are_three_troubles(any_town: Town) -> None:
    any_town.says("甲", "锦园南门路灯坏了")
    any_town.says("乙", "锦园门口井盖松了，车一过咣当响")
    any_town.says("丙", "锦园健身器材坏了，小孩差点夹手")
    assert none_open(any_town)
    assert len(any_town.tickets()) == 3
    sound(any_town)


def test_three_who_speak_of_the_lamps_make_one(any_town: Town) -> None:
    lamps(any_town)
    assert len(beneath(any_town)) == 3
    any_town.says("丁", "锦园5号楼门口的路灯坏了")
    assert "我们已经知道" in sent(any_town, "丁")[-1]
    sound(any_town)


def test_what_is_another_thing_is_not_known_already(any_town: Town) -> None:
    town = any_town
    lamps(town)
    town.says("丁", "锦园健身器材坏了，小孩差点夹手")
    own = next(ticket for ticket in town.tickets() if ticket.reporter == "丁")
    assert own.parent is None
    assert "我们已经知道" not in sent(town, "丁")[-1]
    town.later(hours=1)
    assert town.says("丁", "健身器材进度") is not None
    assert own.number in sent(town, "丁")[-1]
    town.presses("fwz", "accept")
    town.presses("fwz", "resolve", "路灯线路修好了，都亮了")
    assert next(ticket for ticket in town.tickets() if ticket.id == own.id).status == "dispatched"
    sound(town)


@pytest.mark.parametrize(
    "words",
    [
        "锦园1号楼厨房水龙头坏了",
        "锦园2号楼厨房水龙头拧不住了，滴答一宿",
        "锦园7号楼水龙头漏水",
        "锦园7号楼就我家停水，邻居都有水",
    ],
)
def test_a_fault_of_ones_own_is_not_the_outage(town: Town, words: str) -> None:
    dry(town)
    town.says("丁", words)
    own = next(ticket for ticket in town.tickets() if ticket.reporter == "丁")
    assert own.parent is None
    assert "我们已经知道" not in sent(town, "丁")[-1]


@pytest.mark.parametrize("words", ["锦园9号楼停水了", "锦园9号楼水龙头一滴水都没有", "锦园9号楼又停水"])
def test_no_water_is_the_outage_in_whatever_words(town: Town, words: str) -> None:
    dry(town)
    town.says("丁", words)
    assert "我们已经知道" in sent(town, "丁")[-1]
    assert len(beneath(town)) == 3


def test_dripping_taps_of_three_flats_make_no_incident(town: Town) -> None:
    for who, building in (("甲", 3), ("乙", 5), ("丙", 6)):
        town.says(who, f"锦园{building}号楼水龙头滴水")
    assert none_open(town)


def test_in_doubt_nobody_joins(town: Town) -> None:
    dry(town)
    town.says("丁", f"锦园9号楼{UNSURE}停水")
    own = next(ticket for ticket in town.tickets() if ticket.reporter == "丁")
    assert own.parent is None
    assert "我拿不准" in sent(town, "丁")[-1]


def test_the_pack_says_what_is_one_trouble(town: Town) -> None:
    said = [line for part in page.explain(town.product.policy(), town.clock.now()) for line in part.lines]
    assert any(line.startswith("供暖、供水、供电、燃气、电梯：断供、不热、停运算同一件事") for line in said)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("南门路灯不亮了", "门口那盏灯一直闪"),
        ("井盖松了", "窨井盖翘起来了"),
        ("太空漫步机断了一边", "健身器材缺个把手"),
        ("垃圾桶满了没人收", "楼下垃圾几天没拉走"),
        ("对面工地打桩吵死人", "夜里施工声音太大"),
        ("公交半小时不来", "302路等了四十分钟"),
        ("化粪池满了", "化粪池溢出来了"),
        ("饭店油烟直往屋里灌", "烟道的油烟熏得开不了窗"),
    ],
)
def test_the_same_thing_in_other_words(first: str, second: str) -> None:
    assert matters.same_thing(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("南门路灯不亮了", "井盖松了 车一过咣当响"),
        ("树挡窗户了", "健身器材坏了 小孩差点夹手"),
        ("垃圾桶满了没人收", "小区老鼠成灾"),
        ("工地半夜施工睡不着", "广场舞吵得睡不着"),
        ("下水道堵了", "门口积水好几天不退"),
        ("楼顶漏水", "单元门锁坏了"),
        ("路口红绿灯不亮了", "路灯不亮了"),
        ("公厕没人打扫", "楼道里堆满了纸箱"),
    ],
)
def test_another_thing_of_the_same_category(first: str, second: str) -> None:
    assert not matters.same_thing(first, second)


@pytest.mark.parametrize(
    ("category", "words"),
    [
        ("water", "水喉滴水滴足成晚"),
        ("water", "厨房水龙头坏了"),
        ("water", "水表那儿漏水"),
        ("electricity", "客厅开关坏了没电"),
        ("electricity", "我家电表烧了"),
        ("heating", "暖气片漏水"),
        ("heating", "楼上楼下都热 就我家不热"),
        ("gas", "软管裂了个口子"),
        ("elevator", "电梯里灯坏了"),
        ("water", "这个月水费怎么这么多"),
        ("heating", "采暖费在哪交"),
    ],
)
def test_beside_an_outage(category: str, words: str) -> None:
    assert not matters.outage(category, words)


@pytest.mark.parametrize(
    ("category", "words"),
    [
        ("water", "没水了"),
        ("water", "水龙头一滴水都没有"),
        ("water", "通知写六点来水 现在还没来"),
        ("electricity", "整栋楼跳闸没电"),
        ("electricity", "灯都不亮 停电了"),
        ("heating", "屋里才十四度"),
        ("heating", "供暖咋回事"),
        ("gas", "灶打不着火"),
        ("elevator", "电梯坏了"),
        ("elevator", "电梯停在五楼不动"),
        ("water", "小区主管爆了没水"),
    ],
)
def test_an_outage(category: str, words: str) -> None:
    assert matters.outage(category, words)
