"""What officials do, and what they may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.tree import Account, Duty, Person
from tests.fakes import Town, tree
from tests.life_fakes import at, clock_rows, escalations, kinds, people, said_back, sent, sound, when


@pytest.fixture
def heating(town: Town) -> Town:
    """A town in which 李姐 has just reported cold radiators."""
    town.says("李姐", "锦园3号楼暖气不热")
    return town


def did(town: Town, person: str, action: str, words: str = "") -> bool:
    """Press a button of the newest card."""
    outcome = town.presses(person, action, words)
    return outcome is not None and outcome.ok


def did_at_desk(town: Town, person: str, action: str, words: str = "") -> bool:
    """Press a button of the ticket's page, which offers more than a card has room for."""
    outcome = town.presses(person, action, words, channel="desk", ticket=town.tickets()[-1].number)
    return outcome is not None and outcome.ok


def told_at_desk(town: Town, person: str) -> str:
    """The last answer there."""
    return town.received(person, "desk")[-1].text


def test_two_accept_and_the_first_has_it(heating: Town) -> None:
    assert did(heating, "yuan", "accept")
    assert not did(heating, "wang", "accept")
    assert heating.assignees(heating.ticket()) == ["yuan"]
    assert "由院长李秀英负责" in said_back(heating, "wang")


def test_a_return_goes_one_level_up_with_its_reason_and_never_back_to_who_returned_it(heating: Town) -> None:
    assert did(heating, "yuan", "return", "不属于本小区管")
    assert heating.assignees(heating.ticket()) == ["fwz"]
    assert "退单：不属于本小区管" in sent(heating, "fwz", "notify")[-1]
    assert did(heating, "fwz", "return", "需要街道协调")
    ticket = heating.ticket()
    assert (heating.assignees(ticket), ticket.returned, ticket.level) == (["sqz"], 2, 2)
    assert [e.data.get("reason") for e in heating.history(ticket) if e.kind == "returned"] == [
        "不属于本小区管", "需要街道协调",
    ]  # fmt: skip


def test_a_return_at_the_top_is_refused_in_a_sentence(heating: Town) -> None:
    for person in ("yuan", "fwz", "sqz", "jd"):
        assert did(heating, person, "return", "办不了")
    assert not did(heating, "zx", "return", "办不了")
    assert "不能再退" in said_back(heating, "zx")
    assert heating.assignees(heating.ticket()) == ["zx"]
    sound(heating)


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


def test_an_extension_grades_a_ticket_complex_fifteen_days_from_the_start_and_a_leader_follows(heating: Town) -> None:
    assert did(heating, "yuan", "accept")
    assert did(heating, "yuan", "extend", "要等配件")
    ticket, (clock,) = heating.ticket(), clock_rows(heating, heating.ticket(), "resolve")
    assert clock.due_at == ticket.opened_at + timedelta(days=15)
    assert (ticket.track, ticket.extended) == ("跟踪办", 1)
    assert "需要延期到12月1日9:00，原因：要等配件" in sent(heating, "李姐", "progress")[-1]
    assert "请跟踪督促" in sent(heating, "fwz", "notice")[-1]
    assert not did(heating, "yuan", "extend", "还要等")
    assert "最多延期1次" in said_back(heating, "yuan")


def test_a_complex_ticket_owes_a_progress_post_every_five_days(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "extend", "要等配件")
    heating.presses("yuan", "progress", "配件已下单")
    feedback = clock_rows(heating, heating.ticket(), "feedback")
    assert [clock.met_at is None for clock in feedback] == [False, True]
    assert feedback[-1].due_at == heating.clock.now() + timedelta(days=5)


