"""Where something is, from the words of a message."""

from __future__ import annotations

import pytest

from nlu.places import PLACE_SPAN, find_place
from nlu.understanding import EstateName, Place

ESTATES = (
    EstateName("mdm", "明德门教师安居小区", ("明德门小区", "教师小区")),
    EstateName("mdmb", "明德门北区"),
    EstateName("jxy", "锦绣园"),
)


def door(text: str) -> tuple[str | None, str | None, str | None]:
    place = find_place(text)
    return place.building, place.entrance, place.room


@pytest.mark.parametrize(
    ("text", "building", "entrance", "room"),
    [
        ("3号楼2单元1502 屋里15度", "3", "2", "1502"),
        ("３号楼２单元１５０２", "3", "2", "1502"),
        ("三栋二单元没水", "3", "2", None),
        ("12-1-802漏水", "12", "1", "802"),
        ("住户：12-1-802住户", "12", "1", "802"),
        ("12-802 漏水", "12", None, "802"),
        ("3#2-501漏水", "3", "2", "501"),
        ("5#楼没电", "5", None, None),
        ("5#2单元", "5", "2", None),
        ("5-2单元301", "5", "2", "301"),
        ("B3栋停水", "B3", None, None),
        ("A座电梯坏了", "A", None, None),
        ("a座1203", "A", None, "1203"),
        ("9栋B座403也漏", "9", "B", "403"),
        ("10幢东户", "10", None, None),
        ("2单元楼道灯不亮", None, "2", None),
        ("二三单元没电", None, "2", None),
        ("3号楼1、2单元没水", "3", "1", None),
        ("二十三号楼", "23", None, None),
        ("07号楼", "7", None, None),
        ("一栋二单元", "1", "2", None),
        ("3栋2单元15楼1502", "3", "2", "1502"),
        ("3号楼没水，我家3号楼2单元501", "3", "2", "501"),
        ("18号楼3门501", "18", "3", "501"),
        ("2号楼3门口", "2", None, None),
        ("我家1502室", None, None, "1502"),
        ("1502户漏水", None, None, "1502"),
        ("10号楼502室漏水", "10", None, "502"),
        ("6号楼也停了", "6", None, None),
        ("3栋楼下全是垃圾", "3", None, None),
        ("还有3栋也没水", "3", None, None),
        ("二栋没水", "2", None, None),
        ("我们三栋没电", "3", None, None),
        ("三栋", "3", None, None),
        ("一栋停水了", "1", None, None),
        ("不是3号楼是5号楼", "5", None, None),
        ("802，3号楼", "3", None, None),
        ("+1，9栋1104", "9", None, "1104"),
    ],
)
def test_a_house_is_read_however_it_is_written(
    text: str, building: str | None, entrance: str | None, room: str | None
) -> None:
    assert door(text) == (building, entrance, room)


@pytest.mark.parametrize(
    "text",
    [
        "每栋都停水",
        "每一栋",
        "各栋都停了",
        "这栋楼",
        "那栋",
        "哪栋没水",
        "该栋住户",
        "几栋楼",
        "其中一栋",
        "一栋楼里",
        "一栋楼都没水",
        "两栋楼",
        "整栋",
        "有三栋没水",
        "三栋都没电",
        "小区有5栋高层",
        "3栋楼都停水",
        "北门那四栋二十多层的楼",
        "十二栋楼都没水",
        "顶楼漏水",
        "每单元",
        "除了3号楼都停了",
        "12-1号楼",
        "2-3单元",
        "一百零二号楼",
        "全小区停水",
    ],
)
def test_a_house_nobody_named_is_no_place(text: str) -> None:
    assert not find_place(text)


