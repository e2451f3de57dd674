"""Names of estates as people type them: with slips, by ear, shortened, in old script; never the neighbour's."""

from __future__ import annotations

import pytest

from nlu.gazetteer import Ear, EstateFound, Gazetteer, find_estate, gazetteer
from nlu.pinyin import FIRST_SYLLABLE, Pinyin
from nlu.understanding import EstateName

SPOKEN = {
    "jin": "锦金进", "xiu": "绣秀修", "yuan": "园院圆", "ming": "明", "de": "德得", "men": "门们", "xiao": "小校",
    "qu": "区", "jing": "景井", "yu": "御玉", "wan": "湾弯",
}  # fmt: skip
SYLLABLES = tuple(SPOKEN)
SOUNDS = {ord(char): chr(FIRST_SYLLABLE + SYLLABLES.index(name)) for name, chars in SPOKEN.items() for char in chars}
PINYIN = Pinyin(SYLLABLES, SOUNDS)
EAR = Ear({ord("錦"): "锦", ord("繡"): "绣", ord("園"): "园"}, PINYIN)

ESTATES = (
    EstateName("mdm", "明德门教师安居小区", ("明德门小区",)),
    EstateName("jxy", "锦绣园"),
    EstateName("q1", "曲江春晓苑一期"),
    EstateName("q2", "曲江春晓苑二期"),
    EstateName("zw", "紫薇花园"),
    EstateName("yjw", "恒大御景湾"),
    EstateName("xh", "西华门小区(北院)"),
)


def told(text: str, estates: tuple[EstateName, ...] = ESTATES, ear: Ear | None = EAR) -> tuple[str, bool] | None:
    found = find_estate(text, estates, ear)
    return (found.code, found.guessed) if found else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("锦绣园停水", "jxy"),
        ("錦繡園停水", "jxy"),
        ("明德门教师安居停水", "mdm"),
        ("曲江春晓苑二期停水", "q2"),
        ("曲江春晓苑2期3号楼", "q2"),
        ("西华门小区北院没电", "xh"),
    ],
)
def test_what_is_said_exactly_is_known(text: str, code: str) -> None:
    assert told(text) == (code, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("明德门教师安局小区停水", "mdm"),
        ("明得门小区", "mdm"),
        ("明得们小区", "mdm"),
        ("锦秀园3号楼", "jxy"),
        ("金秀圆3号楼", "jxy"),
        ("恒大御景弯", "yjw"),
        ("恒大玉井弯3号楼", "yjw"),
        ("恒大景御湾", "yjw"),
        ("恒大雨景湾", "yjw"),
        ("紫薇3号楼没水", "zw"),
        ("住紫薇的", "zw"),
        ("恒大御景湾二期", "yjw"),
    ],
)
def test_what_is_nearly_said_is_a_guess(text: str, code: str) -> None:
    assert told(text) == (code, True)


@pytest.mark.parametrize(
    "text",
    [
        "曲江春晓苑停水",
        "曲江春晓苑三期",
        "春晓苑二期",
        "紫薇开花了",
        "明德门小学门口堵车",
        "明德门南区",
        "锦绣苑",
        "紫薇家园停水",
        "进修院",
        "小区停水了",
        "东校区",
    ],
)
def test_the_neighbours_name_is_not_taken_for_it(text: str) -> None:
    assert told(text) is None


def test_a_slip_that_fits_two_estates_is_nobodys() -> None:
    pair = (EstateName("a", "阳光丽都苑"), EstateName("b", "阳光丽舍苑"))
    assert told("阳光丽人苑停水", pair) is None
    assert told("阳光丽都苑停水", pair) == ("a", False)


def test_a_shared_short_name_is_nobodys() -> None:
    pair = (EstateName("a", "明德门小区"), EstateName("b", "明德门家属院"))
    assert told("明德门停水", pair) is None
    assert told("明德门停水", pair[:1]) == ("a", False)


def test_the_longest_name_wins_even_with_a_slip() -> None:
    pair = (EstateName("short", "明德门"), EstateName("long", "明德门教师安居小区"))
    assert told("明德门教师安居小区停水", pair) == ("long", False)
    assert told("明德门教师安局小区停水", pair) == ("long", True)
    assert told("明德门停水", pair) == ("short", False)


def test_without_an_ear_slips_of_the_hand_are_known_all_the_same() -> None:
    assert told("恒大雨景湾", ear=None) == ("yjw", True)
    assert told("锦秀园3号楼", ear=None) is None


def test_an_ear_is_careless_of_what_speakers_confuse() -> None:
    assert EAR.spell("锦") == EAR.spell("景")


def test_the_words_that_named_it_are_told() -> None:
    assert find_estate("我们锦绣园停水", ESTATES, EAR) == EstateFound("jxy", False, (2, 5))


def test_no_estates_no_estate() -> None:
    assert told("锦绣园停水", ()) is None
    assert told("", ESTATES) is None


def test_odd_names_harm_nobody() -> None:
    odd = (EstateName("a", ""), EstateName("b", "院"), EstateName("c", "((("), EstateName("d", "\ud800\ud800"))
    assert told("院里(((停水\ud800", odd) is None


def test_one_tuple_is_indexed_once_and_its_equal_as_well() -> None:
    assert gazetteer(ESTATES, EAR) is gazetteer(ESTATES, EAR)
    assert gazetteer((*ESTATES[:3], *ESTATES[3:]), EAR) is gazetteer(ESTATES, EAR)
    assert gazetteer(ESTATES, None) is not gazetteer(ESTATES, EAR)


def test_a_changed_list_is_indexed_anew() -> None:
    estates = [ESTATES[1]]
    assert find_estate("锦绣园停水", estates) is not None
    estates[0] = ESTATES[5]
    assert find_estate("锦绣园停水", estates) is None


def test_thousands_of_names_stay_apart() -> None:
    many = tuple(EstateName(f"e{i}", f"{a}{b}{c}小区") for i, (a, b, c) in enumerate(_triples()))
    index = Gazetteer(many)
    assert all((found := index.find(f"我们{estate.name}停水")) and found.code == estate.code for estate in many[::50])


def _triples() -> list[tuple[str, str, str]]:
    letters = "锦绣阳光丰庆明珠世纪长安雁塔曲江紫薇"
    return [(a, b, c) for a in letters for b in letters for c in letters if len({a, b, c}) == 3]
