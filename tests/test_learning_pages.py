"""Stories about a dispatcher at the desk who puts right what was understood wrongly."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.web import pages_learning
from nlu import adopting, model_card
from storage import doubts, lessons
from storage.database import Database
from storage.lessons import STATES, Lesson
from tests.learning_fakes import DoubtingEngine
from tests.web_fakes import Browser, ServedTown

GROUP = "group-jxhy"
DESK = "desk-demo"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A served district in which one message was understood and one perhaps missed."""
    served = ServedTown(sqlite, tmp_path)
    served.inner.engine = DoubtingEngine()
    served.says("李姐", "3号楼2单元暖气不热，王秀英来过，电话13912345678", GROUP)
    served.says("老张", "铁蛤蟆<b>又不张嘴了", GROUP, sender_name="张老汉")
    return served


def follow(browser: Browser, path: str, **form: str) -> str:
    """Submit a form as the dispatcher; the page one lands on."""
    answer = browser.post(path, {"person": DESK, "nonce": "nonce-0001"} | form)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"].split("#")[0]).text


def message(served: ServedTown) -> str:
    """The message that waits to be looked at."""
    with served.database.read() as conn:
        ((doubt, _),) = doubts.listed(conn, "demo", 9)
    return str(doubt.inbox_id)


def kept(served: ServedTown) -> list[Lesson]:
    """Every lesson."""
    with served.database.read() as conn:
        return lessons.listed(conn, "demo", STATES)


# --- on a ticket ---


def test_a_category_is_put_right_on_the_page_of_the_ticket(served: ServedTown, browser: Browser) -> None:
    path = f"/desk/tickets/{served.number()}"
    assert "机器听错了？" in browser.get(path).text
    form = {"category": "elevator", "kind": "request", "urgency": "urgent", "action": "recategorise"}
    page = follow(browser, f"{path}/correct", **form)
    for words in ("已改为电梯·求助·加急", "更正：供暖·投诉·一般→电梯·求助·加急", "值班坐席"):
        assert words in page
    assert [lesson.meant for lesson in kept(served)] == ["elevator"]


def test_what_is_no_appeal_is_taken_back_and_can_be_registered_again(served: ServedTown, browser: Browser) -> None:
    path = f"/desk/tickets/{served.number()}"
    page = follow(browser, f"{path}/correct", action="no_appeal")
    for words in (
        "已撤回，不算诉求",
        "核实不是诉求，撤回",
        "重新登记",
        '<span class="pill is-out_of_scope">不是诉求</span>',
    ):
        assert words in page
    assert "已登记：供暖问题" in follow(browser, f"{path}/correct", action="register")
    assert kept(served) == []
    assert browser.get("/desk").text.count("ticket-row") == 2


@pytest.mark.parametrize("wrong", [{"action": "accept"}, {"person": "nobody"}, {"nonce": "x"}])
def test_a_crooked_correction_changes_nothing(served: ServedTown, browser: Browser, wrong: dict[str, str]) -> None:
    before = len(served.accepted)
    form = {"person": DESK, "nonce": "nonce-0001", "action": "recategorise", "category": "elevator"} | wrong
    assert browser.post(f"/desk/tickets/{served.number()}/correct", form).status_code == 422
    assert len(served.accepted) == before


def test_whoever_has_the_ticket_does_not_sort_it_out(served: ServedTown, browser: Browser) -> None:
    number = served.number()
    form = {"person": "court-jxhy", "nonce": "nonce-0001", "action": "no_appeal"}
    browser.post(f"/desk/tickets/{number}/correct", form)
    assert "待接单" in browser.get(f"/desk/tickets/{number}").text
    assert browser.post("/desk/tickets/000000-0000/correct", form | {"action": "register"}).status_code == 404


# --- messages to look at ---


def test_the_desk_says_that_something_may_be_missed(browser: Browser) -> None:
    assert "有 1 条群消息可能是诉求" in browser.get("/desk").text
    page = browser.get("/desk/missed").text
    for words in ("铁蛤蟆&lt;b&gt;又不张嘴了", "张老汉", "锦绣花园群", '<option value="sanitation" selected>环境卫生'):
        assert words in page
    assert "<b>又不" not in page


def test_one_tap_registers_it(served: ServedTown, browser: Browser) -> None:
    page = follow(
        browser, "/desk/missed", id=message(served), action="register", category="sanitation", urgency="normal"
    )
    assert "已登记：环境卫生问题" in page
    assert f"/desk/tickets/{served.number()}" in page
    assert "没有拿不准的消息" in page
    assert "有 1 条群消息" not in browser.get("/desk").text


def test_one_tap_says_that_it_is_none(served: ServedTown, browser: Browser) -> None:
    assert "好的，不算诉求" in follow(browser, "/desk/missed", id=message(served), action="dismiss")
    assert [(lesson.meant, lesson.source) for lesson in kept(served)] == [("chatter", "dismissed")]


