"""The desk's pages of hints and of promises."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage import hints
from storage.database import Database
from storage.hints import Hint
from tests.web_fakes import Browser, ServedTown

GROUP = "group-jxhy"
PAGE = "/desk/inspection"


@pytest.fixture
def served(sqlite: Database, tmp_path: Path) -> ServedTown:
    """A served district in which a cold heating was called done in seconds."""
    served = ServedTown(sqlite, tmp_path)
    served.says("李姐", "3号楼2单元暖气不热", GROUP)
    served.says("court-jxhy", press="accept")
    served.advance(timedelta(seconds=20))
    served.says("court-jxhy", "已放气排水，现在热了", press="resolve")
    served.advance(timedelta(minutes=11))
    return served


def only(served: ServedTown) -> Hint:
    """The only hint."""
    with served.database.read() as conn:
        (hint,) = hints.listed(conn, served.district or "", open_only=True, limit=9)
    return hint


def judged(browser: Browser, **form: str) -> int:
    """A verdict; the answer's code."""
    return browser.post(PAGE, form).status_code


def test_a_hint_is_shown_with_what_it_rests_on_and_its_ticket(served: ServedTown, browser: Browser) -> None:
    page = browser.get(PAGE).text
    assert "刚接就结" in page
    assert "接单后20秒办结，没有到场记录，也没有照片。" in page
    assert f"/desk/tickets/{served.number()}" in page
    assert "只是线索，不是结论" in page
    assert "李姐" not in page


def test_one_tap_says_whether_it_was_right_and_feeds_the_figure(served: ServedTown, browser: Browser) -> None:
    desk = browser.get(PAGE).text.split('name="person" value="')[1].split('"')[0]
    assert judged(browser, id=str(only(served).id), person=desk, verdict="real") == 303
    page = browser.get(PAGE).text
    assert "现在没有要看的" in page
    assert "<td>刚接就结</td><td>1</td><td>1</td><td>100%</td><td>21%–100%</td>" in page
    assert "属实" in browser.get(f"{PAGE}?done=1").text


def test_only_the_desk_judges_and_only_what_there_is(served: ServedTown, browser: Browser) -> None:
    desk = browser.get(PAGE).text.split('name="person" value="')[1].split('"')[0]
    hint = str(only(served).id)
    assert judged(browser, id=hint, person="court-jxhy", verdict="real") == 422
    assert judged(browser, id=hint, person=desk, verdict="guilty") == 422
    assert judged(browser, id="7", person=desk, verdict="real") == 404
    assert only(served).verdict is None


def test_hints_are_shown_to_nobody_else(served: ServedTown, browser: Browser) -> None:
    ticket = browser.get(f"/desk/tickets/{served.number()}").text
    assert "刚接就结" not in ticket


def test_promises_are_on_the_ticket_and_on_a_page_of_their_own(served: ServedTown, browser: Browser) -> None:
    served.says("老张", "锦绣花园5号楼停水了", GROUP)
    served.says("court-jxhy", press="accept")
    served.says("court-jxhy", "师傅明天上午来修", press="progress")
    number = served.number()
    told = "“师傅明天上午来修”，明天12:00前。还没到时间"
    assert told in browser.get(f"/desk/tickets/{number}").text
    page = browser.get("/desk/commitments").text
    assert "师傅明天上午来修" in page
    assert f"/desk/tickets/{number}" in page
    served.advance(timedelta(hours=28))
    served.says("老张", press="not_came")
    page = browser.get("/desk/commitments").text
    assert "没有做到（居民说的）" in page
    assert "<td>0</td><td>1</td><td>0%</td><td>0%–79%</td>" in page
    assert "锦绣花园院长" in page


def test_empty_pages_say_so(sqlite: Database, tmp_path: Path) -> None:
    browser = Browser(ServedTown(sqlite, tmp_path))
    assert "现在没有要看的" in browser.get(PAGE).text
    assert "现在没有等着兑现的承诺" in browser.get("/desk/commitments").text
