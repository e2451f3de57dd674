"""Stories about the hotline: a seat types what a caller says, reads the answer out, and calls back in the end."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from storage import residents
from storage.database import Database
from tests.hotline_fakes import PHONE, Seat
from tests.web_fakes import ServedTown


@pytest.fixture
def seat(database: Database, tmp_path: Path) -> Seat:
    """A seat, on either database."""
    return Seat(ServedTown(database, tmp_path, demo=False))


@pytest.fixture
def quick(sqlite: Database, tmp_path: Path) -> Seat:
    """The same on SQLite only, for what is not stored."""
    return Seat(ServedTown(sqlite, tmp_path, demo=False))


def test_a_call_becomes_a_ticket_and_the_answer_is_read_out(seat: Seat) -> None:
    page = seat.after("暖气不热，家里有老人", name="王女士", estate="jxhy", door="3号楼2单元501")
    (ticket,) = seat.tickets()
    assert (ticket.channel, ticket.reporter) == ("hotline", PHONE)
    assert (ticket.estate, ticket.building, ticket.entrance, ticket.room) == ("jxhy", "3", "2", "501")
    assert ticket.summary == "锦绣花园3号楼2单元501，暖气不热，家里有老人"
    assert "请念给来电人听" in page
    assert f"已登记，编号{ticket.number}" in page
    with seat.served.database.read() as conn:
        known = residents.get(conn, "demo", "hotline", PHONE)
    assert known is not None
    assert (known.name, known.unit) == ("王女士", "jxhy")


def test_numbers_are_masked_in_lists_and_whole_where_one_has_to_call(seat: Seat) -> None:
    seat.takes("锦绣花园3号楼暖气不热", name="王女士")
    for path in ("/desk", "/desk/hotline"):
        assert PHONE not in seat.page(path)
    assert "王女士 138****5678" in seat.page()
    ticket = seat.page(f"/desk/tickets/{seat.tickets()[0].number}")
    assert "来电 138****5678" in ticket
    assert f"<dt>来电号码</dt><dd>{PHONE}</dd>" in ticket


def test_the_final_question_waits_for_a_seat_to_call_back(seat: Seat) -> None:
    seat.takes("锦绣花园3号楼暖气不热", name="王女士")
    seat.works("accept")
    seat.works("resolve", "换了阀门，室温21度，用户认可")
    assert "现在没有要回访的电话" in seat.page()
    seat.served.advance(timedelta(days=4))
    page = seat.page()
    assert f'<a href="tel:{PHONE}">' in page
    assert "换了阀门" in page
    answer = seat.calls_back("solved", "5", "修得快")
    assert "已记录电话回访" in seat.page(answer.headers["location"])
    (ticket,) = seat.tickets()
    assert (ticket.status, ticket.rating, ticket.outcome) == ("closed", 5, "solved")
    assert "现在没有要回访的电话" in seat.page()
    page = seat.page(f"/desk/tickets/{ticket.number}")
    assert "修得快" in page
    assert "值班坐席电话回访" in page


def test_a_caller_who_says_it_is_not_solved_gets_it_done_again(seat: Seat) -> None:
    seat.takes("锦绣花园3号楼暖气不热")
    seat.works("accept")
    seat.works("resolve", "换了阀门，室温21度，用户认可")
    seat.served.advance(timedelta(days=4))
    seat.calls_back("not", "", "还是不热")
    assert (seat.tickets()[0].status, seat.tickets()[0].reopened) == ("dispatched", 1)


def test_the_category_the_seat_chose_counts(seat: Seat) -> None:
    page = seat.after("锦绣花园3号楼暖气不热", category="maintenance")
    assert [one.category for one in seat.tickets()] == ["maintenance"]
    assert "打开工单" in page


def test_what_is_not_understood_is_registered_when_the_seat_says_so(seat: Seat) -> None:
    page = seat.after("锦绣花园3号楼楼下那个东西又来了")
    assert "没有登记成工单" in page
    assert seat.tickets() == []
    call = re.findall(r'name="call" value="([^"]+)"', page)[0]
    form = {"person": "desk-demo", "nonce": "register-1", "call": call, "category": "sanitation"}
    assert seat.browser.post("/desk/hotline/register", form).status_code == 303
    (ticket,) = seat.tickets()
    assert (ticket.category, ticket.channel, ticket.estate) == ("sanitation", "hotline", "jxhy")


def test_with_a_category_it_is_registered_at_once(seat: Seat) -> None:
    page = seat.after("锦绣花园3号楼楼下那个东西又来了", category="sanitation")
    assert "打开工单" in page
    assert [one.category for one in seat.tickets()] == ["sanitation"]


def test_who_asks_how_it_goes_is_told_and_nothing_is_registered(quick: Seat) -> None:
    quick.takes("锦绣花园3号楼暖气不热")
    page = quick.after("进度")
    assert "还没接手" in page
    assert len(quick.tickets()) == 1


def test_a_place_nobody_named_is_asked_and_told_in_the_next_word(quick: Seat) -> None:
    page = quick.after("暖气不热", name="王女士")
    assert "哪个小区" in page
    again = re.findall(r'href="(/desk/hotline\?[^"]*again=1)', page)[0].replace("&amp;", "&")
    form = quick.page(again)
    assert f'name="phone" value="{PHONE}"' in form
    assert 'name="name" value="王女士"' in form
    quick.takes("锦绣花园3号楼", name="王女士")
    (ticket,) = quick.tickets()
    assert (ticket.estate, ticket.building) == ("jxhy", "3")


def test_two_callers_at_the_same_time_are_two_people(quick: Seat) -> None:
    quick.takes("锦绣花园3号楼暖气不热")
    quick.takes("锦绣花园3号楼暖气不热", phone="029-88001234")
    assert [one.reporter for one in quick.tickets()] == [PHONE, "02988001234"]


def test_a_form_submitted_twice_is_one_call(quick: Seat) -> None:
    for _ in range(2):
        quick.takes("锦绣花园3号楼暖气不热", nonce="the-same-form")
    assert len(quick.tickets()) == 1


def test_an_emergency_is_one_on_the_telephone_too(quick: Seat) -> None:
    page = quick.after("锦绣花园3号楼有煤气味")
    assert "【紧急】" in page
    assert quick.tickets()[0].urgency == "emergency"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": ""}, "来电号码不对"),
        ({"phone": "问他再说"}, "来电号码不对"),
        ({"phone": "1" * 40}, "来电号码不对"),
        ({"text": "   "}, "请填写诉求内容"),
    ],
)
def test_what_is_missing_is_one_sentence_and_nothing_typed_is_lost(
    quick: Seat, wrong: dict[str, str], sentence: str
) -> None:
    answer = quick.takes(wrong.pop("text", "锦绣花园3号楼暖气不热"), name="<王女士>", door="3号楼", **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="&lt;王女士&gt;"' in answer.text
    assert 'value="3号楼"' in answer.text
    assert quick.served.accepted == []


@pytest.mark.parametrize("phone", ["+86 138 1234 5678", "0086-13812345678", "138-1234-5678", "（138）12345678"])
def test_a_number_may_be_written_as_people_write_it(quick: Seat, phone: str) -> None:
    quick.takes("锦绣花园3号楼暖气不热", phone=phone)
    assert quick.tickets()[0].reporter == PHONE


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"score": "9"}, 422), ({"result": "cancel"}, 422), ({"person": "nobody"}, 422), ({"number": "x"}, 404)],
)
def test_an_answer_no_page_of_ours_sends_is_turned_away(quick: Seat, wrong: dict[str, str], status: int) -> None:
    quick.takes("锦绣花园3号楼暖气不热")
    assert quick.calls_back(wrong.pop("result", "solved"), **wrong).status_code == status


def test_strangers_never_see_the_calls(sqlite: Database, tmp_path: Path) -> None:
    seat = Seat(ServedTown(sqlite, tmp_path, demo=False, secret_key="一把很长的钥匙-7f3a"))
    assert seat.browser.get("/desk/hotline").status_code == 303
    assert seat.takes("暖气不热").status_code in (303, 401)
    assert seat.served.accepted == []
