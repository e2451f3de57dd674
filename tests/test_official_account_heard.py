"""Stories of the 公众号, inward: what people say, scan and press."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from tests import official_account_town as account
from tests.fakes import Town
from tests.official_account_fakes import PICTURE
from tests.official_account_town import heard
from tests.plays_official_account import OfficialAccountPlay, Raw
from tests.wire import Wire

play = account.play

LOCATION = {"Location_X": "31.230391", "Location_Y": "121.473701", "Scale": "15", "Label": "锦园小区3号楼门口"}


@pytest.fixture
def wire(sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town behind a 公众号; the product does not wait with its answers."""
    with account.town(sqlite, tmp_path) as wire:
        yield wire


# --- what people send ---


def test_a_voice_is_what_wechat_understood(wire: Wire, play: OfficialAccountPlay) -> None:
    play.sends("李姐", "voice", MediaId="v-1", Format="amr", Recognition="锦园小区3号楼暖气不热")
    row = heard(wire)
    assert (row.payload["text"], row.payload["voice"]) == ("锦园小区3号楼暖气不热", True)
    wire.settle()
    assert wire.town.ticket().category == "heating"


def test_a_voice_nobody_understood_is_answered(wire: Wire, play: OfficialAccountPlay) -> None:
    play.sends("李姐", "voice", MediaId="v-1", Format="amr")
    wire.settle()
    assert "打字" in play.shown("李姐")[-1].text


def test_a_picture_is_fetched_by_its_media_id(wire: Wire, play: OfficialAccountPlay) -> None:
    play.sends("李姐", "image", PicUrl="http://mmbiz.qpic.cn/x", MediaId="media-1")
    assert heard(wire).payload["images"] == ["media-1"]
    assert fetched(wire.town, "media-1") == PICTURE


def test_a_picture_that_is_gone_is_told(wire: Wire) -> None:
    with pytest.raises(Exception, match="过期"):
        fetched(wire.town, "media-of-last-week")


def fetched(town: Town, reference: str) -> bytes:
    platform = town.product.platforms["official_account"]
    return town.product.wires.submit(platform, platform.fetch(reference)).result(timeout=10).content


@pytest.mark.parametrize(
    ("kind", "fields", "text"),
    [
        ("location", LOCATION, "位置：锦园小区3号楼门口（31.230391,121.473701）"),
        ("link", {"Title": "通知", "Description": "停水", "Url": "https://a.cn/1"}, "通知\n停水\nhttps://a.cn/1"),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}, "发来一段视频"),
    ],
)
def test_whatever_somebody_sends_is_heard(
    wire: Wire, play: OfficialAccountPlay, kind: str, fields: dict[str, str], text: str
) -> None:
    play.sends("李姐", kind, **fields)
    assert heard(wire).payload["text"] == text


# --- what people do ---


@pytest.mark.parametrize(("event", "key"), [("subscribe", "qrscene_jy/3"), ("SCAN", "jy/3")])
def test_a_scanned_code_tells_the_place(wire: Wire, play: OfficialAccountPlay, event: str, key: str) -> None:
    play.happens("李姐", event, key, Ticket="gQH47joAAAAAAAAA")
    assert (heard(wire).payload["scene"], heard(wire).payload["text"]) == ("jy/3", "")
    wire.settle()
    assert "锦园小区3号楼" in play.shown("李姐")[-1].text
    play.says("李姐", "暖气不热")
    wire.settle()
    assert (wire.town.ticket().estate, wire.town.ticket().building) == ("jy", "3")


@pytest.mark.parametrize("key", ["", "last_trade_no_4001"])
def test_who_only_follows_is_greeted(wire: Wire, play: OfficialAccountPlay, key: str) -> None:
    play.happens("李姐", "subscribe", key)
    wire.settle()
    assert "自动助手" in play.shown("李姐")[-1].text


def test_an_entry_of_the_menu_says_its_words(wire: Wire, play: OfficialAccountPlay) -> None:
    play.happens("李姐", "CLICK", "say:进度")
    wire.settle()
    assert heard(wire).payload["text"] == "进度"
    assert "登记" in play.shown("李姐")[-1].text


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("CLICK", {"EventKey": "V1001_OTHER"}),
        ("VIEW", {"EventKey": "https://example.cn/", "MenuId": "1"}),
        ("LOCATION", {"Latitude": "23.1", "Longitude": "113.3", "Precision": "119.3"}),
        ("TEMPLATESENDJOBFINISH", {"MsgID": "200163836", "Status": "success"}),
        ("unsubscribe", {}),
        ("subscribe_msg_sent_event", {"SubscribeMsgSentEvent": Raw("<List><ErrorCode>0</ErrorCode></List>")}),
        ("a_new_event", {}),
    ],
)
def test_what_means_nothing_is_answered_and_not_kept(
    wire: Wire, play: OfficialAccountPlay, event: str, fields: dict[str, Any]
) -> None:
    answer = play.send(play.made("李姐", "event", Event=event, **fields))
    assert (answer.status_code, answer.text) == (200, "success")
    assert wire.accepted() == []


def test_two_events_in_one_second_are_two_and_their_retries_none(wire: Wire, play: OfficialAccountPlay) -> None:
    hooks = [
        play.made("李姐", "event", Event="subscribe", EventKey="qrscene_jy/3"),
        play.made("李姐", "event", Event="SCAN", EventKey="jy/3"),
        play.made("李姐", "event", Event="CLICK", EventKey="say:进度"),
        play.made("李姐", "event", Event="CLICK", EventKey="say:谁是我的服务长"),
        play.made("王叔", "event", Event="CLICK", EventKey="say:进度"),
    ]
    for hook in hooks * 3:
        assert play.send(hook).status_code == 200
    assert len(wire.accepted()) == len(hooks)


def test_a_press_is_the_button_and_not_its_label(wire: Wire, play: OfficialAccountPlay) -> None:
    play.says("李姐", "锦园小区3号楼暖气不热")
    wire.settle()
    play.presses("yuan", "接单")
    row = wire.accepted()[-1]
    assert (row.payload["text"], row.payload["button"]) == ("", play.wechat.people[play.account("yuan")].menus[0]["id"])
