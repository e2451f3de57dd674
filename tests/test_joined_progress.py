"""Nobody who joined is forgotten: a neighbour who asks in private how it goes hears of the ticket he joined."""

from __future__ import annotations

from tests.fakes import Town

GROUP = "g-jy"


def told(town: Town, who: str) -> str:
    """What somebody heard last."""
    return town.received(who)[-1].text


def joined(town: Town) -> None:
    """李姐 told it in the group, and 老张 joined."""
    town.says("李姐", "3号楼2单元1502暖气不热，我叫李芳", group=GROUP)
    town.says("老张", "我家也是", group=GROUP)


def test_who_joined_and_asks_how_it_goes_hears_it(any_town: Town) -> None:
    town = any_town
    joined(town)
    town.says("老张", "进度")
    assert "您和邻居反映的供暖问题（编号261116-0001）" in told(town, "老张")
    assert "院长" in told(town, "老张") or "等待" in told(town, "老张")


def test_of_what_was_done_he_hears_nothing_of_anybodys_door(town: Town) -> None:
    joined(town)
    town.presses("yuan", "resolve", "到2单元1502李芳家换了阀门，电话13812345678")
    town.says("老张", "进度")
    assert "换了阀门" in told(town, "老张")
    assert "1502" not in told(town, "老张")
    assert "13812345678" not in told(town, "老张")


def test_his_own_tickets_come_first_and_the_same_one_only_once(town: Town) -> None:
    joined(town)
    town.says("老张", "锦园5号楼电梯坏了")
    town.says("老张", "进度")
    first, second = told(town, "老张").splitlines()
    assert first.startswith("电梯问题（编号261116-0002）")
    assert second.startswith("您和邻居反映的供暖问题（编号261116-0001）")


def test_who_joined_nothing_has_none(town: Town) -> None:
    joined(town)
    town.says("小王", "进度")
    assert "您和邻居" not in told(town, "小王")
