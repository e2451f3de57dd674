"""Whether a life is at risk now, from the words of a message."""

from __future__ import annotations

import pytest

from nlu.understanding import Urgency
from nlu.urgency import is_told_as_distant, read_alarm


def grade(text: str) -> Urgency | None:
    alarm = read_alarm(text)
    return alarm.urgency if alarm else None


@pytest.mark.parametrize(
    "text",
    [
        "楼道里有煤气味",
        "厨房燃气泄漏了",
        "3号楼着火了",
        "电表间冒烟了",
        "电梯困人了快来",
        "我被关电梯里了",
        "奶奶走丢了 穿红棉袄",
        "对门大爷独居，三天没见着人，怎么敲门都没动静",
        "有人晕倒在小区门口",
        "老爷子没反应了",
        "有人要跳楼",
        "他说不想活了",
        "门口有人拿刀",
        "楼下打起来了",
        "孩子从阳台掉下去了",
        "有人触电了",
        "路灯杆漏电打人",
        "小孩掉进化粪池了",
        "工人被压在下面",
        "快救人！",
    ],
)
def test_danger_to_life_is_an_emergency(text: str) -> None:
    assert grade(text) is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "你真是我的救命恩人",
        "着火的那个电影真好看",
        "明天上午消防演练，冒烟不要惊慌",
        "新闻里说南方有人跳楼",
        "上次着火就是因为飞线",
        "飞线充电容易着火",
        "我怕着火",
        "天哪 砸到人怎么办",
        "有火灾隐患",
        "煤气费怎么交",
        "火已经扑灭了",
        "人救出来了",
        "这电梯经常困人",
        "跳楼价甩卖",
        "孩子的书包丢了",
        "猫走丢了",
        "敲门没人应，物业上班时间都不在",
        "家里停电了",
        "燃气灶打不着火",
    ],
)
def test_what_is_feared_remembered_or_invented_is_none(text: str) -> None:
    assert grade(text) is not Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "水管爆了",
        "楼上把水管打穿了",
        "我家客厅在下雨",
        "插座冒火花",
        "外墙瓷砖往下掉",
        "家里被淹了",
        "八十岁的老人在家，暖气冰凉",
        "月子里没电",
        "电线垂下来了",
        "井盖没了",
    ],
)
def test_harm_that_is_near_is_urgent(text: str) -> None:
    assert grade(text) is Urgency.URGENT


def test_everyday_trouble_is_neither() -> None:
    assert grade("暖气不热") is None


def test_a_drill_is_told_as_distant() -> None:
    assert is_told_as_distant("周五消防演练")
    assert not is_told_as_distant("着火了")


def test_a_letter_that_argues_with_dangers_is_no_alarm_and_a_long_cry_for_help_is() -> None:
    letter = (
        "我们小区的电动车棚建在单元门口，充电线乱拉，去年邻市就有车棚着火的事故，业主们多次向物业反映，物业推给社区，"
    )
    letter += "社区推给街道，至今没有一个说法。"
    letter += "希望领导重视居民的生命财产安全，早日把车棚迁到空旷的地方，并配齐灭火器材，谢谢。"
    alarm = read_alarm(letter + "对面楼也有人把电瓶拿回家充，冒烟了好几回，大家都提心吊胆。")
    assert alarm is None or alarm.urgency is not Urgency.EMERGENCY
    cry = read_alarm("快来人啊，" + letter + "现在三单元门口车棚着火了，火往上蹿。")
    assert cry is not None
    assert cry.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("words", [
    "煤气味没散 还有", "没闻错 是煤气味", "有人扔烟头着火了", "油烟机着火了", "楼道全是烟 出不去", "屋里着了 快来",
    "我们被困电梯多久了都没人", "家里煤气漏了味道散不掉", "电梯里有人晕了", "拿着菜刀说要弄死我", "再不还钱弄死你",
])  # fmt: skip
def test_a_danger_among_words_that_may_be_harmless(words: str) -> None:
    assert grade(words) is Urgency.EMERGENCY


@pytest.mark.parametrize("words", [
    "房东找不着了", "楼道全是烟头", "油烟太大", "猫困车底下了", "没煤气味了", "煤气味没了", "不漏气了",
    "抢红包打起来了", "跑车底下了",
    "耳机没声了", "烧柴烟太大", "电梯困人算谁赔", "走得要人命", "天天往上吊砖", "我爸老走丢", "接种本丢了",
    "电梯里有人抽烟",
])  # fmt: skip
def test_harmless_things_told_in_the_words_of_dangers(words: str) -> None:
    assert grade(words) is not Urgency.EMERGENCY
