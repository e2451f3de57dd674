"""After 办结: is it solved? The survey at its hour, a reminder, reopening, and the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import rollups
from tests.fakes import Town
from tests.life_fakes import (
    at,
    clock_rows,
    kinds,
    ran,
    said_back,
    sent,
    sound,
    standing_still,
    survey_rows,
    when,
)


def resolved(town: Town, hour: str = "16 09:30") -> Town:
    """A ticket that is said to be done at this hour."""
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    town.until(at(hour))
    town.presses("yuan", "resolve", "放了气，室温21度")
    return town


@pytest.mark.parametrize(("done", "asked"), [
    ("16 09:30", "19 09:30"), ("16 19:30", "19 19:30"), ("16 21:59", "19 21:59"), ("16 22:00", "20 08:00"),
    ("17 03:00", "20 08:00"),
])  # fmt: skip
def test_the_survey_comes_three_days_later_and_never_in_quiet_hours(town: Town, done: str, asked: str) -> None:
    resolved(town, done)
    town.until(at("21 09:00"))
    assert when(town, "李姐", "survey") == [asked]
    buttons = town.received("李姐")[-1].card
    assert buttons is not None
    assert [button["action"] for button in buttons["buttons"]] == [f"rate:{score}" for score in range(1, 6)]


def test_one_reminder_then_closed_as_unanswered_fourteen_days_after_the_resolution(any_town: Town) -> None:
    town = resolved(any_town)
    end = at("30 09:30")
    town.until(end - timedelta(minutes=1))
    assert when(town, "李姐", "survey") == ["19 09:30", "21 09:30"]
    assert town.ticket().status == "resolved"
    town.until(end + timedelta(minutes=1))
    ticket = town.ticket()
    assert (ticket.status, ticket.outcome, ticket.rating) == ("closed", "unanswered", None)
    assert ticket.closed_at == end
    assert [survey.state for survey in survey_rows(town, ticket)] == ["silent"]
    town.until(end + timedelta(days=30))
    assert len(when(town, "李姐", "survey")) == 2


def test_a_middling_score_closes_and_a_low_one_reopens(town: Town) -> None:
    resolved(town)
    town.until(at("19 10:00"))
    town.presses("李姐", "rate:3")
    assert (town.ticket().status, town.ticket().rating, town.ticket().outcome) == ("closed", 3, "solved")


@pytest.mark.parametrize("no", ["rate:2", "rate:1", "reject"])
def test_a_no_reopens_one_level_up_and_the_chain_stays_visible(town: Town, no: str) -> None:
    resolved(town)
    town.until(at("19 10:00"))
    town.presses("李姐", no, "还是不热")
    ticket = town.ticket()
    assert (ticket.status, ticket.reopened, ticket.level, town.assignees(ticket)) == ("dispatched", 1, 1, ["fwz"])
    assert (ticket.closed_at, ticket.outcome, ticket.resolved_at) == (None, None, None)
    assert "上次办结：放了气，室温21度" in sent(town, "fwz", "escalate")[-1]
    assert "重开：" in sent(town, "yuan", "escalate")[-1]
    assert kinds(town, ticket).count("opened") == 1
    running = [kind for kind in ("accept", "feedback", "resolve") if clock_rows(town, ticket, kind)[-1].running]
    assert running == ["accept", "feedback", "resolve"]


def test_no_before_the_survey_means_no_survey_of_that_round(town: Town) -> None:
    resolved(town)
    town.presses("李姐", "reject")
    town.presses("fwz", "resolve", "换了分集水器")
    town.until(at("25 12:00"))
    assert when(town, "李姐", "survey") == ["19 09:30", "21 09:30"]
    assert [(row.round, row.state) for row in survey_rows(town, town.ticket())] == [(1, "answered"), (2, "reminded")]


def test_reopened_in_the_night_the_time_to_accept_begins_in_the_morning(town: Town) -> None:
    resolved(town)
    town.until(at("19 23:00"))
    town.presses("李姐", "rate:1")
    town.until(at("20 09:59"))
    assert town.assignees(town.ticket()) == ["fwz"]
    assert when(town, "fwz", "escalate") == ["20 08:00"]
    town.until(at("20 10:01"))
    assert town.assignees(town.ticket()) == ["sqz"]


def test_three_loops_climb_three_levels_and_the_top_keeps_it(town: Town) -> None:
    resolved(town)
    holders = []
    for person in ("fwz", "sqz", "jd", "zx", "zx"):
        town.presses("李姐", "reject")
        holders.append(town.assignees(town.ticket()))
        town.presses(person, "resolve", "又去处理了一次")
    assert holders == [["fwz"], ["sqz"], ["jd"], ["zx"], ["zx"]]
    assert town.ticket().reopened == 5
    sound(town)


def test_confirmed_and_later_rated_one_within_the_window_reopens(town: Town) -> None:
    resolved(town)
    town.presses("李姐", "confirm")
    assert town.ticket().status == "closed"
    town.later(days=5)
    town.says("李姐", "1分，又不热了")
    assert (town.ticket().status, town.ticket().reopened) == ("dispatched", 1)


def test_a_no_after_the_window_is_kept_but_reopens_nothing(town: Town) -> None:
    resolved(town)
    town.presses("李姐", "confirm")
    town.later(days=15)
    town.says("李姐", "1分，又不热了")
    ticket = town.ticket()
    assert (ticket.status, ticket.rating, ticket.outcome) == ("closed", 1, "unsolved")
    assert "重新登记" in said_back(town, "李姐")


def test_a_late_good_word_turns_unanswered_into_solved(town: Town) -> None:
    resolved(town)
    town.until(at("30 12:00"))
    assert town.ticket().outcome == "unanswered"
    town.presses("李姐", "rate:5")
    assert (town.ticket().status, town.ticket().outcome, town.ticket().rating) == ("closed", "solved", 5)


def test_rating_twice_counts_once_and_the_last_word_holds(town: Town) -> None:
    resolved(town)
    town.until(at("19 10:00"))
    town.presses("李姐", "rate:5")
    town.presses("李姐", "rate:4")
    ticket = town.ticket()
    assert (ticket.status, ticket.rating) == ("closed", 4)
    assert kinds(town, ticket)[-3:] == ["rated", "closed", "rated_again"]
    with town.product.database.read() as conn:
        figures = rollups.kept(conn, "yb")
        assert figures == rollups.recount(conn, "yb")
    assert figures["2026-11", "jy", "heating", "rated"] == 1


def test_who_withdrew_a_reopened_appeal_does_not_reopen_it_with_an_old_button(town: Town) -> None:
    resolved(town)
    town.until(at("19 10:00"))
    town.presses("李姐", "rate:1")
    town.says("李姐", "撤销")
    town.presses("李姐", "rate:1")
    assert (town.ticket().status, town.ticket().outcome) == ("closed", "cancelled")


def test_a_survey_asked_very_late_still_leaves_time_to_answer(town: Town) -> None:
    resolved(town)
    standing_still(town, at("16 09:30") + timedelta(days=20))
    ran(town)
    assert len(when(town, "李姐", "survey")) == 1
    assert clock_rows(town, town.ticket(), "callback")[0].breached_at is not None
    town.later(days=3)
    assert (len(when(town, "李姐", "survey")), town.ticket().status) == (2, "resolved")
    town.says("李姐", "没解决")
    assert town.ticket().status == "dispatched"


def test_the_callback_is_on_record_with_its_deadline(town: Town) -> None:
    resolved(town)
    town.until(at("19 10:00"))
    (clock,) = clock_rows(town, town.ticket(), "callback")
    assert clock.due_at == at("30 09:30")
    assert clock.met_at == at("19 09:30")
    assert clock.breached_at is None
