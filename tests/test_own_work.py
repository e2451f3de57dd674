"""办结 is what officials say: whoever reports a trouble and does it himself is no resident who calls it solved."""

from __future__ import annotations

import pytest

from handlers import policy
from handlers.figures import outcomes, rates
from handlers.messages import Kind
from handlers.workflow import ALLOWED, Status
from storage import checks, supporters, surveys
from storage.surveys import Rating
from tests.closing_fakes import does, seen, shared
from tests.fakes import Town
from tests.life_fakes import did, kinds, said_back, sent, sound, survey_rows

PACK = policy.load("default")


def ratings(town: Town) -> list[Rating]:
    """What was said of the ticket."""
    with town.product.database.read() as conn:
        return surveys.ratings_of(conn, "yb", shared(town).id)


def done_by_himself(town: Town, *joined: str) -> Town:
    """The grid worker reports a cold radiator, gets the ticket, and calls it done."""
    town.says("wang", "锦园3号楼暖气不热")
    with town.product.work("test") as work:
        for who in joined:
            supporters.add(work.conn, shared(town), "sim", who, work.now, ("3", "2"))
    number = shared(town).number
    assert did(town, "wang", "accept", ticket=number)
    town.later(hours=1)
    assert did(town, "wang", "resolve", "放气排水，室温21度", ticket=number)
    return town


def found(town: Town) -> dict[str, int]:
    """The denominators of the rates that residents' words make."""
    told = rates.rates(seen(town), PACK)
    return {key: told[key].n for key in ("solved", "solved_self", "satisfied", "asked", "answered")}


@pytest.mark.parametrize("press", ["confirm", "rate:5", "rate:3"])
def test_an_officials_yes_to_his_own_work_is_no_residents_answer(any_town: Town, press: str) -> None:
    town = done_by_himself(any_town)
    town.presses("wang", press, ticket=shared(town).number)
    assert "要听居民的" in said_back(town, "wang")
    assert (shared(town).status, shared(town).rating, ratings(town)) == ("resolved", None, [])
    assert "own_word" in kinds(town, shared(town))
    assert set(found(town).values()) == {0}


def test_his_words_count_no_more_than_his_press(town: Town) -> None:
    done_by_himself(town)
    town.says("wang", "解决了，5分")
    assert (shared(town).status, ratings(town)) == ("resolved", [])


def test_he_is_not_surveyed_and_the_end_of_the_window_is_silence(town: Town) -> None:
    done_by_himself(town)
    assert "真的解决了吗" not in said_back(town, "wang")
    sound(town)
    with town.product.database.read() as conn:
        assert checks.check(conn, "yb", {state.value: frozenset(after) for state, after in ALLOWED.items()}) == []
    town.later(days=13)
    assert shared(town).status == "resolved"
    town.later(days=2)
    assert sent(town, "wang", Kind.SURVEY) == []
    assert (shared(town).status, shared(town).outcome) == ("closed", "unanswered")
    assert [row.state for row in survey_rows(town, shared(town))] == ["dropped"]
    assert set(found(town).values()) == {0}, "nobody was asked, and nobody should have been"
    (one,) = seen(town)
    assert (one.done, outcomes.of(one)) == (True, "unanswered")


@pytest.mark.parametrize("press", ["reject", "partly", "rate:1"])
def test_his_no_still_sends_it_back(town: Town, press: str) -> None:
    done_by_himself(town)
    town.presses("wang", press, "又凉了", ticket=shared(town).number)
    assert (shared(town).status, shared(town).reopened, ratings(town)) == ("dispatched", 1, [])
    (again,) = [event for event in town.history(shared(town)) if event.kind == "reopened"]
    assert again.actor == "wang"


def test_the_neighbours_of_an_official_who_did_it_himself_decide(town: Town) -> None:
    done_by_himself(town, "老张", "王姨")
    town.presses("wang", "confirm", ticket=shared(town).number)
    town.presses("老张", "confirm")
    assert shared(town).status == "resolved", "one neighbour alone ends nothing, and the official is none"
    town.presses("王姨", "confirm")
    assert (shared(town).status, shared(town).outcome) == ("closed", "solved")
    (closed,) = [event for event in town.history(shared(town)) if event.kind == "closed"]
    assert (closed.data["asked"], closed.data["answered"]) == (2, 2)
    assert outcomes.sample(seen(town)) == (1, 2, 2)


def test_the_telephone_makes_no_resident_of_him(town: Town) -> None:
    done_by_himself(town)
    number = shared(town).number
    town.presses("zx", "callback:solved:5", channel="desk", ticket=number)
    assert "没有记成已解决" in town.received("zx", "desk")[-1].text
    assert (shared(town).status, ratings(town)) == ("resolved", [])
    town.presses("zx", "callback:not", channel="desk", ticket=number)
    assert shared(town).reopened == 1


@pytest.mark.parametrize("press", ["confirm", "rate:5"])
def test_a_chief_who_reports_what_somebody_else_does_is_an_ordinary_reporter(town: Town, press: str) -> None:
    town.says("fwz", "锦园3号楼暖气不热")
    does(town, "yuan", "accept")
    does(town, "yuan", "resolve", "换了阀门，室温21度")
    town.presses("fwz", press, ticket=shared(town).number)
    assert (shared(town).status, shared(town).outcome) == ("closed", "solved")
    assert found(town)["solved_self"] == 1


def test_what_an_earlier_version_kept_of_it_is_in_no_figure(any_town: Town) -> None:
    town = done_by_himself(any_town)
    _as_before(town)
    assert set(found(town).values()) == {0}
    (one,) = seen(town)
    assert (one.done, one.answers.any, outcomes.of(one)) == (True, False, "unanswered")


def _as_before(town: Town) -> None:
    """The rows as they stood when his five points were a resident's."""
    with town.product.work("test") as work:
        case = work.case(shared(town).id)
        assert case is not None
        for row in case.surveys:
            row.state, row.next_at, row.sent_at = "answered", None, work.now
            surveys.save(work.batch, row)
        ticket = case.ticket
        surveys.add_rating(
            work.batch, Rating("yb", work.new_id(), ticket.id, 1, "sim", "wang", 5, None, None, work.now)
        )
        ticket.rating, ticket.closed_at, ticket.outcome = 5, work.now, "solved"
        case.record("closed", "resident", Status.CLOSED, outcome="solved")
