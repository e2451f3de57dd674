"""M13: who gives the machine no answer is called by a person within the two weeks, and counted apart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handlers import policy
from handlers.policy import PolicyError
from storage.database import Database
from tests.hotline_fakes import PHONE, Seat
from tests.web_fakes import ServedTown


@pytest.fixture
def seat(sqlite: Database, tmp_path: Path) -> Seat:
    """Two appeals are said to be done: one by telephone, one from a chat."""
    seat = Seat(ServedTown(sqlite, tmp_path, demo=False))
    seat.takes("锦绣花园3号楼暖气不热")
    seat.works("resolve", "换了阀门，室温21度")
    seat.served.says("李姐", "锦绣花园5号楼暖气不热")
    seat.works("resolve", "放了气，室温20度")
    return seat


def test_m13_after_the_reminder_and_three_days_people_call(seat: Seat) -> None:
    """M13: the list has a number, or says how else; what is written down there ends the ticket."""
    seat.served.advance(timedelta(days=7))
    assert "现在没有要打电话的" in seat.page("/desk/callbacks")
    seat.served.advance(timedelta(days=2))
    page = seat.page("/desk/callbacks")
    assert f"tel:{PHONE}" in page
    assert "没有留电话：请在原来的渠道里联系" in page
    answer = seat.calls_back("solved", "5", "修得快", back="callbacks")
    assert answer.headers["location"].startswith("/desk/callbacks?")
    assert "已记录电话回访" in seat.page(answer.headers["location"])
    assert seat.tickets()[-1].outcome == "solved"
    assert seat.tickets()[-1].number not in seat.page("/desk/callbacks")


def test_who_answers_meanwhile_is_not_called(seat: Seat) -> None:
    seat.served.advance(timedelta(days=9))
    number = seat.tickets()[-1].number
    assert number in seat.page("/desk/callbacks")
    seat.served.says("李姐", "", press="rate:4")
    assert number not in seat.page("/desk/callbacks")


def test_a_pack_whose_people_would_call_too_late_is_refused() -> None:
    data = policy.data_of("default")
    survey = data["survey"] | {"by_people": {"roles": ["dispatcher"], "after": "12d"}}
    with pytest.raises(PolicyError, match="工单已经归档"):
        policy.parse(data | {"survey": survey}, "late")
