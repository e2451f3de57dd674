"""A danger to life told in a few words is heard, however much it sounds like small talk or like "it works again"."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.cries import danger_cried
from nlu.understanding import Intent, Urgency
from tests.mishearing_fakes import Mishears, engine_with

CRIES = [
    ("着火了", "fire"), ("家里着火了", "fire"), ("对面楼着火了！", "fire"), ("3号楼2单元着火", "fire"),
    ("快来人啊 厨房起火了", "fire"),
    ("对面着火了快打119", "fire"), ("车棚烧起来了", "fire"),
    ("谁的电动车着火了", "fire"), ("谁家厨房冒黑烟了", "fire"), ("谁家阳台着了 快打119", "fire"),
    ("煤气漏了", "gas"), ("家里有煤气味", "gas"), ("闻到煤气味", "gas"), ("漏燃气了", "gas"),
    ("3号楼又有煤气味了，更浓", "gas"),
    ("我困电梯里了", "lift"), ("我和孩子困电梯了", "lift"), ("被困在2号楼电梯里", "lift"), ("3号楼电梯困人", "lift"),
    ("电梯里有人出不来", "lift"), ("我妈卡电梯里了", "lift"),
    ("我孩子不见了", "missing"), ("老人走丢了", "missing"), ("奶奶找不着了", "missing"),
    ("我爸昏过去了", "unconscious"), ("我妈晕倒了", "unconscious"), ("爷爷没气了", "unconscious"),
    ("孩子噎着了", "unconscious"),
    ("楼下有人摔倒起不来了", "unconscious"), ("有人触电了", "electrocution"),
    ("有人要跳楼", "suicide"), ("割腕了", "suicide"), ("我妈喝农药了", "suicide"), ("吃了一瓶安眠药", "suicide"),
    ("老公打我", "violence"), ("我老公要打死我", "violence"), ("有人要杀我", "violence"), ("他拿刀追我", "violence"),
    ("有人砸我家门", "violence"), ("楼下打起来了", "violence"), ("捅人了", "violence"),
    ("谁家喊救命 快报警", "violence"), ("隔壁有人喊救命", "violence"), ("谁家打老婆呢，喊救命", "violence"),
    ("楼下打起来了，动刀了", "violence"),
    ("出车祸了", "crushed"), ("门口有人被车撞了", "crushed"), ("房子塌了", "crushed"), ("快救人", "crushed"),
    ("小孩掉井里了", "drowning"), ("河里有人落水了", "drowning"), ("孩子掉楼下了", "fall"), ("有人坠楼了", "fall"),
]  # fmt: skip

NONE = [
    "火了火了", "股票着火了", "以为着火了", "着火了吗", "演习着火", "那是你手艺着火", "炸了", "打不着火了", "灯烧了",
    "手机没气了", "车没气了", "可乐没气了", "我笑晕了", "困死了", "娃困了", "关电梯", "堵电梯", "电梯里有人抽烟",
    "快递找不到了", "钥匙丢了", "书包不见了", "打我电话", "他打人家电话", "孩子打疫苗", "打麻将呢", "救命 太好吃了",
    "肉价跳楼了", "被狗咬了", "撞大运了", "人去楼空", "老人没来", "人多不多", "压力大", "墙塌了一块", "煤气费涨了",
    "谁家打孩子呢", "谁家喊人吃饭呢", "谁家打牌喊救命似的", "谁家炒菜冒烟了", "谁家烧烤着了", "动手术了",
    "人不见没", "煤气灶坏了", "坐电梯呢", "老公晕车", "",
]  # fmt: skip


@pytest.mark.parametrize(("words", "danger"), CRIES)
def test_a_cry_is_known_by_its_words(words: str, danger: str) -> None:
    assert danger_cried(words) == danger


@pytest.mark.parametrize("words", NONE)
def test_tales_jokes_and_questions_are_no_cries(words: str) -> None:
    assert danger_cried(words) is None


@pytest.mark.parametrize("words", [words for words, _ in CRIES])
def test_no_mind_talks_a_cry_away(engine_dir: Path, words: str) -> None:
    engine = engine_with(Mishears(0.02, {"restored": 0.5, "chatter": 0.5}, emergency=0.0), engine_dir)
    said = engine.understand(words)
    assert said.intent is Intent.APPEAL
    assert said.issues[0].urgency is Urgency.EMERGENCY
