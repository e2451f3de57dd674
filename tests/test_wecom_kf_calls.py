"""Stories of the calls of 微信客服, and of enterprises with several accounts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from tests.wecom_kf_rules import KF
from tests.wecom_kf_stories import KfTown, kf_town

OTHER = "wkZZZ2GCAAASSm4_FhToWMFea0xAFfd"


@pytest.fixture
def kf(sqlite: Database, tmp_path: Path) -> Iterator[KfTown]:
    with kf_town(sqlite, tmp_path) as found:
        yield found


# --- accounts ---


def test_a_call_that_does_not_say_where_has_every_account_fetched(kf: KfTown) -> None:
    kf.server.accounts[OTHER] = True
    kf.server.says(kf.play.account("李姐"), "a", text={"content": "停水了"})
    kf.server.says(kf.play.account("王叔"), "b", OTHER, text={"content": "停水了"})
    kf.play.send(kf.play.callback(None))
    assert sorted(kf.ids()) == ["a", "b"]


def test_each_is_answered_by_the_account_he_talked_to_last(kf: KfTown) -> None:
    kf.server.accounts[OTHER] = True
    kf.play.says("李姐", "暖气不热")
    kf.server.says(kf.play.account("李姐"), "b", OTHER, text={"content": "停水了"})
    kf.play.told(OTHER)
    kf.owes("来水了")
    kf.wire.settle()
    assert [sent.account for sent in kf.server.sendings.sent if sent.shown.text == "来水了"] == [OTHER]


def test_an_item_without_its_account_can_be_answered(kf: KfTown) -> None:
    said = {"msgtype": "text", "text": {"content": "停水了"}}
    kf.server.items.add(KF, said | {"msgid": "m-1", "external_userid": kf.play.account("李姐"), "origin": 3})
    kf.server.sendings.open(kf.play.account("李姐"))
    kf.play.told()
    kf.owes("来水了")
    kf.wire.settle()
    assert "来水了" in kf.shown()


# --- calls ---


def test_the_check_of_the_address_is_answered_with_what_was_sealed(kf: KfTown) -> None:
    answer = kf.play.send(kf.play.sealed("GET", "1616140317555161061"))
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")
    assert kf.play.send(kf.play.sealed("GET", "1616140317555161061", "guessed")).status_code == 403


def test_a_call_of_yesterday_is_turned_away(kf: KfTown) -> None:
    yesterday = (kf.wire.town.clock.now() - timedelta(days=1)).timestamp()
    answer = kf.play.send(kf.play.callback(at=yesterday))
    assert answer.status_code == 403
    assert "校准" in answer.text


def test_an_event_that_is_nothing_to_us_is_answered(kf: KfTown) -> None:
    before = len(kf.server.items.syncs)
    said = "<xml><MsgType>event</MsgType><Event>kf_account_auth_change</Event></xml>"
    assert kf.play.send(kf.play.sealed("POST", said)).status_code == 200
    kf.play.fetched()
    assert len(kf.server.items.syncs) == before


def test_no_message_is_in_the_log(kf: KfTown, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    kf.play.says("李姐", "我的电话13912345678")
    kf.server.items.forget_cursors()
    kf.play.says("李姐", "我的电话13912345678", "m-2")
    assert len(kf.ids()) == 2
    assert "13912345678" not in caplog.text