def test_two_messages_of_one_page_are_two_decisions(served: ServedTown, browser: Browser) -> None:
    served.says("赵叔", "铁蛤蟆边上臭", GROUP)
    with served.database.read() as conn:
        ids = [str(doubt.inbox_id) for doubt, _ in doubts.listed(conn, "demo", 9)]
    for id_ in ids:
        assert "没有重复执行" not in follow(browser, "/desk/missed", id=id_, action="dismiss")
    assert "没有重复执行" in follow(browser, "/desk/missed", id=ids[0], action="dismiss")
    assert len(kept(served)) == 2


def test_older_messages_are_a_page_away(served: ServedTown, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    served.says("赵叔", "铁蛤蟆边上臭", GROUP)
    monkeypatch.setattr(pages_learning, "PAGE", 1)
    first, second = browser.turned("/desk/missed")
    assert "张嘴" not in first
    assert "张嘴" in second


# --- lessons ---


@pytest.fixture
def proposed(served: ServedTown, browser: Browser) -> ServedTown:
    """With two lessons to review."""
    follow(browser, f"/desk/tickets/{served.number()}/correct", action="recategorise", category="elevator")
    follow(browser, "/desk/missed", id=message(served), action="register", category="sanitation", nonce="nonce-0002")
    return served


def test_lessons_are_grouped_by_what_was_meant_and_name_nobody(proposed: ServedTown, browser: Browser) -> None:
    page = browser.get("/desk/lessons").text
    for words in ("应为电梯", "听成供暖", "坐席改了类别", "应为环境卫生", "听成闲聊", "坐席补登记", "铁蛤蟆&lt;b&gt;"):
        assert words in page
    for name in ("王秀英", "13912345678", "张老汉", "李姐"):
        assert name not in page


def test_a_lesson_is_accepted_as_it_is_worded_now(proposed: ServedTown, browser: Browser) -> None:
    lesson = next(one for one in kept(proposed) if one.meant == "elevator")
    words = "暖气不热 王秀英 13912345678 电梯也坏了"
    form = {"id": str(lesson.inbox_id), "text": words, "meant": "property", "verdict": "accept"}
    page = follow(browser, "/desk/lessons", **form)
    assert "待审核 <b>1</b>" in page
    (accepted,) = [one for one in kept(proposed) if one.state == "accepted"]
    assert accepted.text == "暖气不热 （姓名已隐去） （号码已隐去） 电梯也坏了"
    assert (accepted.meant, accepted.reviewer) == ("property", DESK)
    shown = browser.get("/desk/lessons?state=accepted").text
    assert "值班坐席 今天9:00审核" in shown
    assert "王秀英" not in shown
    assert "<textarea" not in shown, "what is accepted is worded anew only after it was rejected"


def test_all_that_are_shown_are_decided_at_once(proposed: ServedTown, browser: Browser) -> None:
    ids = [str(lesson.inbox_id) for lesson in kept(proposed)]
    form = {"person": DESK, "verdict": "accept", "id": ids}
    assert browser.post("/desk/lessons", form).status_code == 303
    assert {lesson.state for lesson in kept(proposed)} == {"accepted"}
    browser.post("/desk/lessons", form | {"verdict": "reject", "state": "accepted"})
    assert {(lesson.state, lesson.reviewer) for lesson in kept(proposed)} == {("rejected", DESK)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": "court-jxhy"}, {"person": "nobody"}, {"verdict": "learn"}, {"meant": "nix", "text": "x"},
        {"state": "nix"}, {"id": "-1"}, {"meant": "water", "text": "  "}, {"text": "长" * 3000, "meant": "water"},
    ],
)  # fmt: skip
def test_a_crooked_verdict_changes_nothing(proposed: ServedTown, browser: Browser, wrong: dict[str, str]) -> None:
    before = kept(proposed)
    form = {"person": DESK, "verdict": "accept", "id": str(before[0].inbox_id)} | wrong
    assert browser.post("/desk/lessons", form).status_code == 422
    assert kept(proposed) == before


def test_without_a_dispatcher_one_can_only_look(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path)
    with sqlite.begin() as conn:
        conn.exec_driver_sql("DELETE FROM duties WHERE role IN ('dispatcher', 'district_leader')")
        conn.exec_driver_sql("UPDATE districts SET version = version + 1")
    served.inner.forget_org()
    browser = Browser(served)
    for path in ("/desk/missed", "/desk/lessons"):
        assert "没有值班坐席" in browser.get(path).text


def test_machines_are_told_what_waits_and_how_good_the_model_is(proposed: ServedTown, browser: Browser) -> None:
    assert "minhu_model_score" not in browser.get("/metrics").text
    scores = adopting.shares([], [])
    folder = proposed.settings.models_dir
    folder.mkdir()
    at = datetime.now(UTC) - timedelta(hours=1)
    model_card.write(model_card.make("model-x.npz", "embedded", at, "0.1.0", [], scores), folder)
    told = browser.get("/metrics").text
    for line in ("minhu_doubts 0", 'minhu_lessons{state="proposed"} 2', 'minhu_model_score{figure="appeal_f1"} 0.0'):
        assert line in told
    assert re.search(r"minhu_model_age_seconds 36\d\d\n", told)