@pytest.mark.parametrize(
    ("text", "buildings"),
    [
        ("18、19栋", "18 19"),
        ("五、六栋", "5 6"),
        ("五六栋都没水", "5 6"),
        ("十五六栋没水", "15 16"),
        ("一二三号楼", "1 2 3"),
        ("B7、C7、C8栋", "B7 C7 C8"),
        ("A、B座电梯", "A B"),
        ("3栋和5栋", "3 5"),
        ("5栋6栋都停", "5 6"),
        ("1#2#3#楼都没热", "1 2 3"),
        ("2号楼和3号楼之间", "2 3"),
        ("为啥6号楼换了，我们7号楼没有", "6 7"),
        ("1-6号楼都没水", "1 2 3 4 5 6"),
        ("从1号楼到4号楼", "1 2 3 4"),
        ("1至3号楼", "1 2 3"),
        ("b1-b3栋", "B1 B2 B3"),
        ("6#~8#楼", "6 7 8"),
        ("7-9-10栋业主", "7 9 10"),
        ("1-60号楼", " ".join(map(str, range(1, 31)))),
        ("3号楼", "3"),
        ("每栋", ""),
    ],
)
def test_all_houses_told_and_the_first_of_them(text: str, buildings: str) -> None:
    place = find_place(text)
    assert place.buildings == tuple(buildings.split())
    assert place.building == next(iter(place.buildings), None)


def test_of_several_houses_none_has_the_entrance() -> None:
    assert door("2单元 3号楼和5号楼") == ("3", None, None)


@pytest.mark.parametrize(
    ("text", "everywhere"),
    [
        ("每栋都停水", True),
        ("整个小区都没水", True),
        ("全小区停电", True),
        ("所有楼都没暖气", True),
        ("小区都停水了", True),
        ("是不是全小区都停了", False),
        ("全小区都停了吗", False),
        ("不是每栋都停", False),
        ("全小区没水还是就我家", False),
        ("所有楼道灯不亮", False),
        ("每单元两户", False),
        ("3号楼停水", False),
    ],
)
def test_the_whole_estate_is_meant(text: str, everywhere: bool) -> None:
    assert find_place(text).everywhere is everywhere


@pytest.mark.parametrize(
    "text",
    [
        "12月1日停水",
        "2026-11-15",
        "11-15之前",
        "屋里16度",
        "180-200元",
        "物业费1200元",
        "一座桥",
        "修一座公园",
        "地铁5号线",
        "101国道",
        "029-88231234",
        "等了12-15分钟",
        "共5栋",
        "3楼漏水",
        "200户没水",
    ],
)
def test_numbers_that_count_or_date_are_no_place(text: str) -> None:
    assert not find_place(text)


def test_a_count_after_a_house_is_no_room() -> None:
    assert door("3号楼200户人家") == ("3", None, None)
    assert door("44栋724户") == ("44", None, None)
    assert door("15号楼15度") == ("15", None, None)


def test_a_place_is_blanked_as_a_whole() -> None:
    texts = ("18、19栋没水", "1至9号楼没水", "3号楼2单元1502没水", "12-1-802没水", "2单元没水")
    assert [PLACE_SPAN.sub("", text) for text in texts] == ["没水"] * len(texts)
    assert PLACE_SPAN.sub("", "6号楼楼下") == "楼下"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("明德门教师安居小区停水", "mdm"),
        ("明德门小区暖气不热", "mdm"),
        ("教师小区没电", "mdm"),
        ("明德门北区3号楼", "mdmb"),
        ("锦绣园门口", "jxy"),
        ("明德门教师安居停水", "mdm"),
        ("幸福小区停水", None),
    ],
)
def test_an_estate_is_known_by_name_alias_and_short_form(text: str, code: str | None) -> None:
    place = find_place(text, ESTATES)
    assert (place.estate, place.guessed) == (code, False)


def test_estate_and_house_are_read_together() -> None:
    assert find_place("锦秀园小区3号楼2单元", ESTATES) == Place(None, "3", "2", None, ("3",))
    assert find_place("锦绣园小区3号楼2单元", ESTATES) == Place("jxy", "3", "2", None, ("3",))


def test_no_estate_is_found_that_was_not_given() -> None:
    assert find_place("明德门小区暖气不热").estate is None


def test_of_two_estates_with_one_name_the_nearer_is_meant() -> None:
    twins = (EstateName("far", "锦绣园"), EstateName("near", "锦绣园"))
    assert find_place("锦绣园停水", twins[::-1]).estate == "near"
