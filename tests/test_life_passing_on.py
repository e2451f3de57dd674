"""What officials return and transfer: to whom it goes, and to whom it may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database
from storage.tree import Account, Duty, Person
from tests.fakes import Town, tree
from tests.life_fakes import at, did, escalations, packed, said_back, sent, sound


@pytest.fixture
def unlocked(sqlite: Database, tmp_path: Path) -> Town:
    """A cold house in a town where a ticket may be sent back any number of times."""
    town = packed(sqlite, tmp_path, "extends: default\nname: own\ntitle: 不限退单\nreturns: {lock_after: 0}\n")
    town.says("李姐", "锦园3号楼暖气不热")
    return town


def test_a_return_goes_one_level_up_with_its_reason_and_never_back_to_who_returned_it(unlocked: Town) -> None:
    assert did(unlocked, "yuan", "return", "不属于本小区管")
    assert unlocked.assignees(unlocked.ticket()) == ["fwz"]
    assert "退单：不属于本小区管" in sent(unlocked, "fwz", "notify")[-1]
    assert did(unlocked, "fwz", "return", "需要街道协调")
    ticket = unlocked.ticket()
    assert (unlocked.assignees(ticket), ticket.returned, ticket.level) == (["sqz"], 2, 2)
    assert [e.data.get("reason") for e in unlocked.history(ticket) if e.kind == "returned"] == [
        "不属于本小区管", "需要街道协调",
    ]  # fmt: skip


def test_a_return_at_the_top_is_refused_in_a_sentence(unlocked: Town) -> None:
    for person in ("yuan", "fwz", "sqz", "jd"):
        assert did(unlocked, person, "return", "办不了")
    assert not did(unlocked, "zx", "return", "办不了")
    assert "不能再退" in said_back(unlocked, "zx")
    assert unlocked.assignees(unlocked.ticket()) == ["zx"]
    sound(unlocked)


def test_who_shares_a_rung_with_the_returner_gets_it_without_him(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path, replace(tree(), duties=[*tree().duties, Duty("yuan", "service_chief", "jy")]))
    town.says("李姐", "锦园3号楼暖气不热")
    assert did(town, "yuan", "return", "请服务长协调")
    assert town.assignees(town.ticket()) == ["fwz"]


def test_somebody_who_was_only_told_cannot_send_it_away(heating: Town) -> None:
    assert did(heating, "yuan", "accept")
    for action, words in (("return", "不归我"), ("transfer", "王建国 请办"), ("extend", "缺件"), ("wait", "缺件")):
        assert not did(heating, "gr", action, words)
    assert heating.assignees(heating.ticket()) == ["yuan"]
    # He may say how it goes.
    heating.presses("gr", "accept")
    assert "由院长李秀英负责" in said_back(heating, "gr")


def test_the_level_above_may_step_in(heating: Town) -> None:
    heating.until(at("16 11:30"))
    assert did(heating, "yuan", "accept")
    assert did(heating, "fwz", "transfer", "供热值班 请上门")
    assert heating.assignees(heating.ticket()) == ["gr"]


@pytest.mark.parametrize("words", [
    "王建国 他负责管网", "转给王建国，他负责管网", "服务长王建国：他负责管网", "fwz 他负责管网", "@王建国 他负责管网",
])  # fmt: skip
def test_a_transfer_understands_how_people_are_named(heating: Town, words: str) -> None:
    assert did(heating, "yuan", "transfer", words)
    ticket = heating.ticket()
    assert (ticket.status, heating.assignees(ticket)) == ("dispatched", ["fwz"])
    moved = next(event for event in heating.history(ticket) if event.kind == "transferred")
    assert moved.data == {"to": "fwz", "reason": "他负责管网"}
    assert "转派给服务长王建国，您无需处理" in sent(heating, "wang", "notice")[0]


@pytest.mark.parametrize(("words", "sentence"), [
    ("孙悟空 去办", "找不到“孙悟空”"), ("李秀英 我自己来", "不用转派给自己"), ("，", "没有写姓名"),
])  # fmt: skip
def test_a_transfer_to_nobody_known_or_to_oneself_is_refused(heating: Town, words: str, sentence: str) -> None:
    heating.presses("yuan", "accept")
    assert not did(heating, "yuan", "transfer", words)
    assert sentence in said_back(heating, "yuan")
    assert heating.assignees(heating.ticket()) == ["yuan"]


def test_people_of_the_same_name_are_told_apart(sqlite: Database, tmp_path: Path) -> None:
    found = replace(
        tree(),
        people=[*tree().people, Person("fwz2", "王建国")],
        accounts=[*tree().accounts, Account("sim", "fwz2", "fwz2")],
        duties=[*tree().duties, Duty("fwz2", "grid_worker", "hy")],
    )
    town = Town(sqlite, tmp_path, found)
    town.says("李姐", "锦园3号楼暖气不热")
    assert not did(town, "yuan", "transfer", "王建国 请办")
    assert "锦园小区服务长写fwz、和园小区网格员写fwz2" in said_back(town, "yuan")
    assert did(town, "yuan", "transfer", "网格员王建国 请办")
    assert town.assignees(town.ticket()) == ["fwz2"]


def test_a_transfer_to_somebody_without_a_channel_says_so_and_the_clock_goes_on(
    sqlite: Database, tmp_path: Path
) -> None:
    town = Town(sqlite, tmp_path, replace(tree(), accounts=[a for a in tree().accounts if a.person != "gr"]))
    town.says("李姐", "锦园3号楼暖气不热")
    assert did(town, "yuan", "transfer", "供热值班 请上门")
    assert "没有登记联系渠道" in sent(town, "yuan", "answer")[-1]
    assert "13900000001" in sent(town, "yuan", "answer")[-1]
    town.later(hours=2, minutes=1)
    assert escalations(town, town.ticket())[-1][2] == ["yuan", "wang"]


def test_a_transfer_to_somebody_out_of_office_is_refused(sqlite: Database, tmp_path: Path) -> None:
    found = replace(tree(), people=[*tree().people, Person("lao", "老院长")])
    town = Town(sqlite, tmp_path, found)
    town.says("李姐", "锦园3号楼暖气不热")
    assert not did(town, "yuan", "transfer", "老院长 请办")
    assert "没有任职" in said_back(town, "yuan")
