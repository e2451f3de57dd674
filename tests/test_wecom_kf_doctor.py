"""What the doctor says of 微信客服."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import Trouble
from storage.database import Database
from tests.wecom_kf_stories import KfTown, kf_town


@pytest.fixture
def kf(sqlite: Database, tmp_path: Path) -> Iterator[KfTown]:
    with kf_town(sqlite, tmp_path) as found:
        yield found


def examined(kf: KfTown) -> list[Trouble]:
    return kf.run(kf.play.platform.examine())


def test_an_address_that_is_not_trusted_is_named(kf: KfTown) -> None:
    kf.server.revoke_access()
    kf.server.refusal = (60020, "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info")
    kf.run(kf.kit.forget("access_token"))
    (trouble,) = examined(kf)
    assert "203.0.113.7" in trouble.sentence
    assert "可信IP" in trouble.remedy
    assert trouble.fatal


@pytest.mark.parametrize(("code", "word"), [(95012, "开启 API"), (95004, "通过 API 管理"), (48002, "可调用接口")])
def test_what_the_console_has_to_allow_is_named(kf: KfTown, code: int, word: str) -> None:
    kf.server.unlisted = code
    (trouble,) = examined(kf)
    assert str(code) in trouble.sentence
    assert word in trouble.remedy


def test_accounts_that_are_missing_or_not_ours_are_named(kf: KfTown) -> None:
    kf.server.accounts["wkSomebodyElses"] = False
    (trouble,) = examined(kf)
    assert "客服2" in trouble.sentence
    assert not trouble.fatal
    kf.server.accounts.clear()
    assert "看不到任何客服账号" in examined(kf)[0].sentence


@pytest.mark.parametrize(("lag", "fatal"), [(timedelta(minutes=2), False), (timedelta(minutes=-11), True)])
def test_a_clock_that_is_wrong_is_told(kf: KfTown, lag: timedelta, fatal: bool) -> None:
    kf.server.lag = lag
    (trouble,) = examined(kf)
    assert "对时" in trouble.remedy
    assert trouble.fatal is fatal
