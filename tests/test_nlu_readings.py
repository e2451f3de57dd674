"""What people tell as facts: how cold, how long, how often, how much, how many."""

from __future__ import annotations

import pytest

from nlu.readings import Measure, Quantity, Reading, read_facts

Told = tuple[float | None, float | None, str]


def of(text: str, measure: Measure) -> list[Told]:
    """The quantities of one measure: at least, at most, and the words that tell it."""
    return [
        (found.low, found.high, text[slice(*found.span)])
        for found in read_facts(text)
        if isinstance(found, Quantity) and found.measure is measure
    ]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("才14度", 14, 14),
        ("屋里十五六度", 15, 16),
        ("16.5°", 16.5, 16.5),
        ("室温16.5°c", 16.5, 16.5),
        ("温度计显示 13", 13, 13),
        ("13度5", 13.5, 13.5),
        ("十六度二,我家也这德行", 16.2, 16.2),
        ("温度计19度半", 19.5, 19.5),
        ("十六点五度", 16.5, 16.5),
        ("室温仅13至15度", 13, 15),
        ("也就15、6度", 15, 16),
        ("屋里不到14度", None, 14),
        ("屋里18度都不到", None, 18),
        ("连16度都没有", None, 16),
        ("室温从未超过15度", None, 15),
        ("现在18度多", 18, 19),
        ("外面零下5度,屋里才13度", 13, 13),
        ("屋里只有3度", 3, 3),
        ("卧室零下2度", -2, -2),
        ("3号楼2单元1502 屋里15度", 15, 15),
    ],
)
def test_the_warmth_of_a_room(text: str, low: float | None, high: float | None) -> None:
    assert [(found[0], found[1]) for found in of(text, Measure.TEMPERATURE)] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    [
        "60度水",
        "热水才40度",
        "老爹发烧39度8",
        "娃38度2",
        "今天气温2度",
        "明天零下八度",
        "空调开到26度",
        "国家规定18度",
        "说好十八度",
        "18度以上才合格",
        "用了300度电",
        "一度电一块五",
        "比你家强一度",
        "温度上来了两度",
        "近视500度",
        "暖气片才30度",
        "四十度的天",
        "他一度认为",
    ],
)
def test_other_degrees_are_no_warmth_of_a_room(text: str) -> None:
    assert of(text, Measure.TEMPERATURE) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("停水三小时", 3, 3),
        ("停了两天了", 48, 48),
        ("半个月没热", 360, 360),
        ("停了一个半小时", 1.5, 1.5),
        ("三个多小时了", 3, 4),
        ("停水20多天", 480, 720),
        ("等了40分钟", 0.6667, 0.6667),
        ("等了1小时20分钟", 1.3333, 1.3333),
        ("坏了三四天了", 72, 96),
        ("坏了俩月了", 1440, 1440),
        ("两年多没修", 17520, 26280),
        ("路灯坏了快一年", 8760, 8760),
        ("欠三个月工资", 2160, 2160),
        ("坏了不到两天", None, 48),
        ("停电超过五个小时", 5, None),
        ("整整一天没电", 24, 24),
        ("一上午没水", 2, 6),
        ("停了一宿", 6, 12),
    ],
)
def test_how_long_it_has_lasted_in_hours(text: str, low: float | None, high: float | None) -> None:
    assert [(found[0], found[1]) for found in of(text, Measure.DURATION)] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    [
        "从昨晚到现在没电",
        "三天前报的",
        "三天内解决",
        "24小时热线",
        "三天两头停电",
        "这两天没暖气",
        "前两天报的",
        "第三天了还没水",
        "一天停三次",
        "一天到晚吵",
        "再等两天",
        "还有四十天就过年",
        "三个月的孩子",
        "高三年级",
        "2026年11月",
        "好几天没水",
        "多住一晚",
        "半小时还",
        "周一早上好",
    ],
)
def test_other_times_are_no_duration(text: str) -> None:
    assert of(text, Measure.DURATION) == []


