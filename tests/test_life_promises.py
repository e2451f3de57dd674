"""M6, M14: what is promised follows from how big a trouble is; more time is asked for, not taken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from tests.fakes import Town
from tests.life_fakes import at, clock_rows, did, kinds, packed, said_back, sent

# On site in five minutes whatever it is; how long it may take is seen there.
FIVE_CLOCKS = """
extends: default
name: own
title: 五个时限
grades: {general: 未定级, small: 小事, serious: 较重, complex: 复杂, special: 特殊}
regrade: {times: 1}
cards:
  accepted: [on_site, grade, plan, progress, resolve, transfer]
tracks:
  - {name: 小事, when: {grade: [small]}, clocks: {dispatch: 5m, accept: 5m, on_site: 5m, resolve: 40m}}
  - {name: 较重, when: {grade: [serious]}, clocks: {dispatch: 5m, accept: 5m, on_site: 5m, resolve: 3h}}
  - {name: 特殊, when: {grade: [special]}, clocks: {dispatch: 5m, accept: 5m, on_site: 5m, plan: 1d}}
  - {name: 一般, when: {}, clocks: {dispatch: 5m, accept: 5m, on_site: 5m, resolve: 2d}}
"""


@pytest.fixture
def clocked(database: Database, tmp_path: Path) -> Town:
    """A town with five clocks, in which the heating of building 3 is cold."""
    town = packed(database, tmp_path, FIVE_CLOCKS)
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    return town


def due(town: Town, kind: str) -> timedelta:
    """How long after opening a promise runs out."""
    return clock_rows(town, town.ticket(), kind)[-1].due_at - town.ticket().opened_at


def test_m14_on_site_in_five_minutes_then_the_grade_decides_counted_from_the_start(clocked: Town) -> None:
    """M14: several clocks on one ticket, minutes exact, around the clock."""
    assert (due(clocked, "on_site"), due(clocked, "resolve")) == (timedelta(minutes=5), timedelta(days=2))
    clocked.later(minutes=4)
    assert did(clocked, "yuan", "on_site")
    assert clock_rows(clocked, clocked.ticket(), "on_site")[0].breached_at is None
    assert did(clocked, "yuan", "grade", "小事 只要放气")
    assert (clocked.ticket().track, due(clocked, "resolve")) == ("小事", timedelta(minutes=40))
    clocked.later(minutes=37)
    assert clock_rows(clocked, clocked.ticket(), "resolve")[-1].breached_at == clocked.ticket().opened_at + timedelta(
        minutes=40
    )


def test_m14_a_plan_keeps_the_promise_of_a_plan_and_is_not_a_resolution(clocked: Town) -> None:
    assert did(clocked, "yuan", "grade", "特殊 主管道要更换")
    assert due(clocked, "plan") == timedelta(days=1)
    assert clock_rows(clocked, clocked.ticket(), "resolve")[-1].stopped_at is not None
    assert did(clocked, "yuan", "plan", "周三停水换管，周四恢复")
    assert clock_rows(clocked, clocked.ticket(), "plan")[-1].met_at == clocked.clock.now()
    assert clocked.ticket().status == "accepted"
    assert "办理方案：周三停水换管" in sent(clocked, "李姐", "progress")[-1]


def test_another_grade_needs_a_reason_and_is_told_above_and_to_the_resident(clocked: Town) -> None:
    assert not did(clocked, "yuan", "grade", "小事")
    assert "请写：级别 理由" in said_back(clocked, "yuan")
    assert not did(clocked, "yuan", "grade", "天大 要紧")
    assert "没有“天大”这个级别，可用：" in said_back(clocked, "yuan")
    assert did(clocked, "yuan", "grade", "较重 半栋楼不热")
    assert "改级别：未定级→较重" in sent(clocked, "fwz", "notice")[-1]
    assert "改按“较重”办理（半栋楼不热）" in sent(clocked, "李姐", "progress")[-1]
    assert "前要办好并告诉您结果" in sent(clocked, "李姐", "progress")[-1]


def test_whoever_has_it_grades_it_once_and_those_above_again(clocked: Town) -> None:
    assert did(clocked, "yuan", "grade", "较重 半栋楼不热")
    assert not did(clocked, "yuan", "grade", "特殊 再拖一拖")
    assert "请找上一级" in said_back(clocked, "yuan")
    assert did(clocked, "fwz", "grade", "小事 只是阀门没开", channel="desk", ticket=clocked.ticket().number)
    assert clocked.ticket().track == "小事"


def test_m6_more_time_is_asked_for_and_the_promise_stands_until_it_is_granted(heating: Town) -> None:
    """M6: 限时办 becomes 跟踪办 when the level above agrees; the leader who agreed is named."""
    heating.presses("yuan", "accept")
    before = clock_rows(heating, heating.ticket(), "resolve")[0].due_at
    assert did(heating, "yuan", "extend", "要等配件")
    assert "同意之前时限不变" in said_back(heating, "yuan")
    assert clock_rows(heating, heating.ticket(), "resolve")[0].due_at == before
    assert not any("延期" in text for text in sent(heating, "李姐"))
    assert not did(heating, "yuan", "extend", "真的要等")
    assert did(heating, "fwz", "approve")
    assert heating.ticket().track == "跟踪办"
    assert clock_rows(heating, heating.ticket(), "resolve")[0].due_at > before
    assert "需要延期到" in sent(heating, "李姐", "progress")[-1]
    assert not did(heating, "yuan", "extend", "还要等")


def test_a_refused_extension_leaves_the_promise_and_says_why(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "extend", "人手不够")
    assert did(heating, "fwz", "decline", "供暖季不能拖")
    assert "没有同意：供暖季不能拖" in sent(heating, "yuan", "notice")[-1]
    assert heating.ticket().extended == 0
    assert not did(heating, "fwz", "approve")
    assert kinds(heating, heating.ticket())[-2:] == ["extension_asked", "extension_declined"]


def test_nobody_grants_himself_more_time(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "extend", "要等配件")
    number = heating.ticket().number
    assert not did(heating, "yuan", "approve", channel="desk", ticket=number)
    assert not did(heating, "wang", "approve", channel="desk", ticket=number)
    assert heating.ticket().extended == 0


def test_a_request_nobody_answers_does_not_stop_the_clock(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "extend", "要等配件")
    heating.until(at("16 09:00") + timedelta(days=7, hours=1))
    assert clock_rows(heating, heating.ticket(), "resolve")[0].breached_at is not None
