"""One message, several troubles; a cause and what follows from it is one."""

from __future__ import annotations

import pytest

from nlu.splitter import clauses


def own(text: str) -> list[str]:
    """The stretches that may be troubles of their own."""
    return [clause.text for clause in clauses(text) if not clause.leaning]


@pytest.mark.parametrize(
    ("text", "troubles"),
    [
        ("暖气不热，电梯还坏了", ["暖气不热", "电梯还坏了"]),
        ("暖气不热还有就是电梯坏了好几天了", ["暖气不热", "电梯坏了好几天了"]),
        ("暖气不热电梯也坏了", ["暖气不热", "电梯也坏了"]),
        ("暖气不热 电梯坏了好几天", ["暖气不热", "电梯坏了好几天"]),
        ("暖气不热然后电梯也坏了然后垃圾没人清", ["暖气不热", "电梯也坏了", "垃圾没人清"]),
        ("楼道灯不亮，另外下水道也堵了", ["楼道灯不亮", "下水道也堵了"]),
        ("楼道有煤气味，还有2号楼路灯坏了", ["楼道有煤气味", "2号楼路灯坏了"]),
        ("小区停水了顺便问下路灯啥时候修", ["小区停水了", "问下路灯啥时候修"]),
        ("小区停水了順便问下路灯啥时候修", ["小区停水了", "问下路灯啥时候修"]),
        ("门口井盖丢了！！路灯也不亮", ["门口井盖丢了", "路灯也不亮"]),
    ],
)
def test_two_troubles_are_two(text: str, troubles: list[str]) -> None:
    assert own(text) == troubles


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("水管爆了，楼道全是水", "水管爆了"),
        ("电梯坏了老人下不了楼", "电梯坏了老人下不了楼"),
        ("下水道堵了，臭得要命", "下水道堵了"),
        ("路灯坏了，麻烦派人修一下", "路灯坏了"),
        ("暖气不热，啥时候能修好", "暖气不热"),
        ("电梯又坏了！！物业电话没人接！！", "电梯又坏了"),
        ("停电了，电梯也停了，老人困在楼上下不来", "停电了"),
        ("没暖气，孩子冻感冒了，老人也受不了", "没暖气"),
        ("自来水发黄，有股臭味，不敢喝", "自来水发黄"),
        ("路灯坏了，都三天了，没人管", "路灯坏了"),
        ("暖气不热家里还有老人和孩子", "暖气不热家里还有老人和孩子"),
        ("楼道没灯，还有没有人管", "楼道没灯"),
    ],
)
def test_a_cause_with_what_follows_from_it_is_one(text: str, trouble: str) -> None:
    assert own(text)[0] == trouble
    assert len(own(text)) == 1 or own(text)[1:] == ["还有没有人管"]


@pytest.mark.parametrize(
    "text",
    [
        "1、楼道灯不亮；2、电梯老坏；3、垃圾没人清",
        "1.楼道灯不亮 2.电梯老坏 3.垃圾没人清",
        "①楼道灯不亮②电梯老坏③垃圾没人清",
        "一是楼道灯不亮，二是电梯老坏，三是垃圾没人清",
        "第一，楼道灯不亮。第二，电梯老坏。第三，垃圾没人清",
        "其一，楼道灯不亮；其二，电梯老坏；其三，垃圾没人清",
        "(1)楼道灯不亮\n(2)电梯老坏\n(3)垃圾没人清",
    ],
)
def test_points_that_are_counted_are_points_without_their_numbers(text: str) -> None:
    assert [(clause.text, clause.counted) for clause in clauses(text)] == [
        ("楼道灯不亮", True),
        ("电梯老坏", True),
        ("垃圾没人清", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "3、5、6号楼都没水",
        "五、六号楼没水",
        "第一次说没配件，第二次说等师傅",
        "一、二号楼和三、四号楼没水",
        "涨了1.5元2.5元",
    ],
)
def test_numbers_are_not_taken_for_points(text: str) -> None:
    assert not any(clause.counted for clause in clauses(text))


def test_a_list_of_ideas_is_one_matter() -> None:
    text = "关于停车的几点建议：一是单位大院夜间开放；二是小巷单侧停放；三是收费向社会公布"
    assert not any(clause.counted for clause in clauses(text))


def test_a_story_told_with_spaces_is_one() -> None:
    assert own("消火栓叫车撞断了 水冲到二楼窗户") == ["消火栓叫车撞断了 水冲到二楼窗户"]


def test_a_clause_keeps_its_place_in_the_text() -> None:
    text = "😡3号楼 暖气不热啊，，，  電梯也壞了！！另外 楼道灯不亮。"
    found = clauses(text)
    assert [text[clause.start : clause.end] for clause in found] == [clause.text for clause in found]
    assert [clause.text for clause in found] == ["😡3号楼 暖气不热啊", "電梯也壞了", "楼道灯不亮"]


def test_what_joins_a_trouble_to_the_one_before_is_left_out_when_it_is_read_alone() -> None:
    assert [clause.alone for clause in clauses("暖气不热，电梯也坏了")] == ["暖气不热", "电梯坏了"]
    assert [clause.alone for clause in clauses("电梯也坏了")] == ["电梯也坏了"]
    assert [clause.alone for clause in clauses("暖气不热，也没人管")] == ["暖气不热", "也没人管"]


def test_a_letter_is_one_matter_unless_it_counts() -> None:
    letter = "我是小区业主，反映物业服务问题，" * 6
    assert len(clauses(letter)) == 1
    assert len(clauses(letter + "1、楼道堆物无人清理；2、电梯经常故障；3、路灯不亮。")) == 3


@pytest.mark.parametrize("text", ["", " ", "，，，。。", "好", "1、2、", "还有"])
def test_nothing_is_one_clause(text: str) -> None:
    assert [clause.text for clause in clauses(text)] == [text]
