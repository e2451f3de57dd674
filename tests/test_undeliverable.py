"""Nobody is left without an answer because a platform would not take it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.base import RefusedError
from storage import outbox
from storage.database import Database
from storage.tree import Account
from tests.fakes import FakeChannel, Town, tree


@pytest.fixture
def platform() -> FakeChannel:
    return FakeChannel("wx")


@pytest.fixture
def town(database: Database, tmp_path: Path, platform: FakeChannel) -> Town:
    """Residents on one platform; officials on it and, after it, on our own pages."""
    found = tree()
    accounts = [Account("wx", account.account, account.person) for account in found.accounts]
    both = replace(found, accounts=[*accounts, *found.accounts])
    return Town(database, tmp_path, both, {"wx": platform, "sim": FakeChannel("sim")})


def refusing(platform: FakeChannel, times: int = 1) -> None:
    platform.failures += [RefusedError("用户把公众号拉黑了")] * times


def dead(town: Town) -> int:
    with town.product.database.read() as conn:
        return len(outbox.dead_letters(conn, "yb"))


def report(town: Town) -> None:
    town.says("李姐", "锦园小区3号楼2单元301暖气不热", channel="wx")


def test_an_official_is_reached_on_the_next_of_his_channels(town: Town, platform: FakeChannel) -> None:
    refusing(platform, times=3)
    report(town)
    town.later(minutes=1)
    card = next(row for row in town.received("yuan") if row.kind == "notify")
    town.says("yuan", press="accept", button=card.card["buttons"][0]["id"] if card.card else None)
    assert town.ticket().status == "accepted"


def test_a_resident_who_cannot_be_reached_is_visited_once_a_day(town: Town, platform: FakeChannel) -> None:
    report(town)
    town.presses("yuan", "accept", channel="wx")
    refusing(platform, times=1)
    town.presses("yuan", "resolve", "放了气，室温21度", channel="wx")
    town.later(minutes=5)
    told = [row.text for row in town.received("wang", "wx") if "当面转告" in row.text]
    assert len(told) == 1
    assert "301" in told[0]
    assert "21度" in told[0]
    assert dead(town) == 1
    assert "undeliverable" in [event.kind for event in town.history(town.ticket())]
    refusing(platform, times=1)
    town.later(hours=2)
    assert len([row for row in town.received("wang", "wx") if "当面转告" in row.text]) == 1


def test_the_property_company_is_not_sent_to_the_door_of_who_complains_of_it(town: Town, platform: FakeChannel) -> None:
    town.says("李姐", "锦园小区3号楼2单元301物业不管事", channel="wx")
    town.presses("yuan", "accept", channel="wx")
    refusing(platform, times=1)
    town.presses("yuan", "resolve", "已约谈", channel="wx")
    town.later(minutes=5)
    assert not [row for row in town.received("wuye", "wx") if "当面转告" in row.text]


def test_what_was_not_asked_for_disturbs_nobody(town: Town, platform: FakeChannel) -> None:
    refusing(platform, times=1)
    town.says("李姐", "你好", channel="wx")
    town.later(minutes=5)
    assert dead(town) == 1
    assert not [row for row in town.received("wang", "wx") if "当面转告" in row.text]
