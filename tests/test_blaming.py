"""Whether words complain of how an official behaves, or only mention him."""

from __future__ import annotations

import pytest

from handlers.blaming import Called, blames
from handlers.callings import nicknames

ZHANG, LI = Called("张伟", ("网格员",)), Called("李秀英", ("院长",))


@pytest.mark.parametrize("words", [
    "3号楼暖气不热，网格员张伟收了钱不办事，院长李秀英包庇",
    "张伟态度恶劣",
    "态度很差的网格员张伟",
    "张网格员骂人",
    "姓张的网格员推诿",
    "网格员张某某踢皮球",
    "网格员小张刁难我们",
    "小张是我们网格员，收红包",
    "我要投诉，网格员张伟三天没露面",
    "我要投诉，张网格员",
    "我要投诉，张网格员，不作为",
    "投诉锦园小区网格员张伟",
    "对张伟的投诉没人管",
    "张伟，态度恶劣，还骂我",
    "网格员张伟。不作为！",
    "张伟昨天来过，态度特别差",
    "暖气不热 / 张伟打人",
    "骂我的是张伟",
    "张伟当着邻居骂我",
    "张伟和物业一起踢皮球",
    "张伟还威胁我们不许说",
    "谢谢你啊张伟，收了五百块钱",
    "院长李秀英包庇张伟",
    "张伟没收拾，张口就骂",
    "张伟这个人，我要举报他",
    "张主任糊弄老百姓",
])  # fmt: skip
def test_a_complaint_about_him(words: str) -> None:
    assert blames(words, ZHANG)


@pytest.mark.parametrize("words", [
    "张伟昨天来看过",
    "张伟态度很好",
    "谢谢张伟",
    "谢谢张伟，没有推诿",
    "表扬网格员张伟不收红包",
    "张伟从不推诿",
    "网格员张伟说物业骂人",
    "跟张伟投诉过，还是没修",
    "我向张伟举报楼上占道",
    "物业骂人，网格员张伟来看过",
    "楼上骂了张伟",
    "楼上威胁张伟",
    "张伟被楼上骂了",
    "楼上半夜吵，找过张伟，还是天天骂人",
    "我要投诉物业，张伟昨天来看过",
    "投诉后张伟才来",
    "我要投诉，张网格员，锦园3号楼暖气不热",
    "张伟来过，保安打人",
    "小张骂人",
    "院长李秀英包庇",
    "网格员小王态度恶劣",
    "网格员态度恶劣",
    "张伟来过，院长李秀英包庇楼上",
    "张伟来看过 / 楼下打人",
    "",
    "张伟，锦园3号楼2单元暖气不热，热力公司一直敷衍",
    "张伟您好，供暖公司不作为",
    "找过张伟，热力公司一直推诿",
    "张伟您好，门口有人占车位，车主还骂我",
])  # fmt: skip
def test_only_mentioned_or_praised_or_not_him(words: str) -> None:
    assert not blames(words, ZHANG)


def test_each_is_meant_by_his_own_words() -> None:
    assert blames("网格员张伟收了钱，李院长包庇", LI)
    assert not blames("网格员张伟收了钱，院长李秀英来过", LI)
    assert blames("欧阳院长推诿", Called("欧阳静", ("院长",)))


@pytest.mark.parametrize("words", [
    "我们院长不作为，投诉三次了",
    "院长态度恶劣",
    "投诉院长",
    "我要举报院长，收钱才办事",
    "院长从来不管，还骂人",
    "院长包庇楼上那家",
    "我要投诉，院长，不作为",
    "暖气不热 / 院长推来推去",
])  # fmt: skip
def test_by_his_title_alone_where_he_holds_it(words: str) -> None:
    assert blames(words, Called("李秀英", ("院长",), ("院长",)))
    assert not blames(words, LI)


@pytest.mark.parametrize("words", [
    "阿伟收红包不办事",
    "你们那个阿伟态度恶劣",
    "投诉阿伟",
    "暖气不热，阿伟踢皮球",
])  # fmt: skip
def test_by_what_he_is_called_in_the_group(words: str) -> None:
    assert blames(words, Called("张伟", ("网格员",), known_as=("网格员-阿伟", "阿伟")))
    assert not blames(words, ZHANG)


@pytest.mark.parametrize("words", ["阿伟来看过，物业骂人", "谢谢阿伟", "找过阿伟，楼上还是天天骂人"])
def test_what_he_is_called_alone_complains_of_nobody(words: str) -> None:
    assert not blames(words, Called("张伟", ("网格员",), known_as=("阿伟",)))


@pytest.mark.parametrize("words", [
    "@院长 我要投诉楼上装修",
    "院长，门卫不作为",
    "院长您好，热力一直敷衍",
    "跟院长投诉过，还是没修",
    "投诉到院长那里了",
    "医院院长收红包",
    "张院长骂人",
    "副院长推诿",
    "院长王建国包庇",
    "院长小王态度差",
    "院长来看过，物业骂人",
    "谢谢院长，没有推诿",
    "院长态度好",
    "网格员态度恶劣",
])  # fmt: skip
def test_a_title_that_is_spoken_to_mentioned_or_anothers(words: str) -> None:
    assert not blames(words, Called("李秀英", ("院长",), ("院长",)))


def test_a_company_is_not_meant_by_what_it_is_called() -> None:
    assert not blames("物业不作为", Called("田经纬", ("物业",), ("物业",)))


def test_an_office_is_nobody_to_be_passed_over() -> None:
    assert not blames("供热值班推诿，不作为", Called("供热值班", ("职能部门",)))


@pytest.mark.parametrize(("name", "called"), [
    ("物业小田", {"物业小田", "小田"}),
    ("网格员-阿伟", {"网格员-阿伟", "阿伟"}),
    ("社区 小任🌸", {"社区 小任🌸", "小任"}),
    ("陶经理", {"陶经理"}),
    ("阿伟", {"阿伟"}),
    ("物业客服", set()),
    ("物业", set()),
    ("A", set()),
    ("", set()),
])  # fmt: skip
def test_what_a_shown_name_is_spoken_as(name: str, called: set[str]) -> None:
    assert nicknames(name) == called
