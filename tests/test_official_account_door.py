"""Stories of the door of the 公众号: what a call must prove, in both modes, and what must not get in."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from storage.database import Database
from tests import official_account_town as account
from tests.official_account_sealing import AES_KEY, APP_ID, TOKEN, seal, sign
from tests.official_account_town import heard
from tests.plays import Hook
from tests.plays_official_account import OUT_OF_ORDER, PATH, OfficialAccountPlay, Raw, start
from tests.wire import Wire

play = account.play


@pytest.fixture(params=[True, False], ids=["sealed", "plain"])
def wire(request: pytest.FixtureRequest, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town behind a 公众号, in 安全模式 and in 明文模式; the product does not wait with its answers."""
    with start(sealed=request.param) as play, Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


def checks(wire: Wire, query: dict[str, str]) -> httpx.Response:
    return wire.call("GET", PATH, params=query)


def signed(wire: Wire, **more: str) -> dict[str, str]:
    timestamp = str(int(wire.town.clock.now().timestamp()))
    return {"timestamp": timestamp, "nonce": "n1", "signature": sign(TOKEN, timestamp, "n1"), **more}


# --- the check of the URL ---


def test_the_url_is_proven_by_its_echo(wire: Wire) -> None:
    query = signed(wire, echostr="5837397576500011341")
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    answer = checks(wire, query)
    assert (answer.status_code, answer.text) == (200, "5837397576500011341")


def test_a_sealed_echo_is_opened(wire: Wire) -> None:
    query, encrypted = signed(wire), seal("1616140317555161061")
    query |= {
        "echostr": encrypted,
        "msg_signature": sign(TOKEN, query["timestamp"], query["nonce"], encrypted),
    }
    assert checks(wire, query).text == "1616140317555161061"


@pytest.mark.parametrize("spoiled", [{"signature": "0" * 40}, {"timestamp": "1500000000"}, {"nonce": "n2"}])
def test_a_wrong_check_is_turned_away_without_an_echo(wire: Wire, spoiled: dict[str, str]) -> None:
    answer = checks(wire, signed(wire, echostr="<script>1</script>") | spoiled)
    assert answer.status_code == 403
    assert "script" not in answer.text


def test_an_old_call_is_turned_away_and_says_why(wire: Wire, play: OfficialAccountPlay) -> None:
    hook = play.hook("李姐", "暖气不热", "1")
    wire.town.later(minutes=11)
    answer = play.send(hook)
    assert answer.status_code == 403
    assert "校准" in answer.text


def test_what_is_signed_but_no_message_is_a_sentence(wire: Wire, play: OfficialAccountPlay) -> None:
    for body in (b"", b"{}", b"<xml>", b"<xml/>", "<xml><MsgType>text</MsgType>中".encode()):
        answer = play.send(replace(play.hook("李姐", "暖气不热", "1"), body=body))
        assert answer.status_code == 400
        assert "请求体" in answer.text
    assert wire.accepted() == []


def test_entities_are_never_expanded(wire: Wire, play: OfficialAccountPlay) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt><Content>&b;</Content></xml>'
    )
    assert play.send(replace(play.hook("李姐", "", "1"), body=bomb)).status_code == 400


def test_a_message_of_nobody_is_refused(wire: Wire, play: OfficialAccountPlay) -> None:
    answer = play.send(play.made("李姐", "text", FromUserName="", Content="暖气不热", MsgId="1"))
    assert answer.status_code == 400
    assert "发送人" in answer.text


def test_other_paths_and_methods_are_nothing(wire: Wire, play: OfficialAccountPlay) -> None:
    hook = play.hook("李姐", "暖气不热", "1")
    assert play.send(replace(hook, path=f"{PATH}/pingan")).status_code == 404
    assert wire.accepted() == []


# --- modes and the envelope ---


def test_what_comes_in_both_forms_is_read_sealed(wire: Wire, play: OfficialAccountPlay) -> None:
    """兼容模式: the plain fields stand beside the sealed ones, and anybody could have changed them."""
    play.sealed = True
    hook = play.hook("李姐", "暖气不热", "1")
    spoiled = hook.body.replace(b"<Encrypt>", b"<FromUserName>mallory</FromUserName><Content>x</Content><Encrypt>")
    assert play.send(replace(hook, body=spoiled)).status_code == 200
    assert (heard(wire).sender, heard(wire).payload["text"]) == (play.account("李姐"), "暖气不热")


def test_a_message_for_another_account_is_turned_away(wire: Wire, play: OfficialAccountPlay) -> None:
    timestamp = str(int(wire.town.clock.now().timestamp()))
    other = WeChatCrypto(TOKEN, AES_KEY, "wx-somebody-else")
    encrypted = other.encrypt_message("<xml><MsgType>text</MsgType></xml>", "n", timestamp)
    query = {"timestamp": timestamp, "nonce": "n", "encrypt_type": "aes"}
    inner = encrypted.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
    query["msg_signature"] = sign(TOKEN, timestamp, "n", inner)
    answer = play.send(Hook("POST", PATH, query, body=encrypted.encode()))
    assert answer.status_code == 403
    assert APP_ID not in answer.text


def test_spoiled_fields_never_trouble_us(wire: Wire, play: OfficialAccountPlay) -> None:
    """Proven calls with nonsense in them: in 明文模式 anybody who saw an address can send some."""
    chance, kinds = random.Random(3), ["text", "voice", "image", "location", "event", "", "新类型"]
    names = ["MsgId", "Content", "Event", "EventKey", "CreateTime", "MediaId", "bizmsgmenuid", "Recognition"]
    values = ["", "0", "-1", "9" * 30, "\u2028", "x" * 5000, "subscribe", "SCAN", "qrscene_", "say:", Raw("<a>1</a>")]
    for _ in range(80):
        fields = {name: chance.choice(values) for name in chance.sample(names, 5)}
        assert play.send(play.made("李姐", chance.choice(kinds), **fields)).status_code in (200, 400)
    wire.settle()


@pytest.mark.parametrize("seconds", [1, 4102444800, 9 * 10**18])
def test_a_wrong_clock_of_a_message_does_not_become_its_time(
    wire: Wire, play: OfficialAccountPlay, seconds: int
) -> None:
    play.send(play.made("李姐", "text", Content="暖气不热", MsgId="1", CreateTime=seconds))
    assert abs(heard(wire).at - wire.town.clock.now()) < timedelta(seconds=1)


def test_when_we_cannot_store_wechat_comes_again(
    wire: Wire, play: OfficialAccountPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = play.hook("李姐", "暖气不热", "1")
    with monkeypatch.context() as broken:
        broken.setattr("bot.intake.inbox.add", _broken)
        assert play.send(hook).status_code == 503
    assert play.send(hook).status_code == 200
    assert len(wire.accepted()) == 1
    assert all(shown.text != OUT_OF_ORDER for shown in play.shown("李姐"))


def _broken(*_: object) -> bool:
    raise OSError("disk full")
