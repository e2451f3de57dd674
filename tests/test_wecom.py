"""WeCom's application: what comes sealed, pictures, rooms and sign-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.channels.base import RefusedError
from bot.channels.wecom.login import authorize_url
from storage import tree
from storage.tree import Chat
from tests import wecom_town as wecom
from tests.plays_wecom import KEYS, WecomPlay
from tests.wecom_sealing import Keys
from tests.wecom_server import AGENT, CORP
from tests.wecom_town import ask, platform, send
from tests.wire import Wire

play, wire = wecom.play, wecom.wire


# --- what comes sealed ---


def test_the_check_of_the_console_hears_exactly_what_it_said(wire: Wire, play: WecomPlay) -> None:
    sealed = KEYS.seal("1616140317555161061")
    answer = wire.call("GET", "/hooks/wecom", params=play.proof(sealed) | {"echostr": sealed})
    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")


@pytest.mark.parametrize("keys", [Keys("guessed", KEYS.aes_key, CORP), Keys(KEYS.token, KEYS.aes_key, "ww-other")])
def test_a_check_from_somebody_else_hears_nothing(wire: Wire, play: WecomPlay, keys: Keys) -> None:
    sealed = keys.seal("161614")
    answer = wire.call("GET", "/hooks/wecom", params=play.proof(sealed, keys) | {"echostr": sealed})
    assert answer.status_code == 403
    assert "161614" not in answer.text


@pytest.mark.parametrize("query", [{}, {"echostr": ""}, {"echostr": "AAAA"}])
def test_an_empty_check_is_turned_away(wire: Wire, query: dict[str, str]) -> None:
    assert 400 <= wire.call("GET", "/hooks/wecom", params=query).status_code < 500


def test_json_is_heard_as_well_as_xml(wire: Wire, play: WecomPlay) -> None:
    play.speaks_json = True
    play.says("李姐", "锦园小区3号楼暖气不热", "m-1")
    play.speaks_json = False
    play.says("李姐", "锦园小区3号楼暖气不热", "m-1")
    (row,) = wire.accepted()
    assert (row.sender, row.payload["text"]) == (play.account("李姐"), "锦园小区3号楼暖气不热")
    play.speaks_json = True
    wire.settle()
    play.presses("yuan", "接单")
    wire.settle()
    assert wire.town.ticket().status == "accepted"


def test_numbers_in_json_are_the_numbers_of_xml(wire: Wire, play: WecomPlay) -> None:
    for play.speaks_json in (True, False):
        play.tell(play.sealed(play.event("李姐", MsgType="text", Content="12", MsgId=7000000000000001)))
    (row,) = wire.accepted()
    assert (row.message_id, row.payload["text"]) == ("7000000000000001", "12")


@pytest.mark.parametrize(
    ("fields", "text", "images", "voice"),
    [
        ({"MsgType": "image", "PicUrl": "http://x/1", "MediaId": "media-1"}, "", ["media-1"], False),
        ({"MsgType": "voice", "MediaId": "media-2", "Format": "amr"}, "", [], True),
        ({"MsgType": "location", "Location_X": "34.2", "Location_Y": "108.9", "Label": "锦园小区3号楼"},
         "锦园小区3号楼", [], False),
        ({"MsgType": "location", "Location_X": "34.2", "Location_Y": "108.9", "Label": ""},
         "位置：34.2,108.9", [], False),
        ({"MsgType": "link", "Title": "停水通知", "Description": "", "Url": "https://x/y"},
         "停水通知\nhttps://x/y", [], False),
        ({"MsgType": "video", "MediaId": "media-3"}, "［视频］", [], False),
        ({"MsgType": "hologram"}, "［消息］", [], False),
    ],
)  # fmt: skip
def test_every_kind_of_message_is_kept_as_what_it_is(
    wire: Wire, play: WecomPlay, fields: dict[str, str | int], text: str, images: list[str], voice: bool
) -> None:
    play.tell(play.sealed(play.event("李姐", MsgId="1") | fields))
    payload = wire.accepted()[0].payload
    assert (payload["text"], payload["images"], payload["voice"]) == (text, images, voice)


@pytest.mark.parametrize("event", ["enter_agent", "subscribe", "LOCATION", "click", "unheard_of"])
def test_what_nobody_said_is_not_kept(wire: Wire, play: WecomPlay, event: str) -> None:
    answer = play.tell(play.sealed(play.event("李姐", MsgType="event", Event=event, EventKey="k")))
    assert answer is not None
    assert answer.status_code == 200
    assert wire.accepted() == []


def test_a_call_without_end_is_cut_off(wire: Wire, play: WecomPlay) -> None:
    hook = play.hook("李姐", "暖气不热", "m-1")
    # Without its length: it has to be counted while it comes.
    body = iter([b"<xml>"] + [b"<a>" * 100_000] * 32)
    with httpx.Client(base_url=wire.url, trust_env=False) as client:
        assert client.post(hook.path, params=hook.query, content=body).status_code == 413
    assert wire.accepted() == []


def test_a_sealed_bomb_is_turned_away(wire: Wire, play: WecomPlay) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
    sealed = KEYS.seal(bomb)
    body = f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()
    answer = wire.call("POST", "/hooks/wecom", params=play.proof(sealed), content=body)
    assert answer.status_code == 400
    assert wire.accepted() == []


# --- pictures ---


def test_a_picture_is_fetched_with_our_token_even_after_the_platform_took_it_back(wire: Wire, play: WecomPlay) -> None:
    play.corp.files["media-1"] = b"\xff\xd8\xff\xe0jpeg", play.corp.now()
    assert ask(wire, platform(wire).fetch("media-1")).content == b"\xff\xd8\xff\xe0jpeg"
    play.corp.revoke()
    found = ask(wire, platform(wire).fetch("media-1"))
    assert (found.content, found.type) == (b"\xff\xd8\xff\xe0jpeg", "image/jpeg")
    assert play.corp.tokens_given == 2


def test_a_picture_that_is_gone_is_told_and_not_kept_as_a_file(wire: Wire, play: WecomPlay) -> None:
    play.corp.files["media-1"] = b"jpeg", play.corp.now()
    wire.town.clock.move_to(wire.town.clock.now() + timedelta(days=4))
    with pytest.raises(RefusedError, match="40007"):
        ask(wire, platform(wire).fetch("media-1"))


# --- groups and sign-in ---


def test_a_room_is_made_and_written_to(wire: Wire, play: WecomPlay) -> None:
    chat = ask(wire, platform(wire).client.create_chat("锦园3号楼暖气", "yuan", ["yuan", "gr", "gr"]))
    assert play.corp.chats[chat] == ["yuan", "gr"]
    send(wire, "appchat:" + chat, "供热公司已到场")
    assert [shown.text for shown in play.shown(chat)] == ["供热公司已到场"]


def test_a_room_needs_an_application_everybody_sees(wire: Wire, play: WecomPlay) -> None:
    play.corp.whole_corp = False
    with pytest.raises(Exception, match="可见范围"):
        ask(wire, platform(wire).client.create_chat("会", "yuan", ["gr"]))


def test_a_group_of_the_org_file_is_a_group(wire: Wire, play: WecomPlay) -> None:
    play.corp.chats["wrkSFfCg"] = ["yuan", "gr"]
    town = wire.town
    found = replace(town.product.org().tree, chats=[Chat("wecom", "wrkSFfCg", "grid_workers", "jy")])
    with town.product.database.begin() as conn:
        tree.replace(conn, found)
    town.product.forget_org()
    send(wire, "wrkSFfCg", "今晚八点停水")
    assert [shown.text for shown in play.shown("wrkSFfCg")] == ["今晚八点停水"]


def test_who_signs_in_is_told_by_his_code_once(wire: Wire, play: WecomPlay) -> None:
    play.corp.logins |= {"code-1": "yuan", "code-2": "o-stranger"}
    client = platform(wire).client
    assert ask(wire, client.user_of("code-1")) == "yuan"
    assert ask(wire, client.user_of("code-2")) is None
    with pytest.raises(RefusedError, match="code"):
        ask(wire, client.user_of("code-1"))


def test_the_way_to_sign_in_is_as_documented() -> None:
    url = urlsplit(authorize_url(CORP, AGENT, "https://bot.example.cn/m?x=1&y=2", "abc123"))
    assert (url.hostname, url.path, url.fragment) == (
        "open.weixin.qq.com",
        "/connect/oauth2/authorize",
        "wechat_redirect",
    )
    assert parse_qs(url.query) == {
        "appid": [CORP], "redirect_uri": ["https://bot.example.cn/m?x=1&y=2"], "response_type": ["code"],
        "scope": ["snsapi_base"], "state": ["abc123"], "agentid": [str(AGENT)],
    }  # fmt: skip
    for wrong in ("", "中", "a&b", "x" * 129):
        with pytest.raises(ValueError, match="state"):
            authorize_url(CORP, AGENT, "https://bot.example.cn/m", wrong)


def test_m7_a_whistle_makes_a_room_once_though_the_first_answer_was_lost(wire: Wire, play: WecomPlay) -> None:
    town = wire.town
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses(play.account("yuan"), "accept", channel="wecom")
    town.presses(play.account("yuan"), "whistle", "供热办 没气了", channel="wecom")
    wire.settle()
    (chat,) = play.corp.chats
    assert play.corp.chats[chat] == [play.account("yuan"), play.account("gr")]
    assert "请在这里商量" in play.shown(chat)[0].text
    # The same key again, as after an answer that never came.
    assert ask(wire, platform(wire).client.create_chat("会商室", "yuan", ["yuan", "gr"], chat)) == chat
    send(wire, f"room-{town.tickets()[0].number}", "供热公司已到场")
    assert [shown.text for shown in play.shown(chat)][-1] == "供热公司已到场"
