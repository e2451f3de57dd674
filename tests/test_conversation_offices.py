"""Whoever calls himself after an office is heard as one: what he says is an answer, not a trouble of his own."""

from __future__ import annotations

import pytest

from nlu.conversation.offices import is_office

OFFICES = [
    "物业小田", "3栋管家", "网格员李芳", "客服盈盈", "院长老周", "东湖居委会", "物管小袁", "物管-小俞", "社区小魏",
    "社区刘干事", "社区-周敏", "社区", "居委马姐", "街道小莫", "街道服务站小谭", "网格小佟", "热力站王工", "热力小高",
    "供热抢修", "燃气巡检小伊", "燃气营业厅小马", "供电所小云", "水务小冯", "电梯维保阿刚", "城管小阮", "派出所小李",
    "片警小康", "蓝庭管家", "物业-半山管家", "管理处小黎", "工程部老项", "村委强哥", "民警老崔", "楼管小江",
]  # fmt: skip

NEIGHBOURS = [
    "老高", "甜甜妈", "3-1-501老高", "社区食堂小林", "社区团购群主", "社区医院护士小李", "社区小花", "热力站的女婿",
    "热力退休老栾", "城管家属", "消防迷小潘", "消防退伍兵", "换热站老郝家的", "小管家春雨", "交通老刘", "电工老尹",
    "保安大勇", "保洁王姨", "外卖小李", "水电老祝", "街道口的卖菜大姐", "",
]  # fmt: skip


@pytest.mark.parametrize("name", OFFICES)
def test_a_name_with_an_office_before_it_looks_after_the_place(name: str) -> None:
    assert is_office(name)


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_a_neighbour_is_none_though_he_lives_beside_one(name: str) -> None:
    assert not is_office(name)
