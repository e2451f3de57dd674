"""What officials put off: extensions and waits, and what they do to the clocks."""

from __future__ import annotations

from datetime import timedelta

from tests.fakes import Town
from tests.life_fakes import (
    at,
    clock_rows,
    did,
    did_at_desk,
    escalations,
    kinds,
    said_back,
    sent,
    told_at_desk,
)


def test_an_extension_grades_a_ticket_complex_fifteen_days_from_the_start_and_a_leader_follows(heating: Town) -> None:
    assert did(heating, "yuan", "accept")
    assert did(heating, "yuan", "extend", "要等配件")
    assert did(heating, "fwz", "approve")
    ticket, (clock,) = heating.ticket(), clock_rows(heating, heating.ticket(), "resolve")
    assert clock.due_at == ticket.opened_at + timedelta(days=15)
    assert (ticket.track, ticket.extended) == ("跟踪办", 1)
    assert "需要延期到12月1日9:00，原因：要等配件" in sent(heating, "李姐", "progress")[-1]
    assert "已延期到" in sent(heating, "yuan", "notice")[-1]
    assert not did(heating, "yuan", "extend", "还要等")
    assert "最多延期1次" in said_back(heating, "yuan")


def test_a_complex_ticket_owes_a_progress_post_every_five_days(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "extend", "要等配件")
    heating.presses("fwz", "approve")
    heating.presses("yuan", "progress", "配件已下单")
    feedback = clock_rows(heating, heating.ticket(), "feedback")
    assert [clock.met_at is None for clock in feedback] == [False, True]
    assert feedback[-1].due_at == heating.clock.now() + timedelta(days=5)


def test_an_extension_asked_late_counts_working_days_from_now(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.until(at("16 09:00") + timedelta(days=20))
    assert did(heating, "yuan", "extend", "要等配件")
    assert did(heating, "fwz", "approve")
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
