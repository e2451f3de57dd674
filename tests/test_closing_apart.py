"""Whoever is taken out of a ticket has no more say in it: neither his answer nor the question to him stays there."""

from __future__ import annotations

import pytest

from handlers import surveys as asking
from handlers.closing import taken_out
from handlers.figures import outcomes
from handlers.messages import Kind
from handlers.regrouping import shifting
from storage import supporters, surveys
from storage.surveys import Rating
from tests.closing_fakes import done, seen, shared
from tests.fakes import Town
from tests.life_fakes import at, sent, survey_rows


def ratings(town: Town) -> list[Rating]:
    """What was said of the ticket."""
    with town.product.database.read() as conn:
        return surveys.ratings_of(conn, "yb", shared(town).id)


def takes_out(town: Town, *who: str, split: bool = True) -> None:
    """The desk finds that the words with which these joined were about another trouble, or about none."""
    with town.product.work("test") as work:
        case = work.case(shared(town).id)
        assert case is not None
        there = supporters.doors_of(work.conn, case.ticket)
        for row in [one.inbox_id for one in there if one.account in who and one.inbox_id is not None]:
            if split:
                shifting.split(work, "zx", case, [row])
            else:
                shifting.set_aside(work, "zx", case, [row])
    town.worker.run_outbox()


@pytest.mark.parametrize("split", [True, False])
def test_the_answer_of_whoever_is_taken_out_counts_no_more(any_town: Town, split: bool) -> None:
    town = done(any_town, "老张", "王姨", "赵叔", "小陈")
    for who, press in (("老张", "confirm"), ("王姨", "confirm")):
        town.presses(who, press)
    takes_out(town, "王姨", split=split)
    assert [one.account for one in ratings(town)] == ["老张"]
    town.presses("赵叔", "confirm")
    (closed,) = [event for event in town.history(shared(town)) if event.kind == "closed"]
    assert (closed.data["asked"], closed.data["answered"]) == (4, 2)
    shown = [one for one in seen(town) if one.fact.id == shared(town).id]
    assert outcomes.sample(shown) == (1, 4, 2)


def test_with_nobody_left_to_answer_the_window_still_ends(town: Town) -> None:
    done(town, "老张")
    town.until(at("19 12:00"))
    assert len(sent(town, "老张", Kind.SURVEY)) == 1
    takes_out(town, "老张")
    assert [row.recipient for row in survey_rows(town, shared(town))] == ["李姐"]
    town.later(days=20)
    assert (shared(town).status, shared(town).outcome) == ("closed", "unanswered")


def test_who_joined_last_and_is_taken_out_last_does_not_keep_it_open(town: Town) -> None:
    done(town, "老张")
    town.until(at("29 09:00"))
    with town.product.work("test") as work:
        case = work.case(shared(town).id)
        assert case is not None
        supporters.add(work.conn, case.ticket, "sim", "后来的", work.now, ("3", None))
        asking.include(case, "sim", "后来的")
    town.later(days=2)
    open_ones = [row.recipient for row in survey_rows(town, shared(town)) if row.next_at]
    assert (shared(town).status, open_ones) == ("resolved", ["后来的"]), "only his question is left"
    with town.product.work("test") as work:
        case = work.case(shared(town).id)
        assert case is not None
        taken_out.forget(case, {("sim", "后来的")})
    assert (shared(town).status, shared(town).outcome) == ("closed", "unanswered")
