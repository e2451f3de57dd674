"""What people do on 微信客服, and what becomes of it: words, pictures, menus, scanned codes, events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom_kf.client import at_place
from bot.channels.wecom_kf.decode import decode
from handlers.messages import Inbound
from storage.database import Database
from tests.fakes import MONDAY
from tests.wecom_kf_rules import KF
from tests.wecom_kf_stories import KfTown, kf_town


@pytest.fixture
def kf(sqlite: Database, tmp_path: Path) -> Iterator[KfTown]:
    with kf_town(sqlite, tmp_path) as found:
        yield found


def item(kind: str, part: Any, **more: Any) -> dict[str, Any]:
    known = {"msgid": "m1", "open_kfid": KF, "external_userid": "wm1", "origin": 3, "send_time": 1_790_000_000}
    return known | {"msgtype": kind, kind: part} | more


def one(given: dict[str, Any]) -> Inbound:
    """The message an item becomes."""
    (found,) = decode([given], KF, MONDAY).messages
    return found


@pytest.mark.parametrize(
    ("kind", "part", "text"),
    [
        ("text", {"content": "暖气不热"}, "暖气不热"),
        ("text", {"content": "满意", "menu_id": "101"}, "满意"),  # a menu made in the console, not ours
        ("location", {"name": "锦园小区", "address": "明德门", "latitude": 1.5}, "位置：锦园小区 明德门"),
        ("location", {"latitude": 34.2, "longitude": 108.9}, "位置：34.2,108.9"),
        ("link", {"title": "停水通知", "url": "https://example.cn/1"}, "停水通知 https://example.cn/1"),
        ("msgmenu", {"head_content": "请选择"}, "请选择"),
        ("file", {"media_id": "f1"}, "［文件］"),
        ("video", {"media_id": "v1"}, "［视频］"),
        ("channels", {"title": "社区新闻"}, "［暂不支持的消息］社区新闻"),
        ("text", "no object", ""),
        ("image", {}, "［图片］"),
    ],
)
def test_whatever_somebody_sends_is_kept_as_words(kind: str, part: Any, text: str) -> None:
    found = one(item(kind, part))
    assert (found.text, found.sender, found.id, found.button) == (text, "wm1", "m1", None)


def test_a_pressed_entry_of_a_menu_is_a_button_and_no_words() -> None:
    found = one(item("text", {"content": "办结", "menu_id": "23456789abcd"}))
    assert (found.button, found.text) == ("23456789abcd", "")


def test_what_was_spoken_is_marked_and_a_picture_has_its_reference() -> None:
    assert one(item("voice", {"media_id": "v1"})).voice
    assert one(item("image", {"media_id": "p1"})).images == ("p1",)


@pytest.mark.parametrize(
    "given",
    [
        item("text", {"content": "请稍等"}, origin=5),  # one of our own people
        item("text", {"content": "无名"}, external_userid=""),
        item("event", {"event_type": "session_status_change", "change_type": 3}, origin=4),
        item("event", {"event_type": "enter_session"}, origin=4),
        item("event", {"event_type": "enter_session", "scene": "minhu"}, origin=4),
        "no object", None, [], {},
    ],
)  # fmt: skip
def test_what_is_no_message_of_a_customer_is_none(given: Any) -> None:
    assert decode([given], KF, MONDAY).messages == []


def test_what_a_customer_takes_back_is_named() -> None:
    found = one(item("event", {"event_type": "user_recall_msg", "recall_msgid": "m0"}, origin=4))
    assert (found.recalls, found.text, found.id) == ("m0", "", "r:m0")


def test_an_item_without_time_or_id_is_kept_and_known_again() -> None:
    bare = {"external_userid": "wm1", "origin": 3, "msgtype": "text", "text": {"content": "停水了"}}
    found = one(bare)
    assert found.at == MONDAY
    assert found.id == one(bare).id != one(bare | {"external_userid": "wm2"}).id
    assert one(item("text", {"content": "x"}, send_time=10**18)).at == MONDAY


def test_only_what_a_customer_says_lets_us_write_to_him() -> None:
    said = item("text", {"content": "停水了"})
    came = item("event", {"event_type": "enter_session", "scene": "jy"}, origin=4)
    assert len(decode([said, came], KF, MONDAY).said) == 1
    assert decode([came], KF, MONDAY).said == {}


# --- codes on posters ---


@pytest.mark.parametrize(
    ("link", "scene"),
    [
        ({"scene": "minhu", "scene_param": "jy/3"}, "jy/3"),
        ({"scene": "jy"}, "jy"),  # a link somebody made by hand
    ],
)
def test_who_comes_by_a_poster_comes_with_its_place(kf: KfTown, link: dict[str, str], scene: str) -> None:
    kf.server.comes(kf.play.account("李姐"), **link)
    kf.play.told()
    (row,) = kf.wire.accepted()
    assert row.payload["scene"] == scene
    assert row.sender == kf.play.account("李姐")


def test_who_came_and_said_nothing_is_greeted_once(kf: KfTown) -> None:
    kf.server.comes(kf.play.account("李姐"), scene="minhu", scene_param="jy/3")
    kf.play.told()
    kf.wire.settle()
    (greeting,) = kf.shown()
    assert "锦园小区3号楼" in greeting
    kf.owes("来水了")
    kf.wire.settle()
    assert kf.shown() == [greeting]
    assert any("48 小时" in (reason or "") for reason in kf.wire.given_up())


def test_a_trouble_told_after_a_scan_has_its_place(kf: KfTown) -> None:
    kf.server.comes(kf.play.account("李姐"), scene="minhu", scene_param="jy/3")
    kf.play.told()
    kf.play.says("李姐", "暖气不热")
    kf.wire.settle()
    ticket = kf.wire.town.ticket()
    assert (ticket.estate, ticket.building) == ("jy", "3")


def test_the_link_of_a_poster_is_ours_and_carries_the_place(kf: KfTown) -> None:
    link = kf.run(kf.play.platform.link("jy/3"))
    url, _, param = link.partition("&scene_param=")
    assert kf.server.links[url] == (KF, "minhu")
    assert param == "jy%2F3"


@pytest.mark.parametrize("place", ["", "小" * 43])
def test_a_place_the_platform_would_not_take_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="128"):
        at_place("https://work.weixin.qq.com/kf/kf1?enc_scene=E", place)


# --- pictures ---


def test_a_picture_is_fetched_by_its_reference(kf: KfTown) -> None:
    kf.server.media["p1"] = b"\xff\xd8picture"
    found = kf.run(kf.play.platform.fetch("p1"))
    assert (found.content, found.type) == (b"\xff\xd8picture", "image/jpeg")


# --- menus ---


def test_a_rating_is_asked_with_a_menu_and_given_by_it(kf: KfTown) -> None:
    play, town = kf.play, kf.wire.town
    play.says("李姐", "锦园小区3号楼暖气不热")
    kf.wire.settle()
    for label in ("接单", "办结"):
        play.presses("yuan", label)
        kf.wire.settle()
    play.says("yuan", "放了气，室温21度")
    kf.wire.settle()
    town.later(hours=30)
    play.says("李姐", "谢谢")
    town.later(days=2)
    asked = kf.server.sendings.sent[-1]
    assert next(iter(asked.menu)).startswith("1 ")
    assert town.ticket().number in asked.shown.text
    play.presses("李姐", next(label for label in asked.menu if label.startswith("4 ")))
    kf.wire.settle()
    assert (town.ticket().status, town.ticket().rating) == ("closed", 4)
