"""M23: a panel is asked before, during and after a project; M2: what leaders really solved at their points."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from tests.cadence_fakes import cadenced_town, cadenced_tree, held, on, section
from tests.fakes import Town
from tests.life_fakes import did, said_back, sent
from tests.web_fakes import Browser, ServedTown

PANEL = ("can1", "can2", "can3")


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town with a panel of three in 东社区."""
    return cadenced_town(database, tmp_path)


def vote_of(town: Town, member: str, number: int) -> None:
    """A member presses one of the options of the newest poll."""
    card = next(row.card for row in reversed(town.received(member)) if row.card and row.card["buttons"])
    town.says(member, button=card["buttons"][number]["id"])


def test_m23_one_vote_each_changeable_until_the_end_and_everybody_hears_the_count(town: Town) -> None:
    """M23: asked by buttons, one vote each; the result says how many were asked and how many voted."""
    town.says("sqz", "评议 加装电梯 实施前 同意一楼不出钱吗 同意 不同意")
    assert "已请3位参政团成员评议“加装电梯”" in said_back(town, "sqz")
    vote_of(town, "can1", 0)
    vote_of(town, "can2", 0)
    town.says("can2", "2")
    assert "记下了：不同意" in said_back(town, "can2")
    town.until(on("2026-11-19 10:00"))
    result = "实施前 同意一楼不出钱吗：同意1票，不同意1票；3人中2人投票"
    for person in ("sqz", *PANEL):
        assert any(result in text for text in sent(town, person, "notice"))
    vote_of(town, "can3", 0)
    assert "已经结束" in said_back(town, "can3")


def test_m23_the_three_times_of_a_project_are_shown_together(town: Town) -> None:
    """M23: before, during and after, linked by the project's name."""
    for day, phase in (("2026-11-16", "实施前"), ("2026-12-21", "实施中"), ("2027-01-04", "完工后")):
        town.until(on(f"{day} 10:00"))
        town.says("sqz", f"评议 加装电梯 {phase} 满意吗 满意 不满意")
        vote_of(town, "can1", 0)
        town.later(days=3, minutes=1)
    told = sent(town, "can1", "notice")[-1]
    assert [line[:3] for line in told.splitlines()[1:]] == ["实施前", "实施中", "完工后"]
    town.until(on("2027-01-15 15:00"))
    assert len(section(held(town, "党建联席会")[-1], "参政团意见")) == 3


def test_nobody_votes_who_was_not_asked_and_nobody_asks_who_holds_no_office(town: Town) -> None:
    town.says("sqz", "评议 加装电梯 实施前 同意吗")
    card = next(row.card for row in reversed(town.received("can1")) if row.card)
    town.says("gr", press=card["buttons"][0]["action"])
    assert "没有请您投票" in said_back(town, "gr")
    town.says("can1", "评议 我的项目 实施前 同意吗")
    assert "评议由组织单位发起" in said_back(town, "can1")
    town.says("sqz", "评议 加装电梯 后来 同意吗")
    assert "请写明项目" in said_back(town, "sqz")
    town.says("gr", "评议 加装电梯 实施前 同意吗")
    assert "还没有参政团成员" in said_back(town, "gr")


def test_m2_a_point_counts_only_what_was_solved_with_its_leader_and_names_it(town: Town) -> None:
    """M2: 2–3 real problems solved for each point and year, counted from orders."""
    town.until(on("2026-12-02 09:05"))
    town.says("sqz", "纪要\n更换路灯 @吴联系 12月5日")
    town.says("李姐", "锦园3号楼停水了")
    task, appeal = (ticket.number for ticket in town.tickets())
    assert did(town, "lianxi", "accept")
    assert did(town, "lianxi", "resolve", "路灯已经换好了")
    town.says("sqz", press="confirm")
    did(town, "yuan", "resolve", "水管修好，来水了")
    town.says("李姐", press="confirm")
    town.until(on("2026-12-18 11:00"))
    (told,) = section(held(town, "联系点通报")[-1], "联系点解决实际问题")
    assert f"东社区 联系领导吴联系：参与解决1件（目标2–3件，还差1件）：{task}" in told
    assert appeal not in told
    assert "该点居民确认解决共1件" in told


def test_the_desk_shows_what_was_held_writes_minutes_keeps_lists_and_asks_the_panel(
    database: Database, tmp_path: Path
) -> None:
    inner = cadenced_town(database, tmp_path)
    inner.until(on("2026-12-02 09:05"))
    served = ServedTown(database, tmp_path, loaded=False)
    served.clock.move_to(inner.clock.now())
    browser = Browser(served)
    meeting = held(inner, "民情访谈日")[-1]
    assert f"/desk/meetings/{meeting.id}" in browser.get("/desk/meetings").text
    page = browser.get(f"/desk/meetings/{meeting.id}").text
    assert "记下并派单" in page
    nonce = page.split('name="nonce" value="')[1].split('"')[0]
    form = {"person": "zx", "nonce": nonce, "text": "换灯 @李秀英 12月5日\n<b>散会</b>"}
    browser.post(f"/desk/meetings/{meeting.id}", form)
    page = browser.get(f"/desk/meetings/{meeting.id}").text
    assert "换灯：" in page
    assert "<b>散会" not in page
    listed = {"person": "zx", "nonce": "abcdefgh1", "title": "需求清单", "unit": "dong", "text": "老人扶手"}
    browser.post("/desk/lists", listed)
    assert "老人扶手" in browser.get("/desk/meetings").text
    asked = {"person": "zx", "nonce": "abcdefgh2", "unit": "dong", "project": "加装 电梯", "phase": "实施前",
             "question": "同意吗", "options": "同意 不同意"}  # fmt: skip
    browser.post("/desk/polls", asked)
    assert "加装电梯" in browser.get("/desk/polls").text
    assert browser.get("/desk/meetings/999").status_code == 404


def test_the_tree_of_these_stories_has_a_leader_and_a_panel() -> None:
    assert {duty.role for duty in cadenced_tree().duties} >= {"contact_leader", "panel_member"}
