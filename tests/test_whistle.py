"""M7: 吹哨报到 – departments are called to a ticket, sign, get in touch and report; whoever called scores them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.workflow import ALLOWED
from storage import checks, parts
from storage.database import Database
from storage.tickets import Ticket
from storage.tree import Account, Duty, Person, Tree, Unit
from tests.fakes import MONDAY, Town, tree
from tests.life_fakes import clock_rows, did, kinds, people, said_back, sent, survey_rows

GUARDED = """
extends: default
name: guarded
title: 不乱吹哨
joint:
  whistle:
    who:
      - {at: [community], roles: [service_chief]}
      - {at: [estate], roles: [courtyard_chief]}
    guard: {per_unit_month: 1, must_have_tried: true, not_for: [parking]}
    kinds:
      hard: {title: 攻坚哨, clocks: {sign: 2h, contact: 24h, report: 10wd}}
"""


def offices() -> Tree:
    """The town with two more departments."""
    found = tree()
    held = [("cg", "孙城", "chengguan"), ("gs", "钱水", "water")]
    return replace(
        found,
        units=[
            *found.units,
            Unit("chengguan", "department", "区城管局", "yb", ["城管"]),
            Unit("water", "department", "区供水公司", "yb", [], None, ["water"]),
        ],
        people=[*found.people, *(Person(code, name, "13800000000") for code, name, _ in held)],
        accounts=[*found.accounts, *(Account("sim", code, code) for code, *_ in held)],
        duties=[*found.duties, *(Duty(code, "department", unit) for code, _, unit in held)],
    )


@pytest.fixture
def called(database: Database, tmp_path: Path) -> Town:
    """A town in which 院长李秀英 has called two departments to cold radiators."""
    town = Town(database, tmp_path, offices())
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    assert did(town, "yuan", "whistle", "城管 供热办 主管道在占道工地下面")
    return town


def guarded(database: Database, folder: Path) -> Town:
    """A town that guards its whistles."""
    (folder / "policies").mkdir()
    (folder / "policies" / "guarded.yml").write_text(GUARDED, encoding="utf-8")
    return Town(database, folder, replace(offices(), policy="guarded"))


def whole(town: Town) -> Ticket:
    """The appeal."""
    return next(ticket for ticket in town.tickets() if ticket.form == "appeal")


def part(town: Town, unit: str) -> Ticket:
    """The part of a department."""
    return next(ticket for ticket in town.tickets() if ticket.form == "part" and ticket.unit == unit)


def sound(town: Town) -> None:
    """Nothing in the database breaks its own rules."""
    with town.product.database.read() as conn:
        allowed = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
        assert checks.check(conn, town.product.district, allowed) == []


def test_m7_each_department_has_a_part_signs_gets_in_touch_and_reports(called: Town) -> None:
    """M7: sign in an hour, contact in a day, report in workdays; the appeal closes when all parts have."""
    heat = part(called, "heat")
    assert (heat.parent, heat.track, heat.status) == (whole(called).id, "普通哨", "dispatched")
    due = {kind: clock_rows(called, heat, kind)[0].due_at - MONDAY for kind in ("sign", "contact", "report")}
    assert (due["sign"], due["contact"]) == (timedelta(hours=1), timedelta(hours=24))
    assert due["report"] >= timedelta(days=4)
    card = sent(called, "gr", "notify")[-1]
    assert "哨单" in card
    assert "锦园小区3号楼" in card
    assert "主管道在占道工地下面" in card
    assert "1 签收" in card
    assert did(called, "gr", "sign_in")
    assert did(called, "gr", "contact", "明早九点到")
    assert did(called, "gr", "report", "已协调热力公司放气补水")
    assert all(clock_rows(called, heat, kind)[0].met_at for kind in ("sign", "contact", "report"))
    assert part(called, "heat").status == "resolved"
    assert "还差区城管局" in sent(called, "yuan", "notice")[-1]
    assert not did(called, "yuan", "resolve", "已经放气，室温21度")
    assert "区城管局还没有报到" in said_back(called, "yuan")
    assert did(called, "cg", "report", "工地已移开占压管道")
    assert "都报到了，可以办结" in sent(called, "yuan", "notice")[-1]
    assert did(called, "yuan", "resolve", "已经放气，室温21度")
    sound(called)


def test_the_whistler_scores_each_department_at_once_and_not_done_sends_it_back(called: Town) -> None:
    called.presses("gr", "report", "已协调热力公司放气补水")
    asked = sent(called, "yuan", "survey")[-1]
    assert "区供热办报到：已协调热力公司放气补水" in asked
    assert "5 非常满意　6 没办成" in asked
    assert did(called, "yuan", "reject", "还是不热")
    assert part(called, "heat").status == "dispatched"
    assert called.assignees(part(called, "heat")) == ["gr"]
    assert len(clock_rows(called, part(called, "heat"), "sign")) == 2
    called.presses("gr", "report", "又去了一次，换了阀门")
    assert did(called, "yuan", "rate:5")
    assert (part(called, "heat").status, part(called, "heat").rating) == ("closed", 5)
    assert [survey.state for survey in survey_rows(called, part(called, "heat"))] == ["answered", "answered"]
    assert whole(called).rating is None
    with called.product.database.read() as conn:
        span = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))
        assert parts.scores(conn, called.product.district, *span) == {"heat": [5]}
    sound(called)


def test_a_resident_sees_one_ticket_with_progress_in_plain_words(called: Town) -> None:
    called.presses("gr", "report", "已协调热力公司放气补水")
    number = whole(called).number
    told = sent(called, "李姐", "progress")
    assert f"{number}：已请区城管局、区供热办一起来办，有结果马上告诉您。" in told
    assert f"{number}：区供热办来办过了：已协调热力公司放气补水" in told
    assert not any(part(called, unit).number in text for text in sent(called, "李姐") for unit in ("heat", "chengguan"))


def test_silence_is_told_up_the_departments_side(called: Town) -> None:
    called.later(hours=1, minutes=5)
    assert "督办：超时未签收" in sent(called, "zx", "escalate")[-1]
    assert called.assignees(part(called, "heat")) == ["gr"]
    assert clock_rows(called, part(called, "heat"), "sign")[0].breached_at is not None


def test_the_card_of_the_whole_shows_its_parts(called: Town) -> None:
    called.presses("gr", "sign_in")
    called.presses("yuan", "progress", "部门已经叫来了")
    assert "吹哨：区城管局待签收，区供热办已签收" in said_back(called, "yuan")


def test_a_whistle_needs_no_name_where_the_category_has_its_department(heating: Town) -> None:
    heating.presses("yuan", "accept")
    assert did(heating, "yuan", "whistle", "管网压力不够")
    assert part(heating, "heat").summary == "管网压力不够\n原诉求：锦园3号楼暖气不热"
    assert not did(heating, "yuan", "whistle", "再催一下")
    assert "已经吹过哨" in said_back(heating, "yuan")


def test_by_text_code_and_an_urgent_whistle_needs_a_reason(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.says("yuan", "吹哨 紧急哨 供热办")
    assert "请写明理由" in said_back(heating, "yuan")
    heating.says("yuan", "吹哨 紧急哨 供热办 老人冻病了")
    assert (part(heating, "heat").track, part(heating, "heat").urgency) == ("紧急哨", "urgent")


def test_who_may_not_blow_is_told_who_may_and_has_no_button(heating: Town) -> None:
    heating.presses("wang", "accept")
    assert "吹哨" not in said_back(heating, "wang")
    assert "退单" in said_back(heating, "wang")
    number = whole(heating).number
    assert not did(heating, "wang", "whistle", "供热办 没气了", channel="desk", ticket=number)
    assert "吹哨要由" in heating.received("wang", "desk")[-1].text


def test_too_many_whistles_are_refused_with_a_sentence(database: Database, tmp_path: Path) -> None:
    town = guarded(database, tmp_path)
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    assert not did(town, "yuan", "whistle", "供热办 没气了")
    assert "先到场看看" in said_back(town, "yuan")
    town.presses("yuan", "progress", "看过了，管道没压力")
    assert did(town, "yuan", "whistle", "攻坚哨 供热办 没气了")
    assert part(town, "heat").track == "攻坚哨"
    assert not did(town, "yuan", "whistle", "城管 占道")
    assert "本月已吹哨1次" in said_back(town, "yuan")
    town.until(MONDAY + timedelta(days=20))
    assert did(town, "yuan", "whistle", "城管 占道", channel="desk", ticket=whole(town).number)


def test_the_desk_need_not_wait_when_it_says_why(called: Town) -> None:
    number = whole(called).number
    assert not did(called, "yuan", "resolve", "不等报到 居民说已经热了", channel="desk", ticket=number)
    assert did(called, "zx", "resolve", "不等报到 居民说已经热了", channel="desk", ticket=number)
    assert whole(called).resolution == "居民说已经热了"
    assert "not_waited" in kinds(called, whole(called))
    assert part(called, "heat").outcome == "called_off"
    assert "不用报到了" in sent(called, "gr", "notice")[-1]
    sound(called)


def test_a_withdrawn_appeal_calls_its_departments_off(called: Town) -> None:
    assert did(called, "李姐", "cancel")
    assert {part(called, unit).status for unit in ("heat", "chengguan")} == {"closed"}
    sound(called)


def test_parts_are_counted_in_no_rate(called: Town) -> None:
    events = [event for event in called.history(part(called, "heat")) if event.kind == "opened"]
    assert "category" not in events[0].data
    assert people(called, part(called, "heat")) == {"gr": "assignee", "yuan": "participant"}
    sound(called)


def test_a_department_reports_in_words(called: Town) -> None:
    called.says("gr", f"报到 {part(called, 'heat').number} 已协调热力公司放气补水")
    assert part(called, "heat").resolution == "已协调热力公司放气补水"


def test_a_part_knows_no_other_buttons_than_its_own(called: Town) -> None:
    number = part(called, "heat").number
    for action in ("resolve", "accept", "extend", "whistle"):
        assert not did(called, "gr", action, "已经办好了", channel="desk", ticket=number)
        assert "没有这一步" in called.received("gr", "desk")[-1].text
    assert not did(called, "yuan", "sign_in", channel="desk", ticket=whole(called).number)
    assert part(called, "heat").status == "dispatched"


def test_a_department_that_is_not_the_right_one_gives_it_back_with_a_reason(called: Town) -> None:
    assert did(called, "gr", "return", "归热力公司管")
    assert called.assignees(part(called, "heat")) == ["zx"]
    assert "退单：归热力公司管" in sent(called, "zx", "notify")[-1]
    assert did(called, "zx", "transfer", "gs 水压归供水公司")
    assert called.assignees(part(called, "heat")) == ["gs"]
    sound(called)
