"""What names somebody or his door is hidden; what says what is wrong stays; and no text takes long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.masking import HIDDEN, masked

SIZE = 100_000
CPU_SECONDS = 5.0  # a linear pattern needs milliseconds, a quadratic one minutes


@pytest.mark.parametrize(("words", "shown"), [
    ("打13812345678找我", "打（号码已隐去）找我"),
    ("打138 1234 5678找我", "打（号码已隐去）找我"),
    ("打138-1234-5678找我", "打（号码已隐去）找我"),
    ("打1 3 8 1 2 3 4 5 6 7 8找我", "打（号码已隐去）找我"),
    ("打１３８１２３４５６７８找我", "打（号码已隐去）找我"),
    ("打一三八一二三四五六七八找我", "打（号码已隐去）找我"),
    ("打幺三八幺二三四五六七八找我", "打（号码已隐去）找我"),
    ("座机029-88812345", "座机（号码已隐去）"),
    ("身份证61011319900101123X", "身份证（号码已隐去）"),
    ("身份证610113 19900101 123x的", "身份证（号码已隐去）的"),
    ("卡号6222 0212 3456 7890 123", "卡号（号码已隐去）"),
    ("3号楼2单元1502暖气不热", "3号楼2单元（号码已隐去）暖气不热"),
    ("我住三零一", "我住（号码已隐去）"),
    ("12-1-802漏水", "（号码已隐去）漏水"),
    ("住18室，漏水", "住（号码已隐去），漏水"),
    ("2单元6号房没电", "2单元（号码已隐去）没电"),
    ("陕A·12345挡路", "（车牌已隐去）挡路"),
    ("陕AD12345占位", "（车牌已隐去）占位"),
    ("沪a8c123占位", "（车牌已隐去）占位"),
    ("微信号abc_12x找我", "（账号已隐去）找我"),
    ("支付宝账号zhao-1988", "（账号已隐去）"),
    ("邮箱a.b@c.com找我", "邮箱（邮箱已隐去）找我"),
    ("我叫李芳，住得远", "（姓名已隐去），住得远"),
    ("我是王建国，报个修", "（姓名已隐去），报个修"),
    ("联系人：逄涛", "（姓名已隐去）"),
    ("姓名：车来", "（姓名已隐去）"),
    ("本人王丽华，家住二楼", "（姓名已隐去），家住二楼"),
    ("楼上张阿姨家漏水", "楼上（姓名已隐去）家漏水"),
    ("刘奶奶联系不上", "（姓名已隐去）联系不上"),
    ("李大姐家没水", "（姓名已隐去）家没水"),
    ("欧阳老师家没水", "（姓名已隐去）家没水"),
    ("老赵师傅修得好", "（姓名已隐去）修得好"),
])  # fmt: skip
def test_what_names_somebody_or_a_door_is_hidden(words: str, shown: str) -> None:
    assert masked(words) == shown


@pytest.mark.parametrize("words", [
    "屋里只有14度，3号楼也是",
    "夜间施工扰民，包工头不管",
    "牛奶被偷了",
    "水管爆了快来关总闸",
    "保安大爷睡着了",
    "环卫工都不来扫",
    "暖气经常总是不热",
    "位于工地旁边太吵",
    "本人去了两趟都没人",
    "我叫了开锁的",
    "户主不同意拆",
    "租的3室2厅漏水",
    "2号房东不退押金",
    "孩子在家穿羽绒服写作业",
])  # fmt: skip
def test_what_is_wrong_stays(words: str) -> None:
    assert masked(words) == words


def test_what_is_hidden_is_not_hidden_twice() -> None:
    once = masked("我叫李芳，3栋1502，13812345678，陕A12345，a@b.cn")
    assert masked(once) == once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_comes_through_without_three_digits_in_a_row(words: str) -> None:
    assert not re.search("[0-9]{3}", masked(words))


def attacks() -> dict[str, str]:
    """Long texts in which a careless pattern would begin anew at every character."""
    pieces = {
        "digits": "7", "spaced": "7 ", "dashed": "7-", "two digits": "77a", "han digits": "零", "letters": "a",
        "mail": "a.", "ats": "a@", "domains": "a@b.", "plate": "陕A", "plate letters": "陕A·A", "account": "微信号是",
        "accounts": "qq", "spaces": " ", "names": "王", "titles": "老王", "told": "我叫", "told twice": "姓名：",
        "mine": "本人", "I am": "我是王", "dots": "·", "rooms": "1室", "words": "安施牛奶",
    }  # fmt: skip
    return {name: (piece * SIZE)[:SIZE] for name, piece in pieces.items()}


@pytest.mark.parametrize(("pattern", "what"), HIDDEN, ids=[f"{i}-{what}" for i, (_, what) in enumerate(HIDDEN)])
def test_every_pattern_takes_time_in_proportion(pattern: re.Pattern[str], what: str) -> None:
    for name, text in attacks().items():
        started = time.process_time()
        pattern.sub("", text)
        pattern.sub("", text + "!\ud800")
        assert time.process_time() - started < CPU_SECONDS, f"{what}: {name}"


def test_the_longest_letter_is_masked_whole() -> None:
    assert masked("暖气不热。" * 20_000 + "13812345678").endswith("（号码已隐去）")
