"""Stories of the 公众号 at its API: tokens, what the doctor finds, codes and the menu."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Trouble
from bot.channels.official_account.channel import OfficialAccount
from storage.database import Database
from tests import official_account_town as account
from tests.official_account_town import TOKEN_CALL, ask, owing, seen, town
from tests.plays_official_account import OfficialAccountPlay
from tests.wire import Wire

wire, play, platform = account.wire, account.play, account.platform


# --- tokens ---


def test_sixteen_messages_at_once_need_one_token(wire: Wire, play: OfficialAccountPlay) -> None:
    for number in range(16):
        play.wechat.opens(play.account(f"邻居{number}"), timedelta(hours=48), 5)
        owing(wire, "来水了", who=f"邻居{number}")
    wire.settle()
    assert [seen(play, f"邻居{number}") for number in range(16)] == [["来水了"]] * 16
    assert play.wechat.calls.count(TOKEN_CALL) == 1


def test_a_token_that_was_revoked_or_is_over_is_renewed_once(wire: Wire, play: OfficialAccountPlay) -> None:
    play.says("李姐", "谢谢")
    wire.settle()
    play.wechat.revoke()
    owing(wire, "来水了")
    wire.settle()
    wire.town.later(hours=3)
    owing(wire, "来电了")
    wire.settle()
    assert seen(play)[1:] == ["来水了", "来电了"]
    assert play.wechat.calls.count(TOKEN_CALL) == 3


def test_the_token_lies_sealed_in_the_database(
    wire: Wire, play: OfficialAccountPlay, platform: OfficialAccount
) -> None:
    play.says("李姐", "谢谢")
    wire.settle()
    (token,) = play.wechat.tokens
    stored = ask(wire, platform._kit.get("access_token")).result(timeout=10)
    assert stored
    assert token not in stored


def test_a_message_waits_until_the_address_is_on_the_list(wire: Wire, play: OfficialAccountPlay) -> None:
    play.wechat.allowed_ips.clear()
    play.says("李姐", "谢谢")
    wire.settle()
    assert seen(play) == []
    play.wechat.allowed_ips.add("127.0.0.1")
    wire.town.later(minutes=11)
    assert len(seen(play)) == 1
    assert wire.given_up() == []


# --- the doctor ---


def examined(wire: Wire) -> list[Trouble]:
    platform = wire.town.product.platforms["official_account"]
    return list(ask(wire, platform.examine()).result(timeout=10))


def test_all_is_well(wire: Wire) -> None:
    assert examined(wire) == []


@pytest.mark.parametrize(
    ("change", "sentence", "remedy"),
    [
        ({"allowed_ips": set()}, "127.0.0.1", "白名单"),
        ({"secret": "another"}, "AppSecret", "SECRET"),
        ({"skew": timedelta(minutes=12)}, "相差 720 秒", "NTP"),
        ({"permitted": False}, "权限", "认证"),
        ({"sendings_left": 0}, "用完", "明天"),
        ({"template": {"content": "事项：{{thing4.DATA}}", "type": 3}}, "字段", "thing4"),
        ({"template": {"content": "", "type": 2}}, "一次性", "长期"),
    ],
)
def test_the_doctor_names_what_is_wrong(
    wire: Wire, play: OfficialAccountPlay, change: dict[str, Any], sentence: str, remedy: str
) -> None:
    play.says("李姐", "谢谢")  # with a token in hand as well
    wire.settle()
    for name, value in change.items():
        setattr(play.wechat, name, value)
    (trouble,) = examined(wire)
    assert sentence in trouble.sentence
    assert remedy in trouble.remedy


@pytest.mark.parametrize(("settings", "remedy"), [({"app_id": "wx1"}, "APP_ID"), ({"subscribe_template": "t"}, "模板")])
def test_the_doctor_names_settings_wechat_does_not_know(
    sqlite: Database, tmp_path: Path, settings: dict[str, str], remedy: str
) -> None:
    with town(sqlite, tmp_path, **settings) as wire:
        assert any(remedy in trouble.remedy for trouble in examined(wire))


def test_an_address_where_nobody_answers_is_a_sentence(sqlite: Database, tmp_path: Path) -> None:
    with town(sqlite, tmp_path, api_base="http://127.0.0.1:9") as wire:
        (trouble,) = examined(wire)
        assert "连不上公众号" in trouble.sentence


# --- codes and the menu ---


def test_a_place_has_one_permanent_code(wire: Wire, play: OfficialAccountPlay, platform: OfficialAccount) -> None:
    codes = {ask(wire, platform.qr("jy/3")).result(timeout=10) for _ in range(2)}
    assert codes == {"http://weixin.qq.com/q/jy/3"}
    assert play.wechat.scenes == ["jy/3"]
    for scene in ("", "x" * 65):
        with pytest.raises(ValueError, match="1 到 64"):
            ask(wire, platform.qr(scene)).result(timeout=10)


def test_the_menu_of_the_settings_is_put_up_once(sqlite: Database, tmp_path: Path) -> None:
    menu = {"我要反映": "我要反映问题", "查进度": "进度", "使用说明": "https://example.cn/help"}
    with town(sqlite, tmp_path, menu=menu) as wire:
        play, platform = wire.play, wire.town.product.platforms["official_account"]
        assert isinstance(play, OfficialAccountPlay)
        for _ in range(2):
            ask(wire, platform.listen()).result(timeout=10)
        assert play.wechat.menu is not None
        keys = [entry.get("key") or entry.get("url") for entry in play.wechat.menu["button"]]
        assert keys == ["say:我要反映问题", "say:进度", "https://example.cn/help"]
        assert play.wechat.calls.count("/cgi-bin/menu/create") <= 2
