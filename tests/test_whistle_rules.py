"""What a pack may say about working together, and what is said of what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import policy
from handlers.policy import PolicyError

HEAD = "extends: default\nname: own\ntitle: 自己的\n"


def refused(folder: Path, text: str) -> str:
    """What is said of a pack."""
    path = folder / "own.yml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(PolicyError) as told:
        policy.read(path)
    return str(told.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("joint:\n  whistle:\n    kinds:\n      big: {title: 大哨, clocks: {report: 5wd}}", "缺少 sign 时限"),
        ("joint:\n  whistle:\n    kinds:\n      big: {title: 大哨, clocks: {sign: 1h, come: 2h}}", "“come”不认识"),
        ("joint:\n  whistle:\n    who: [{at: [community], roles: [nobody]}]", "“nobody”不认识"),
        ("joint:\n  whistle:\n    guard: {per_unit_month: 0}", "不能小于1"),
        ("joint:\n  whistle:\n    guard: {not_for: [heat]}", "“heat”不认识"),
        ("joint:\n  mediation: {when: {category: [dispute]}, ladder: court}", "“court”不认识"),
        ("joint:\n  mediation: {when: null}", "缺少这一项"),
        ("joint:\n  rooms: [{when: {category: [property]}, at: [flat], roles: [volunteer]}]", "层级“flat”不认识"),
        ("orders: {part: {name: 六个字的名字}}", "写法不对"),
        ("methods: {on_spot: {name: 现场}}", "没有这个项目"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    told = refused(tmp_path, text)
    assert said in told
    assert "own.yml 第" in told


def test_a_pack_states_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text(
        HEAD + "joint:\n  whistle:\n    kinds: {normal: {clocks: {report: 2wd}}}\n    room: false\n"
        "  mediation: null\nmethods: {on_spot: 现场解决}\norders: {part: {name: 协办单}}\n",
        encoding="utf-8",
    )
    own = policy.read(path)
    assert own.joint.whistle is not None
    normal = own.joint.whistle.kinds["normal"]
    assert (normal.title, str(normal.clocks["sign"]), str(normal.clocks["report"])) == ("普通哨", "1h", "2wd")
    assert [track.name for track in own.joint.tracks] == ["普通哨", "紧急哨"]
    assert (own.joint.mediation, own.joint.whistle.room) == (None, False)
    assert (own.methods["on_spot"].title, own.methods["on_spot"].ask) == ("现场解决", False)
    assert own.orders["part"].name == "协办单"


def test_mediation_decides_before_any_other_route(tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text(HEAD + "routing:\n  routes: [{name: 都一样, when: {}}]\n", encoding="utf-8")
    assert [route.name for route in policy.read(path).routing.all_routes] == ["人民调解", "都一样"]
