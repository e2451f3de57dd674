"""Where something is, from the words of a message."""

from __future__ import annotations

import pytest

from nlu.places import find_place
from nlu.understanding import EstateName, Place

ESTATES = (
    EstateName("mdm", "明德门教师安居小区", ("明德门小区", "教师小区")),
    EstateName("mdmb", "明德门北区"),
    EstateName("jxy", "锦绣园"),
)


@pytest.mark.parametrize(
    ("text", "building", "entrance", "room"),
    [
        ("3号楼2单元1502 屋里15度", "3", "2", "1502"),
        ("３号楼２单元１５０２", "3", "2", "1502"),
        ("三栋二单元没水", "3", "2", None),
        ("12-1-802漏水", "12", "1", "802"),
        ("12-802 漏水", "12", None, "802"),
        ("5#楼没电", "5", None, None),
        ("5#2单元", "5", "2", None),
        ("B3栋停水", "B3", None, None),
        ("A座电梯坏了", "A", None, None),
        ("a座1203", "A", None, "1203"),
        ("10幢东户", "10", None, None),
        ("2单元楼道灯不亮", None, "2", None),
        ("二十三号楼", "23", None, None),
        ("一栋二单元", "1", "2", None),
        ("3栋2单元15楼1502", "3", "2", "1502"),
        ("18号楼3门501", "18", "3", "501"),
        ("我家1502室", None, None, "1502"),
        ("10号楼502室漏水", "10", None, "502"),
        ("6号楼也停了", "6", None, None),
    ],
)
def test_a_house_is_read_however_it_is_written(
    text: str, building: str | None, entrance: str | None, room: str | None
) -> None:
    assert find_place(text) == Place(None, building, entrance, room)


@pytest.mark.parametrize(
    "text",
    [
        "每栋都停水",
        "每一栋",
        "这栋楼",
        "那栋",
        "几栋楼",
        "其中一栋",
        "一栋楼都没水",
        "两栋楼",
        "整栋",
        "顶楼漏水",
        "每单元",
    ],
)
def test_a_house_nobody_named_is_no_place(text: str) -> None:
    assert not find_place(text)


@pytest.mark.parametrize(
    ("text", "building"),
    [("18、19栋", "18"), ("五、六栋", "5"), ("五六栋都没水", "5"), ("B7、C7、C8栋", "B7"), ("2号楼和3号楼之间", "2")],
)
def test_of_several_houses_the_first_is_meant(text: str, building: str) -> None:
    assert find_place(text).building == building


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
        "地铁5号线",
        "101国道",
        "029-88231234",
        "等了12-15分钟",
        "共5栋",
        "3楼漏水",
    ],
)
def test_numbers_that_count_or_date_are_no_place(text: str) -> None:
    assert not find_place(text)


def test_a_count_after_a_house_is_no_room() -> None:
    assert find_place("3号楼200户人家") == Place(building="3")
    assert find_place("15号楼15度") == Place(building="15")


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
    assert find_place(text, ESTATES).estate == code


def test_no_estate_is_found_that_was_not_given() -> None:
    assert find_place("明德门小区暖气不热").estate is None


def test_of_two_estates_with_one_name_the_nearer_is_meant() -> None:
    twins = (EstateName("far", "锦绣园"), EstateName("near", "锦绣园"))
    assert find_place("锦绣园停水", twins[::-1]).estate == "near"
