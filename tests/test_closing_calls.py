"""Whose word a telephone call takes down: of whoever was called, and of nobody else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.regrouping import shifting
from storage import export, supporters, surveys
from storage.database import Database
from storage.surveys import Rating
from storage.tickets import Ticket
from tests.closing_fakes import does, done, offered, shared
from tests.fakes import Town
from tests.hotline_fakes import Seat
from tests.web_fakes import ServedTown


@pytest.fixture
def calmed(any_town: Town) -> Town:
    """王姨 said 部分解决 once more, and sqz was asked to call her; 李姐, who reported it, says nothing."""
    done(any_town, "老张", "王姨")
    any_town.presses("王姨", "partly", "北边卧室还是不热")
    does(any_town, "fwz", "resolve", "又排了气，都热了")
    any_town.presses("王姨", "partly", "北边卧室还差两度")
    return any_town


def said(town: Town) -> list[tuple[str, str | None, str | None]]:
    """Whose answers were written down by somebody, what they are, and who wrote them."""
    with town.product.database.read() as conn:
        found = surveys.ratings_of(conn, "yb", shared(town).id)
    return [(one.account, one.result, one.by) for one in found if one.by]


def test_the_desks_call_of_the_silent_reporter_is_her_own_answer(calmed: Town) -> None:
    calmed.later(days=9)
    calmed.presses("zx", "callback:solved", "李姐说热了", channel="desk", ticket=shared(calmed).number)
    assert said(calmed) == [("李姐", "solved", "zx")]
    assert (shared(calmed).status, shared(calmed).outcome) == ("closed", "solved")


def test_the_button_of_a_wanted_call_is_the_neighbours_answer_also_after_others_were_called(calmed: Town) -> None:
    calmed.presses("zx", "callback:solved", channel="desk", ticket=shared(calmed).number)
    hers = offered(calmed, "sqz", "已解决")
    calmed.presses("老张", "partly", "客厅还凉")
    assert offered(calmed, "sqz", "已解决") != hers, "he is another call"
    calmed.presses("sqz", hers, "她说热了")
    assert said(calmed) == [("李姐", "solved", "zx"), ("王姨", "solved", "sqz")]


def test_buttons_of_an_earlier_version_still_work(calmed: Town) -> None:
    number = shared(calmed).number
    calmed.presses("sqz", "callback:solved", "她说热了", ticket=number)
    calmed.presses("zx", "callback:solved:5", channel="desk", ticket=number)
    assert said(calmed) == [("王姨", "solved", "sqz"), ("李姐", "solved", "zx")]


def test_nobody_takes_down_the_call_another_was_asked_to_make(calmed: Town) -> None:
    call, number = offered(calmed, "sqz", "已解决"), shared(calmed).number
    for who in ("yuan", "zx"):
        calmed.presses(who, call, channel="desk", ticket=number)
    calmed.presses("sqz", f"{call}9", ticket=number)
    calmed.presses("zx", "callback:solved::q7", channel="desk", ticket=number)
    calmed.presses("zx", "callback:solved::q7:1", channel="desk", ticket=number)
    assert said(calmed) == []


def test_a_household_that_was_taken_out_meanwhile_is_not_the_reporter(calmed: Town) -> None:
    call, ticket = offered(calmed, "sqz", "已解决"), shared(calmed)
    split_off(calmed, "王姨")
    calmed.presses("sqz", call, ticket=ticket.number)
    assert "不在这张工单里" in calmed.received("sqz")[-1].text
    assert said(calmed) == []


def split_off(town: Town, who: str) -> None:
    """The desk finds that this neighbour's words were about another trouble."""
    with town.product.work("test") as work:
        case = work.case(shared(town).id)
        assert case is not None
        joined = next(one for one in supporters.doors_of(work.conn, case.ticket) if one.account == who)
        assert joined.inbox_id is not None
        shifting.split(work, "zx", case, [joined.inbox_id])


def test_the_list_of_callers_says_who_is_called(sqlite: Database, tmp_path: Path) -> None:
    seat = Seat(ServedTown(sqlite, tmp_path, demo=False))
    seat.served.says("李姐", "锦绣花园3号楼暖气不热")
    with seat.served.inner.work("test") as work:
        supporters.add(work.conn, _only(seat), "hotline", "13900000001", work.now, ("3", "2"))
    seat.works("resolve", "换了阀门，室温21度")
    seat.served.advance(timedelta(days=4))
    (question,) = _questions(seat, "13900000001")
    assert f'name="question" value="q{question}"' in seat.page()
    seat.calls_back("partly", question=f"q{question}")
    (rating,) = _said(seat)
    assert (rating.channel, rating.account, rating.result) == ("hotline", "13900000001", "partly")
    assert seat.calls_back("solved", question="x").status_code == 422


def _only(seat: Seat) -> Ticket:
    (ticket,) = seat.tickets()
    return ticket


def _questions(seat: Seat, account: str) -> list[int]:
    with seat.served.database.read() as conn:
        return [row.id for row in surveys.of_ticket(conn, "demo", _only(seat).id) if row.recipient == account]


def _said(seat: Seat) -> list[Rating]:
    with seat.served.database.read() as conn:
        (ticket,) = export.tickets(conn, "demo")
        return surveys.ratings_of(conn, "demo", ticket.id)
