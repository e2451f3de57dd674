"""M13, M16: disputes are mediated in confidence, and how an appeal was settled is said and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import undeliverable
from storage import parts
from storage.database import Database
from storage.tree import Account, Duty, Person, Tree
from tests.fakes import MONDAY, Town, tree
from tests.joint_fakes import Disputes
from tests.life_fakes import clock_rows, did, kinds, said_back, sent

METHODS = """
extends: default
name: methods
title: 三种处置
methods:
  on_spot: {title: 现场解决, ask: true}
  coordinate: {title: 协调解决, ask: true}
  refer: {title: 转办解决, ask: true}
"""


def with_lawyer() -> Tree:
    """The town with a 法律顾问 of the estate."""
    found = tree()
    return replace(
        found,
        people=[*found.people, Person("ls", "何律师", "13600000000")],
        accounts=[*found.accounts, Account("sim", "ls", "ls")],
        duties=[*found.duties, Duty("ls", "legal_adviser", "jy")],
    )


@pytest.fixture
def quarrel(database: Database, tmp_path: Path) -> Town:
    """A town in which 李姐 has told the group of a quarrel with her neighbour; 何律师 mediates."""
    town = Town(database, tmp_path, with_lawyer())
    town.product.engine = Disputes()
    town.says("李姐", "3号楼楼上天天吵架打孩子", group="g-jy")
    town.presses("yuan", "accept")
    return town


@pytest.fixture
def methodical(database: Database, tmp_path: Path) -> Town:
    """A town that asks how everything was settled."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "methods.yml").write_text(METHODS, encoding="utf-8")
    town = Town(database, tmp_path, replace(tree(), policy="methods"))
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    return town


def test_m16_a_dispute_is_mediated_in_confidence(quarrel: Town) -> None:
    """M16: the group hears nothing, the mediators are told, the agreement may be confirmed by a court in 30 days."""
    ticket = quarrel.ticket()
    assert (ticket.confidential, ticket.route) == (True, "人民调解")
    assert quarrel.received("g-jy") == []
    assert "请协同办理" in sent(quarrel, "ls", "notify")[-1]
    assert "调解成功" in said_back(quarrel, "yuan")
    assert did(quarrel, "ls", "settled", "楼上晚十点后不吵，赔礼道歉")
    assert quarrel.ticket().status == "resolved"
    assert "双方请在12月16日9:00前一起向法院申请" in sent(quarrel, "李姐", "result")[-1]
    assert clock_rows(quarrel, ticket, "judicial")[0].due_at - MONDAY == timedelta(days=30)
    assert did(quarrel, "ls", "judicial", "区法院 11月17日")
    assert "已申请司法确认：区法院" in sent(quarrel, "李姐", "progress")[-1]
    with quarrel.product.database.read() as conn:
        span = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))
        assert parts.mediations(conn, quarrel.product.district, *span) == (1, 0)


def test_a_failed_mediation_says_where_else_to_go(quarrel: Town) -> None:
    assert did(quarrel, "yuan", "not_settled", "对方不肯来")
    assert "仲裁、行政、司法" in sent(quarrel, "李姐", "result")[-1]
    assert kinds(quarrel, quarrel.ticket())[-2:] == ["not_settled", "resolved"]
    with quarrel.product.database.read() as conn:
        span = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))
        assert parts.mediations(conn, quarrel.product.district, *span) == (0, 1)
    assert not did(quarrel, "yuan", "judicial", "区法院", channel="desk", ticket=quarrel.ticket().number)


def test_what_was_solved_without_mediation_is_no_mediation(quarrel: Town) -> None:
    assert did(quarrel, "yuan", "resolve", "楼上已经搬走了")
    with quarrel.product.database.read() as conn:
        span = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))
        assert parts.mediations(conn, quarrel.product.district, *span) == (0, 0)


def test_the_time_for_a_court_outlasts_the_ticket_and_breaks_no_promise(quarrel: Town) -> None:
    quarrel.presses("ls", "settled", "楼上晚十点后不吵，赔礼道歉")
    quarrel.presses("李姐", "confirm")
    assert quarrel.ticket().status == "closed"
    quarrel.until(MONDAY + timedelta(days=24))
    assert any("可以申请司法确认" in text for text in sent(quarrel, "ls", "remind") + sent(quarrel, "yuan", "remind"))
    quarrel.until(MONDAY + timedelta(days=31))
    (clock,) = clock_rows(quarrel, quarrel.ticket(), "judicial")
    assert (clock.breached_at is not None, clock.next_at) == (False, None)


def test_m13_how_it_was_settled_is_asked_and_counted(methodical: Town) -> None:
    """M13: three methods of disposition; who does not say which is asked, and nothing that was written is lost."""
    assert did(methodical, "yuan", "resolve", "放了气，室温21度")
    assert methodical.ticket().status == "accepted"
    assert "现场解决、协调解决、转办解决" in said_back(methodical, "yuan")
    assert did(methodical, "yuan", "resolve:coordinate")
    ticket = methodical.ticket()
    assert (ticket.status, ticket.method, ticket.resolution) == ("resolved", "coordinate", "放了气，室温21度")
    with methodical.product.database.read() as conn:
        span = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))
        assert parts.methods(conn, methodical.product.district, *span) == {"coordinate": 1}


def test_the_method_in_words_before_or_after(methodical: Town) -> None:
    methodical.says("yuan", "办结 放了气，室温21度")
    methodical.says("yuan", "现场解决")
    assert (methodical.ticket().method, methodical.ticket().resolution) == ("on_spot", "放了气，室温21度")
    methodical.says("李姐", "没解决", press="reject")
    methodical.presses("fwz", "accept")
    methodical.says("fwz", "办结 转办解决 供热公司已经接手更换")
    assert (methodical.ticket().method, methodical.ticket().status) == ("refer", "resolved")


def test_what_could_not_be_delivered_is_told_to_nobody_outside(sqlite: Database, tmp_path: Path) -> None:
    """Nobody who has nothing to do with it is sent to the door with what was agreed."""
    found = with_lawyer()
    town = Town(sqlite, tmp_path, replace(found, duties=[duty for duty in found.duties if duty.person != "wang"]))
    town.product.engine = Disputes()
    town.says("李姐", "3号楼楼上天天吵架打孩子", group="g-jy")
    town.presses("yuan", "accept")
    town.presses("ls", "settled", "楼上晚十点后不吵，赔礼道歉")
    with town.product.work("test:1") as work:
        row = next(row for row in town.received("李姐") if row.kind == "result")
        undeliverable.gave_up(work, row, "号码停机")
    town.later(minutes=1)
    assert "undeliverable" in kinds(town, town.ticket())
    assert sent(town, "zx") == []
