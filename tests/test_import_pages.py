"""导入聊天记录 at the desk, without a line of JavaScript."""

from __future__ import annotations

import re

from tests.web_fakes import Browser, ServedTown

SAID = "甜甜妈 2026/11/16 8:02\n<b>3号楼</b>暖气不热\n王姨 2026/11/16 8:10\n有人占车位\n"


def estate(page: str) -> str:
    """The first estate of the form."""
    found = re.search(r'<select name="place".*?<option value=""[^>]*>.*?<option value="([^"]+)"', page, re.DOTALL)
    assert found is not None
    return found[1]


def form_of(page: str) -> dict[str, str]:
    """Everything a browser would send of the page as it is."""
    boxes = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    boxes |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked>', page))
    return boxes


def brought(browser: Browser, text: str = SAID, **more: str) -> str:
    """Paste a record; returns the path of its page."""
    page = browser.get("/desk/import").text
    person = form_of(page)["person"]
    answer = browser.post("/desk/import", {"person": person, "text": text, "place": estate(page)} | more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_paste_look_and_confirm(browser: Browser) -> None:
    path = brought(browser)
    page = browser.get(path).text
    assert "&lt;b&gt;3号楼" in page
    assert "<b>3号楼" not in page
    assert "读到 2 条，用上 2 条" in page
    assert "没有本人的联系方式" in page
    assert "不会把前后的话连起来看" in page
    form = form_of(page)
    assert form["do-0"] == form["do-1"] == "open"
    answer = browser.post(path.split("?")[0], form | {"do-1": "not", "category-0": "heating", "action": "confirm"})
    assert answer.status_code == 303
    landed = browser.get(answer.headers["location"].split("#")[0]).text
    assert "开了1张工单" in landed
    assert "原文已经清除" in landed
    assert "甜甜妈" not in landed
    assert "甜甜妈" not in browser.get("/desk/import").text
    number = re.search(r"工单 (\d{6}-\d{4})", landed)
    assert number is not None
    ticket = browser.get(f"/desk/tickets/{number[1]}").text
    assert "群聊记录" in ticket
    again = browser.post(path.split("?")[0], form | {"action": "confirm"})
    assert "已经处理过了" in browser.get(again.headers["location"].split("#")[0]).text or "again=1" in str(
        again.headers
    )


def test_a_file_and_what_was_not_understood(browser: Browser) -> None:
    page = browser.get("/desk/import").text
    form = {"person": form_of(page)["person"], "place": estate(page)}
    file = {"file": ("群.txt", ("前言不搭后语\n" + SAID).encode("gb18030"), "text/plain")}
    answer = browser.post("/desk/import", form, files=file)
    assert answer.status_code == 303
    shown = browser.get(answer.headers["location"]).text
    assert "群.txt" in shown
    assert "第 1 行：看不出是谁说的" in shown


def test_what_cannot_be_used_is_one_sentence_and_loses_nothing(browser: Browser) -> None:
    page = browser.get("/desk/import").text
    person = form_of(page)["person"]
    for text, day, sentence in (
        ("", "", "请粘贴聊天记录"), ("没有格式", "", "没有认出聊天记录"),
        ("8:02 甜甜妈\n暖气不热\n8:03 老高\n早", "", "请说明是哪一天"), (SAID, "昨天", "日期要写成"),
    ):  # fmt: skip
        answer = browser.post("/desk/import", {"person": person, "text": text, "day": day})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert text.split("\n")[-1] in answer.text
    assert browser.post("/desk/import", {"person": "nobody", "text": SAID}).status_code == 422
    assert browser.get("/desk/import/123").status_code == 404
    assert browser.get("/desk/import/99999999999999999999").status_code == 404


def test_the_place_is_asked_for_and_then_it_is_sorted(browser: Browser) -> None:
    path = brought(browser, place="")
    page = browser.get(path).text
    assert "这是哪个小区的群？" in page
    unit = re.search(r'<select name="unit".*?<option value="([^"]+)"', page, re.DOTALL)
    assert unit is not None
    bare = path.split("?")[0]
    answer = browser.post(f"{bare}/place", {"person": form_of(page)["person"], "unit": unit[1]})
    assert "do-0" in browser.get(answer.headers["location"]).text
    assert browser.post(f"{bare}/place", {"person": "x", "unit": "nowhere"}).status_code == 422


def test_a_record_is_put_aside(browser: Browser) -> None:
    path = brought(browser)
    form = form_of(browser.get(path).text)
    answer = browser.post(path.split("?")[0], form | {"action": "discard"})
    landed = browser.get(answer.headers["location"].split("#")[0]).text
    assert "已丢弃" in landed
    assert "甜甜妈" not in landed


def test_whom_nobody_can_write_to_is_called_on(served: ServedTown, browser: Browser) -> None:
    path = brought(browser)
    browser.post(path.split("?")[0], form_of(browser.get(path).text) | {"action": "confirm"})
    number = served.number()
    ticket = browser.get(f"/desk/tickets/{number}").text
    assert "群聊记录" in ticket or "王姨" in ticket
    assert browser.get("/desk/callbacks").status_code == 200
