"""Somebody of the office calls a resident who did not answer: his word counts, and it is known who took it down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storage import export, surveys
from storage.database import Database
from storage.surveys import Rating
from storage.tickets import Ticket
from tests.fakes import Town
from tests.web_fakes import Browser, ServedTown


@pytest.fixture
def done(town: Town) -> Town:
    """Officials say that the radiators of 李姐 are warm; she was asked, and is silent."""
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "换了阀门，室温21度，用户认可")
    town.later(days=4)
    return town


def calls_back(town: Town, result: str, words: str = "", who: str = "zx") -> str:
    """A seat writes down what 李姐 said on the telephone; returns what the seat was answered."""
    number = town.tickets()[0].number
    town.presses(who, f"callback:{result}", words, channel="desk", ticket=number)
    return town.received(who, "desk")[-1].text


def ratings(town: Town) -> list[Rating]:
    """What was said about the ticket."""
    with town.product.database.read() as conn:
        return surveys.ratings_of(conn, "yb", town.ticket().id)


def test_solved_ends_the_ticket_and_names_who_called(done: Town) -> None:
    assert "已解决" in calls_back(done, "solved:5", "修得快")
    assert (done.ticket().status, done.ticket().outcome, done.ticket().rating) == ("closed", "solved", 5)
    (rating,) = ratings(done)
    assert (rating.by, rating.result, rating.solved, rating.score, rating.comment) == (
        "zx",
        "solved",
        True,
        5,
        "修得快",
    )
    assert (rating.channel, rating.account) == ("sim", "李姐")
    (event,) = [event for event in done.history(done.ticket()) if event.kind == "called_back"]
    assert event.actor == "zx"


@pytest.mark.parametrize("result", ["partly:3", "not", "not:1"])
def test_what_is_not_wholly_solved_is_done_again_and_the_resident_hears_it(done: Town, result: str) -> None:
    assert "重新派下去" in calls_back(done, result, "还有一间不热")
    assert (done.ticket().status, done.ticket().reopened) == ("dispatched", 1)
    assert "重新" in done.received("李姐")[-1].text
    (rating,) = ratings(done)
    assert (rating.result, rating.solved) == (result.partition(":")[0], False)


def test_what_he_says_himself_later_is_a_first_answer_of_his_own(done: Town) -> None:
    calls_back(done, "solved:5")
    done.presses("李姐", "rate:4")
    kinds = [event.kind for event in done.history(done.ticket())]
    assert "rated" in kinds
    assert "rated_again" not in kinds
    assert [rating.by for rating in ratings(done)] == ["zx", None]


def test_who_was_archived_without_an_answer_may_still_be_called(done: Town) -> None:
    done.later(days=20)
    assert done.ticket().outcome == "unanswered"
    calls_back(done, "solved")
    assert done.ticket().outcome == "solved"


def test_only_the_desk_answers_for_a_resident(done: Town) -> None:
    calls_back(done, "solved:5", who="yuan")
    done.presses("李姐", "callback:solved:5", ticket=done.ticket().number)
    assert ratings(done) == []
    assert done.ticket().status == "resolved"


@pytest.mark.parametrize("result", ["solved:9", "happy", ""])
def test_what_no_form_of_ours_sends_changes_nothing(done: Town, result: str) -> None:
    calls_back(done, result)
    assert ratings(done) == []


def test_what_is_still_under_way_or_withdrawn_is_not_asked_about(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    assert "还没有办结" in calls_back(town, "solved:5")
    town.says("李姐", "撤销")
    assert "已经撤销" in calls_back(town, "solved:5")
    assert ratings(town) == []


def test_the_ticket_page_has_the_form_once_it_is_done(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path, demo=False)
    browser = Browser(served)
    served.says("李姐", "锦绣花园3号楼暖气不热")
    ticket = _only(served)
    page = f"/desk/tickets/{ticket.number}"
    assert "填写电话回访结果" not in browser.get(page).text
    form = {"person": "desk-demo", "nonce": "resolve-0001", "action": "resolve", "text": "换了阀门，室温21度，用户认可"}
    browser.post(page, form)
    served.advance(timedelta(days=1))
    assert "填写电话回访结果" in browser.get(page).text
    told = {
        "person": "desk-demo",
        "nonce": "call-back-1",
        "number": ticket.number,
        "result": "solved",
        "back": "ticket",
    }
    answer = browser.post("/desk/hotline/answer", told)
    assert answer.headers["location"].startswith(page)
    assert "已记录电话回访" in browser.get(answer.headers["location"]).text
    assert _only(served).outcome == "solved"


def _only(served: ServedTown) -> Ticket:
    with served.database.read() as conn:
        (ticket,) = export.tickets(conn, "demo")
    return ticket
