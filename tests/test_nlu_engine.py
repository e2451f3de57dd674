"""Stories: what neighbours type, and what the embedded engine makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.engines import engine
from nlu.understanding import Engine, EstateName, Intent, Kind, Urgency


@pytest.fixture(scope="session")
def embedded(engine_dir: Path) -> Engine:
    return engine("embedded", engine_dir)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("暖汽不热", "heating"),
        ("暧气不热", "heating"),
        ("暖氣不熱", "heating"),
        ("nuan qi bu re", "heating"),
        ("nuanqibure", "heating"),
        ("孩子在家穿羽绒服写作业，暖气跟没开一样", "heating"),
        ("物夜不管", "property"),
        ("WUYE不管", "property"),
        ("廷车没地方", "parking"),
        ("天燃气漏了", "gas"),
        ("电剃坏了", "elevator"),
        ("庭电了", "electricity"),
        ("tingdianle", "electricity"),
        ("拉圾没人收", "sanitation"),
        ("造音太大", "noise"),
        ("下水到堵了", "drainage"),
        ("楼上天天半夜拖椅子", "noise"),
        ("有人私搭乱建没人管吗", "illegal_construction"),
    ],
)
def test_careless_typing_is_understood(embedded: Engine, text: str, category: str) -> None:
    answer = embedded.understand(text)
    assert (answer.intent, [issue.category for issue in answer.issues]) == (Intent.APPEAL, [category])


@pytest.mark.parametrize(
    "text",
    [
        "哪位有电钻，周末想用用",
        "转一张婴儿床，五十块拿走",
        "今晚的球赛谁一起看",
        "收到",
        "哈哈哈哈",
        "[捂脸]",
        "🙏",
        "明天消防演练",
        "着火的那个电影真好看",
    ],
)
def test_talk_opens_no_ticket(embedded: Engine, text: str) -> None:
    answer = embedded.understand(text)
    assert not answer.appeal
    assert answer.issues == ()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我们5号楼也停了", Intent.ME_TOO),
        ("我家也是", Intent.ME_TOO),
        ("就在2单元门口", Intent.FOLLOW_UP),
        ("就在7号楼2单元门口", Intent.FOLLOW_UP),
        ("我昨天报的那个咋样了", Intent.ASK_PROGRESS),
        ("我们小区服务长是谁啊", Intent.ASK_OFFICER),
        ("5", Intent.RATING),
        ("谢谢社区给老人理发", Intent.THANKS),
        ("来水了", Intent.RESTORED),
        ("不用管了撤销吧", Intent.CANCEL),
        ("你好在吗", Intent.GREETING),
    ],
)
def test_talk_is_told_apart(embedded: Engine, text: str, intent: Intent) -> None:
    assert embedded.understand(text).intent is intent


def test_two_troubles_are_two_issues(embedded: Engine) -> None:
    answer = embedded.understand("暖气不热，电梯还坏了")
    assert [(issue.category, issue.span) for issue in answer.issues] == [("heating", (0, 4)), ("elevator", (5, 10))]


def test_a_consequence_is_no_second_trouble(embedded: Engine) -> None:
    answer = embedded.understand("暖气不热，孩子都感冒了")
    assert [(issue.category, issue.span) for issue in answer.issues] == [("heating", (0, 11))]


def test_an_emergency_is_an_appeal_and_comes_first(embedded: Engine) -> None:
    answer = embedded.understand("楼道灯不亮，三楼着火了")
    assert answer.issues[0].urgency is Urgency.EMERGENCY
    assert embedded.understand("有煤气味").issues[0].urgency is Urgency.EMERGENCY


def test_what_is_asked_is_a_consultation(embedded: Engine) -> None:
    assert embedded.understand("请问公租房怎么申请").issues[0].kind is Kind.CONSULTATION
    assert embedded.understand("建议小区加装几盏路灯").issues[0].kind is Kind.SUGGESTION


def test_a_place_is_read_with_the_trouble(embedded: Engine) -> None:
    place = embedded.understand("锦绣园3号楼2单元1502暖气不热", [EstateName("jxy", "锦绣园")]).place
    assert (place.estate, place.building, place.entrance, place.room) == ("jxy", "3", "2", "1502")


def test_many_are_answered_like_one_at_a_time(embedded: Engine) -> None:
    texts = ["暖气不热", "你好", "", "电梯困人了"]
    assert embedded.understand_many(texts) == [embedded.understand(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\ud800",
        "\u202e\u200b",
        "\x00\x01",
        "a" * 100_000,
        "暖" * 100_000,
        "1" * 100_000,
        "😡" * 50_000,
        "，" * 100_000,
    ],
)
def test_anything_typed_gets_an_answer(embedded: Engine, text: str) -> None:
    answer = embedded.understand(text)
    assert 0 <= answer.appeal_score <= 1
    assert answer.appeal == bool(answer.issues)


def test_the_answer_of_the_interface(embedded: Engine) -> None:
    answer = embedded.understand("暖气不热").as_json()
    assert answer["engine"] == "embedded"
    assert answer["place"] == {"estate": None, "building": None, "entrance": None, "room": None}


def test_an_unknown_engine_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="embedded"):
        engine("oracle", tmp_path)


@pytest.mark.parametrize("text", ["我家22度，挺知足", "我们楼水压正常", "俺家热乎着呢没毛病"])
def test_a_neighbour_with_whom_all_is_well_joins_nothing(embedded: Engine, text: str) -> None:
    understanding = embedded.understand(text)
    assert understanding.intent not in (Intent.ME_TOO, Intent.APPEAL)


@pytest.mark.parametrize("text", ["通是通了，水小得跟线一样", "电来了，可电压低得灯泡发红"])
def test_what_works_again_by_half_is_still_a_trouble(embedded: Engine, text: str) -> None:
    assert embedded.understand(text).appeal


@pytest.mark.parametrize("name", ["幸福里", "阳光家园", "感谢屯", "好消息公寓"])
def test_no_name_of_an_estate_sounds_like_a_meaning(embedded: Engine, name: str) -> None:
    estates = (EstateName("x", f"{name}小区", (name,)),)
    for words in (f"{name}有好几条流浪狗 昨天追着小孩咬", f"{name} 养老金没到账", f"{name}小区3号楼停水了"):
        said = embedded.understand(words, estates)
        assert said.appeal
        assert said.text == words
        assert said.place.estate == "x"
