"""M3: agendas are built from orders, minutes become tasks with owners and dates, and the next meeting hears of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.cadences import dates
from handlers.cadences.minutes import Line, lines
from storage.database import Database
from tests.cadence_fakes import cadenced_town, held, on, section
from tests.fakes import Town
from tests.life_fakes import clock_rows, did, said_back, sent, sound

TODAY = date(2026, 12, 2)


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town on the morning of its monthly meeting, with an old trouble and one that came back."""
    town = cadenced_town(database, tmp_path)
    town.says("李姐", "锦园3号楼暖气不热")
    town.until(on("2026-11-25 10:00"))
    town.says("赵哥", "锦园3号楼暖气又不热")
    town.until(on("2026-12-02 09:05"))
    return town


def test_m3_the_agenda_comes_from_unsolved_and_repeated_orders_and_the_lists(town: Town) -> None:
    """M3: the community's monthly meeting gets what is unsolved, what comes again and again, and the three lists."""
    town.says("sqz", "需求清单：给独居老人装扶手")
    town.until(on("2027-01-06 09:05"))
    meeting = held(town, "民情访谈日")[-1]
    assert any("261116-0001 锦园小区3号楼 供暖" in line for line in section(meeting, "久未解决"))
    assert section(meeting, "反复出现") == ["锦园小区3号楼 供暖 2次：261116-0001、261125-0001"]
    assert section(meeting, "需求清单") == ["东社区：给独居老人装扶手"]
    told = sent(town, "sqz", "digest")
    assert any("东社区 民情访谈日" in text and "会后发“纪要”" in text for text in told)
    assert "李姐" not in str(meeting.sections)


def test_m3_minutes_become_tasks_with_owners_and_dates_told_at_the_next_meeting(town: Town) -> None:
    """M3: a line 事项 @负责人 日期 is a task, its date is its clock, and the next agenda tells what became of it."""
    first, second = "1. 更换三号楼前路灯 @李秀英 12月5日", "2. 联系供热公司检查管网，@fwz 下周五"
    town.says("sqz", f"纪要\n{first}\n{second}\n大家都同意。\n3. 加装充电桩 @王建国")
    answer = said_back(town, "sqz")
    assert "派出3项任务" in answer
    assert "注意" not in answer
    tasks = [ticket for ticket in town.tickets() if ticket.form == "task"]
    assert [(t.summary, t.source, t.status) for t in tasks] == [
        ("更换三号楼前路灯", "meeting", "dispatched"),
        ("联系供热公司检查管网", "meeting", "dispatched"),
        ("加装充电桩", "meeting", "dispatched"),
    ]
    assert [town.assignees(task) for task in tasks] == [["yuan"], ["fwz"], ["fwz"]]
    due = [clock_rows(town, task, "resolve")[-1].due_at for task in tasks]
    assert due == [on("2026-12-05 18:00"), on("2026-12-11 18:00"), town.clock.now() + timedelta(days=15)]
    assert any("任务单" in text and "会议任务" in text for text in sent(town, "yuan", "notify"))
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "resolve", "路灯已经换好了，晚上亮")
    sound(town)
    town.until(on("2027-01-06 09:05"))
    told = section(held(town, "民情访谈日")[-1], "上次议定事项完成情况")
    assert "更换三号楼前路灯：已完成。路灯已经换好了" in told[0]
    assert "已超期" in told[1]


def test_a_task_is_reminded_of_before_its_date_and_goes_up_after_it(town: Town) -> None:
    town.says("sqz", "纪要 更换路灯 @李秀英 12月5日")
    did(town, "yuan", "accept")
    town.until(on("2026-12-05 17:30"))
    assert any("路灯" in text or "到期" in text or "还有" in text for text in sent(town, "yuan", "remind"))
    town.until(on("2026-12-06 09:00"))
    assert clock_rows(town, town.tickets()[-1], "resolve")[-1].breached_at == on("2026-12-05 18:00")


def test_a_line_that_cannot_become_a_task_is_named_and_nothing_is_lost(town: Town) -> None:
    town.says("sqz", "纪要\n修门禁 @张三丰 12月5日\n清理楼道 @李秀英 12月8日")
    answer = said_back(town, "sqz")
    assert "派出1项任务" in answer
    assert "“修门禁”没有派出：@张三丰 名单里没有这个人" in answer
    assert "修门禁 @张三丰" in (held(town, "民情访谈日")[-1].minutes or "")


def test_minutes_sent_again_with_a_line_more_give_out_only_what_is_new(town: Town) -> None:
    town.says("sqz", "纪要\n清理楼道 @李秀英 12月8日")
    town.says("sqz", "纪要\n清理楼道 @李秀英 12月8日\n修门禁 @王建国 12月9日")
    assert [t.summary for t in town.tickets() if t.form == "task"] == ["清理楼道", "修门禁"]
    minutes = held(town, "民情访谈日")[-1].minutes or ""
    assert minutes.count("清理楼道") == 1


def test_who_was_at_no_meeting_is_told_so(town: Town) -> None:
    town.says("gr", "纪要 清理楼道 @李秀英 12月8日")
    assert "最近没有请您参加的会" in said_back(town, "gr")
    town.says("sqz", "纪要")
    assert "纪要是空的" in said_back(town, "sqz")


DATES = [
    ("12月5日", date(2026, 12, 5)), ("12-05前", date(2026, 12, 5)), ("2027年1月3日前", date(2027, 1, 3)),
    ("1月3日", date(2027, 1, 3)), ("2026/12/31", date(2026, 12, 31)), ("明天", date(2026, 12, 3)),
    ("下周五", date(2026, 12, 11)), ("本周五前", date(2026, 12, 4)), ("周一", date(2026, 12, 7)),
    ("10天内", date(2026, 12, 12)), ("月底前", date(2026, 12, 31)), ("下月底", date(2027, 1, 31)),
    ("2月30日", None), ("尽快", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), DATES)
def test_dates_are_read_as_people_write_them(written: str, meant: date | None) -> None:
    found, rest = dates.read(f"换灯 {written}", TODAY)
    assert found == meant
    assert rest.startswith("换灯")


def test_lines_without_an_owner_are_kept_as_words_only() -> None:
    found = lines("会议开始\n（1）换灯，@李秀英，12月5日前。\n散会", TODAY)
    assert found == [Line("换灯", "李秀英", date(2026, 12, 5))]
