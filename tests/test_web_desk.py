"""Stories about the dispatcher's desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.web import pages_desk
from storage import outbox
from storage.batch import Batch
from storage.database import Database
from storage.outbox import OutboxRow
from tests.web_fakes import Browser, ServedTown

GROUP = "group-jxhy"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A served district in which a resident has reported that the heating is cold."""
    served = ServedTown(sqlite, tmp_path)
    served.says("李姐", "3号楼2单元暖气不热，屋里<b>冰冷</b>", GROUP)
    return served


def act(browser: Browser, number: str, action: str, nonce: str = "nonce-0001", **more: str) -> str:
    """Do something with a ticket as the courtyard chief; returns the page one lands on."""
    form = {"person": "court-jxhy", "action": action, "nonce": nonce} | more
    answer = browser.post(f"/desk/tickets/{number}", form)
    assert answer.status_code == 303
    return browser.get(answer.headers["location"].split("#")[0]).text


def test_the_list_shows_where_who_and_how_long(browser: Browser) -> None:
    page = browser.get("/desk").text
    for words in ("供暖", "锦绣花园3号楼2单元", "待接单", "院长王秀英", "接单 · 还剩2小时"):
        assert words in page
    assert "&lt;b&gt;冰冷" in page
    assert "<b>冰冷" not in page


def test_the_list_is_narrowed_by_state(served: ServedTown, browser: Browser) -> None:
    assert served.number() in browser.get("/desk?status=dispatched").text
    assert "没有这样的工单" in browser.get("/desk?status=closed").text
    served.clock.move_to(served.now().replace(hour=13))
    late = browser.get("/desk?status=overdue").text
    assert "接单 · 超时2小时" in late


def test_older_tickets_are_a_page_away(served: ServedTown, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    served.says("老张", "锦绣花园5号楼停水了", GROUP)
    monkeypatch.setattr(pages_desk, "PAGE", 1)
    first, second = browser.turned("/desk")
    assert "供暖" not in first
    assert "供暖" in second


def test_a_ticket_is_found_by_its_number(served: ServedTown, browser: Browser) -> None:
    number = served.number()
    assert browser.get(f"/desk/tickets?number= {number} ").headers["location"] == f"/desk/tickets/{number}"
    assert browser.get("/desk/tickets?number=/etc").status_code == 404
    assert "没有这个编号" in browser.get("/desk/tickets/000000-0000").text


def test_everything_about_a_ticket_is_on_its_page(served: ServedTown, browser: Browser) -> None:
    served.says("老张", "我家也是，5号楼", GROUP)
    page = browser.get(f"/desk/tickets/{served.number()}").text
    for words in (
        "屋里&lt;b&gt;冰冷", "诉求已登记", "派给院长王秀英、网格长张伟民", "13900000009", "另有1户邻居", "提出诉求",
        "5号楼邻居也有同样的问题", "已送达",
    ):  # fmt: skip
        assert words in page
    assert "<b>冰冷" not in page


def test_a_dispatcher_accepts_for_somebody_and_sees_the_answer(served: ServedTown, browser: Browser) -> None:
    number = served.number()
    page = act(browser, number, "accept")
    message = served.accepted[-1]
    assert (message.channel, message.sender, message.press, message.ticket) == ("desk", "court-jxhy", "accept", number)
    assert '<p class="answer" role="status">已接单</p>' in page
    assert "办理中" in page


def test_the_same_submission_counts_once(served: ServedTown, browser: Browser) -> None:
    number = served.number()
    act(browser, number, "accept")
    page = act(browser, number, "accept")
    assert "没有重复执行" in page
    assert page.count("院长王秀英</b> 接单") == 1
    assert "已告诉居民" in act(browser, number, "progress", text="下午上门")


def test_a_transfer_names_the_person_and_the_reason(served: ServedTown, browser: Browser) -> None:
    page = act(browser, served.number(), "transfer", whom="heat-duty", text="管网问题")
    assert served.accepted[-1].text == "heat-duty 管网问题"
    assert "转派给职能部门供热值班" in page
    assert "管网问题" in page


def test_missing_words_are_asked_for(served: ServedTown, browser: Browser) -> None:
    assert "请直接回复退单理由" in act(browser, served.number(), "return")


@pytest.mark.parametrize("wrong", [{"person": "nobody"}, {"nonce": "x"}, {"action": "a" * 50}])
def test_a_crooked_form_changes_nothing(served: ServedTown, browser: Browser, wrong: dict[str, str]) -> None:
    before = len(served.accepted)
    form = {"person": "court-jxhy", "action": "accept", "nonce": "nonce-0001"} | wrong
    answer = browser.post(f"/desk/tickets/{served.number()}", form)
    assert answer.status_code == 422
    assert "请返回检查后再试" in answer.text
    assert len(served.accepted) == before


def letters(served: ServedTown, *ids: int) -> None:
    """Messages whose delivery was given up."""
    batch = Batch()
    for number in ids:
        row = OutboxRow(
            "demo", number, f"k{number}", "sim", "court-jxhy", "notify", None, f"第{number}条", None, served.now(),
            None, state="dead", attempts=8, reason="对方已退出群聊",
        )  # fmt: skip
        outbox.add(batch, row)
    with served.database.begin() as conn:
        batch.flush(conn)


def test_a_letter_that_was_not_delivered_is_seen_and_sent_again(served: ServedTown, browser: Browser) -> None:
    assert "都送到了" in browser.get("/desk/dead-letters").text
    letters(served, 1, 2)
    page = browser.get("/desk/dead-letters").text
    assert "对方已退出群聊（试了 8 次）" in page
    assert "有 2 条消息没有送到" in browser.get("/desk").text
    assert browser.post("/desk/dead-letters", {"id": "1"}).status_code == 303
    left = browser.get("/desk/dead-letters").text
    assert "第2条" in left
    assert "第1条" not in left


def test_all_letters_are_sent_again_at_once(served: ServedTown, browser: Browser) -> None:
    letters(served, 1, 2)
    browser.post("/desk/dead-letters")
    assert "都送到了" in browser.get("/desk/dead-letters").text