@pytest.mark.parametrize(
    ("text", "count", "what"),
    [
        ("第四次报修", 4, "report"),
        ("报了三回了", 3, "report"),
        ("打了五遍电话", 5, "report"),
        ("打了八遍没人接", 8, "report"),
        ("物业电话打了十七次", 17, "report"),
        ("先后四次向供热站反映", 4, "report"),
        ("修了三次还漏", 3, "repair"),
        ("第2次停水了", 2, "fault"),
        ("后墙塌了两回", 2, "fault"),
        ("这是第三次了", 3, ""),
    ],
)
def test_how_often_so_far_and_what(text: str, count: float, what: str) -> None:
    (found,) = [found for found in read_facts(text) if isinstance(found, Quantity)]
    assert (found.measure, found.value, found.unit) == (Measure.TIMES, count, what)


@pytest.mark.parametrize(
    "text",
    [
        "一天停三次",
        "每天都停两次",
        "二次供水",
        "说了八百遍",
        "再说一次",
        "下次注意",
        "第一次见",
        "三番五次",
        "今天太极打了三遍",
    ],
)
def test_other_times_are_no_repetition(text: str) -> None:
    assert of(text, Measure.TIMES) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("物业费涨到三块二", 3.2, 3.2),
        ("罚款2000元", 2000, 2000),
        ("欠薪三万", 30_000, 30_000),
        ("我充的一百也没到账", 100, 100),
        ("1万2押金不退", 12_000, 12_000),
        ("工资两千八没发", 2800, 2800),
        ("押金1.2万", 12_000, 12_000),
        ("两块五一斤", 2.5, 2.5),
        ("一度电五毛二", 0.52, 0.52),
        ("每平两块八", 2.8, 2.8),
        ("46块", 46, 46),
        ("¥200没退", 200, 200),
        ("180-200元", 180, 200),
        ("一个月收一万多", 10_000, 20_000),
        ("水费八百多", 800, 900),
    ],
)
def test_how_much_money(text: str, low: float, high: float) -> None:
    assert [(found[0], found[1]) for found in of(text, Measure.AMOUNT)] == [(low, high)]


@pytest.mark.parametrize(
    "text", ["三块砖掉了", "瓷砖掉了三块", "两万人", "3单元", "元旦", "我家住1502", "要160的码", "一块去"]
)
def test_pieces_and_people_are_no_money(text: str) -> None:
    assert of(text, Measure.AMOUNT) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("我们一层四户", 4, 4, "household"),
        ("十几户没水", 11, 19, "household"),
        ("200户没暖气", 200, 200, "household"),
        ("三家都没水", 3, 3, "household"),
        ("两个人困在电梯里", 2, 2, "person"),
        ("整栋楼都没水", 1, 1, "building"),
        ("整个单元没电", 1, 1, "entrance"),
        ("全小区停水", 1, 1, "estate"),
        ("两个单元没水", 2, 2, "entrance"),
    ],
)
def test_how_many_are_affected(text: str, low: float, high: float, unit: str) -> None:
    (found,) = [found for found in read_facts(text) if isinstance(found, Quantity)]
    assert (found.measure, found.low, found.high, found.unit) == (Measure.AFFECTED, low, high, unit)


def test_how_large() -> None:
    assert of("30平的房子", Measure.AREA) == [(30, 30, "30平")]
    assert of("硬化约七十平方米", Measure.AREA) == [(70, 70, "七十平方米")]
    assert of("公平吗", Measure.AREA) == []


def test_an_address_tells_no_fact() -> None:
    for text in ("3号楼停水", "12-1-802漏水", "2单元1502室", "18、19栋", "三楼漏到二楼"):
        assert read_facts(text) == ()


def test_all_facts_of_a_message_in_the_order_they_are_told() -> None:
    text = "3号楼2单元室温14度,停水3小时,第4次报修"
    assert [text[slice(*found.span)] for found in read_facts(text)] == ["14度", "3小时", "4次"]


def test_a_range_has_no_single_value() -> None:
    facts: tuple[Reading, ...] = read_facts("屋里十五六度,停了三小时")
    assert [found.value for found in facts if isinstance(found, Quantity)] == [None, 3]
