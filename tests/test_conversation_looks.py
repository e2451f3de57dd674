"""Small things that words show by themselves."""

from __future__ import annotations

import pytest

from nlu.conversation import looks


@pytest.mark.parametrize(
    "text",
    [
        "谁的灰车横在我车头前面", "哪个的三轮挡到我的摊了 挪一哈", "苏F开头的白车挪一下 我要出门",
        "麻烦车主挪下车，救护车进不来", "谁的面包车把我堵牢了",
        "谁家的车停在消防通道上 物业管不管", "哪位的五菱把车库口堵了", "那辆皮卡的主人快下来 我出不去",
    ],
)  # fmt: skip
def test_who_cannot_get_out_asks_whose_car_it_is(text: str) -> None:
    assert looks.blocked(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天高架堵死了 谁去谁傻", "谁有驾照 帮忙挪下我车", "我的车停哪了", "挪走了谢谢",
        "请各位车主把车挪一下，明天冲洗地库",
        "那辆车挪了", "要是谁的车挡了我的门", "停车费谁收的", "车位谁转我一天", "上次谁的车挡我门口，说了半天",
    ],
)  # fmt: skip
def test_who_speaks_of_traffic_favours_or_other_days_does_not(text: str) -> None:
    assert not looks.blocked(text)