def test_an_extension_asked_late_counts_working_days_from_now(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.until(at("16 09:00") + timedelta(days=20))
    assert did(heating, "yuan", "extend", "要等配件")
    (clock,) = clock_rows(heating, heating.ticket(), "resolve")
    # Sunday 6 December plus five working days.
    assert (clock.due_at - heating.clock.now()).days == 5
    assert clock.breached_at is not None


def test_a_wait_stops_the_clocks_and_ends_by_itself_at_its_cap(heating: Town) -> None:
    heating.presses("yuan", "accept")
    assert did_at_desk(heating, "yuan", "wait", "等居民约时间")
    assert "最晚12月1日9:00自动恢复" in told_at_desk(heating, "yuan")
    heating.until(at("16 09:00") + timedelta(days=14))
    assert heating.ticket().status == "waiting"
    assert "escalated" not in kinds(heating, heating.ticket())
    heating.until(at("16 09:00") + timedelta(days=15, minutes=1))
    assert heating.ticket().status == "accepted"
    assert "挂起到期，请继续办理" in sent(heating, "yuan", "remind")[-1]
    (clock,) = clock_rows(heating, heating.ticket(), "resolve")
    assert clock.due_at == at("16 09:00") + timedelta(days=22)
    # The cap is for all waits together.
    assert not did_at_desk(heating, "yuan", "wait", "再等等")
    assert "总共只能挂起15天" in told_at_desk(heating, "yuan")


def test_a_wait_that_ends_early_gives_the_unused_time_back(heating: Town) -> None:
    heating.presses("yuan", "accept")
    did_at_desk(heating, "yuan", "wait", "等居民约时间")
    heating.later(days=2)
    assert did_at_desk(heating, "yuan", "resume")
    (clock,) = clock_rows(heating, heating.ticket(), "resolve")
    assert clock.due_at == at("16 09:00") + timedelta(days=9)
    did_at_desk(heating, "yuan", "wait", "等配件")
    assert clock_rows(heating, heating.ticket(), "wait")[-1].due_at == heating.clock.now() + timedelta(days=13)
    heating.until(at("30 12:00"))
    assert heating.ticket().status == "waiting"


def test_overdue_and_then_put_off_is_quiet_until_the_wait_is_over(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.until(at("17 12:00"))
    did_at_desk(heating, "yuan", "wait", "等配件")
    heating.until(at("20 12:00"))
    assert len(escalations(heating, heating.ticket())) == 1
    did_at_desk(heating, "yuan", "resume")
    heating.until(at("21 12:00"))
    assert escalations(heating, heating.ticket())[-1] == ("20 13:00", 2, ["sqz"])


@pytest.mark.parametrize("words", ["好了", "。。。。。。", "ok  !"])
def test_a_resolution_has_to_say_what_was_done(heating: Town, words: str) -> None:
    heating.presses("yuan", "resolve", words)
    assert heating.ticket().status != "resolved"


def test_stale_buttons_after_the_resolution_change_nothing(heating: Town) -> None:
    assert did(heating, "yuan", "resolve", "放了气，室温21度")
    before = kinds(heating, heating.ticket())
    for action in ("accept", "resolve", "return", "transfer"):
        assert not did(heating, "wang", action, "王建国 请办理一下")
    assert kinds(heating, heating.ticket()) == before
    assert heating.ticket().status == "resolved"


def test_pressing_on_site_twice_tells_the_resident_once(heating: Town) -> None:
    heating.presses("yuan", "accept")
    assert did(heating, "yuan", "on_site")
    assert did(heating, "yuan", "on_site")
    assert len([text for text in sent(heating, "李姐", "progress") if "已到现场" in text]) == 1


def test_a_withdrawn_appeal_is_told_to_everybody_who_was_asked(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.says("李姐", "撤销")
    ticket = heating.ticket()
    assert (ticket.status, ticket.outcome) == ("closed", "cancelled")
    assert all("居民已撤销" in sent(heating, person, "notice")[-1] for person in people(heating, ticket))
    heating.until(at("30 12:00"))
    assert when(heating, "李姐", "survey") == []
    assert "escalated" not in kinds(heating, ticket)


def test_who_withdraws_leaves_the_ticket_to_the_neighbours_who_have_the_same_trouble(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.says("王哥", "我家也是", group="g-jy")
    town.says("李姐", "撤销")
    ticket = town.ticket()
    assert (ticket.status, ticket.reporter) == ("dispatched", "王哥")
    assert "还有1位邻居" in said_back(town, "李姐")
    town.presses("yuan", "resolve", "放了气，室温21度")
    assert len(sent(town, "王哥", "result")) == 1
    assert sent(town, "李姐", "result") == []


def test_no_promise_is_made_for_a_moment_that_has_passed(heating: Town) -> None:
    heating.until(at("24 12:00"))
    heating.presses("zx", "accept")
    assert "最晚" not in sent(heating, "李姐", "progress")[-1]


def test_property_managers_never_learn_who_complained(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元1501有人占车位，我电话13912345678")
    town.presses("wuye", "accept")
    town.presses("wuye", "resolve", "已劝离车辆，恢复通行")
    town.presses("李姐", "reject", "我是1501的李姐还被占着")
    town.later(days=1)
    seen = [row.text + str(row.card) for row in town.received("wuye")]
    assert any("重开" in text for text in seen)
    for text in seen:
        assert "李姐" not in text
        assert "1501" not in text
        assert "13912345678" not in text


def test_a_bystander_cannot_resolve_what_somebody_else_has(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人占车位")
    town.presses("yuan", "accept")
    assert not did(town, "wuye", "resolve", "已经处理好了")
    assert town.ticket().status == "accepted"
