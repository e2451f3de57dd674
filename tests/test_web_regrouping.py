"""Stories about the desk's forms for what belongs together, and its page of what many tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storage.database import Database
from tests.web_fakes import Browser, ServedTown

GROUP = "group-jxhy"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A served district in which two residents told of cold radiators in private."""
    served = ServedTown(sqlite, tmp_path)
    served.says("李姐", "锦绣花园3号楼2单元501暖气不热<b>冷</b>", None)
    served.says("老张", "锦绣花园5号楼1单元201暖气一点都不热", None)
    return served


def numbers(browser: Browser) -> list[str]:
    """The numbers of the tickets, newest first."""
    found = re.findall(r"/desk/tickets/(\d{6}-\d{4})", browser.get("/desk").text)
    return list(dict.fromkeys(found))


def regroup(browser: Browser, number: str, action: str, nonce: str = "nonce-0001", **more: str) -> str:
    """Send one of the forms; returns the page one lands on."""
    page = browser.get(f"/desk/tickets/{number}").text
    box = page[page.index("并案与拆分") :]
    person = re.search(r'name="person" value="([^"]+)"', box)
    assert person is not None
    form = {"person": person[1], "action": action, "nonce": nonce} | more
    answer = browser.post(f"/desk/tickets/{number}/regroup", form)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"].split("#")[0]).text


def test_the_page_shows_what_may_be_the_same_and_why(browser: Browser) -> None:
    newer, older = numbers(browser)
    page = browser.get(f"/desk/tickets/{newer}").text
    assert "可能是同一件事" in page
    assert older in page
    assert "都说到" in page
    assert "&lt;b&gt;冷" in page
    assert "<b>冷" not in page


def test_the_forms_put_together_and_take_apart(browser: Browser) -> None:
    newer, older = numbers(browser)
    page = regroup(browser, newer, "merge", other=older, text="同一根管子")
    assert f"已并到{older}" in page
    assert "撤销并案，恢复原样" in page
    assert newer in browser.get(f"/desk/tickets/{older}").text
    page = regroup(browser, newer, "unmerge", nonce="nonce-0002", text="不是一根管子")
    assert "恢复原样" in page
    assert "待接单" in page


def test_the_desk_may_say_that_it_is_something_else(browser: Browser) -> None:
    newer, older = numbers(browser)
    assert "不是一回事" in regroup(browser, newer, "not_twin", other=older)
    assert "可能是同一件事" not in browser.get(f"/desk/tickets/{newer}").text


def test_messages_are_picked_by_hand(served: ServedTown, browser: Browser) -> None:
    served.says("王姨", "停水了", GROUP)
    served.says("王姨", "补充：大门口的灯也不亮", GROUP)
    number = numbers(browser)[0]
    page = browser.get(f"/desk/tickets/{number}").text
    picked = re.search(r'type="checkbox" name="message" value="(\d+)"', page)
    assert picked is not None
    page = regroup(browser, number, "split", message=picked[1], category="public_facilities")
    assert "已拆成新工单" in page
    assert len(numbers(browser)) == 4


def test_without_a_message_there_is_nothing_to_move(browser: Browser) -> None:
    number = numbers(browser)[0]
    form = {"person": "court-jxhy", "action": "split", "nonce": "nonce-0003"}
    answer = browser.post(f"/desk/tickets/{number}/regroup", form)
    assert answer.status_code == 422
    assert "请先勾选" in answer.text
    assert browser.post(f"/desk/tickets/{number}/regroup", form | {"action": "rate:5"}).status_code == 422


def test_hot_issues_are_a_page(served: ServedTown, browser: Browser) -> None:
    assert "没有三件以上" in browser.get("/desk/hot").text
    told = (
        "广场舞音响太大，孩子没法写作业占车位", "广场舞的音响吵得头疼，占车位", "每晚广场舞音响响到十点，还占车位",
        "占车位跳广场舞，音响震天",
    )  # fmt: skip
    for number, text in enumerate(told):
        served.says(f"居民{number}", f"锦绣花园{number + 1}号楼{text}", None)
    page = browser.get("/desk/hot?days=7").text
    assert "广场舞" in page
    assert "4件，4人反映" in page
    assert browser.get("/desk/hot?days=0").status_code == 422
