"""办结 is what officials say and 解决 what residents say: never one figure; and a neighbour is no ticket more."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from handlers import policy
from handlers.figures import cohort, outcomes, rates
from handlers.figures.cohort import Answers, Appeal
from handlers.figures.rates import BY_KEY
from handlers.figures.reports import Cell, Report
from storage import rollups
from storage.figures import Said
from tests.closing_fakes import GROUP, JOINED, cold, does, done, family, seen, shared
from tests.fakes import Town
from tests.figures_fakes import appeal

PACK = policy.load("default")


class Seen:
    """An appeal that remembers which of its columns a figure looked at."""

    def __init__(self, one: Appeal) -> None:
        self._one = one
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self._one, name)


def columns(key: str) -> set[str]:
    """Every column a rate depends on, whatever the appeal is like."""
    found: set[str] = set()
    for done_, solved, score in product((True, False), (True, False, None), (None, 1, 5)):
        for counting in (BY_KEY[key].counts, BY_KEY[key].good):
            seen: Any = Seen(appeal(1, done=done_, answers=Answers(solved, False, score)))
            counting(seen, PACK)
            found |= seen.read
    return found


def test_who_tries_to_mix_the_two_finds_no_column_they_share() -> None:
    assert columns("done") & columns("solved") == {"counted"}
    assert columns("done") == {"counted", "done", "done_due"}
    assert columns("solved") == {"counted", "answers"}


def counted(key: str, done_: bool, answers: Answers) -> tuple[int, int]:
    """Numerator and denominator of a rate over one appeal."""
    rate = rates.rate(BY_KEY[key], [appeal(1, done=done_, answers=answers)], PACK)
    return len(rate.good), rate.n


def test_each_rate_is_deaf_to_the_other_sides_word() -> None:
    words = (Answers(True), Answers(False), Answers(partly=True, solved=False), Answers())
    for done_ in (True, False):
        assert len({counted("done", done_, said) for said in words}) == 1, "no word of a resident moves 办结率"
    for said in words:
        assert len({counted("solved", done_, said) for done_ in (True, False)}) == 1, "and no 办结 moves 解决率"


def test_seven_households_are_one_ticket_with_its_sample_beside(any_town: Town) -> None:
    town = done(any_town)
    for who in JOINED[:4]:
        town.presses(who, "confirm")
    town.later(days=4)
    here = seen(town)
    assert len(here) == 1
    assert shared(town).outcome == "solved"
    solved, done_ = (rates.rate(BY_KEY[key], here, PACK) for key in ("solved", "done"))
    assert ((len(solved.good), solved.n), (len(done_.good), done_.n)) == ((1, 1), (1, 1))
    assert outcomes.sample(here) == (1, 7, 4)


def test_a_couple_is_one_household_of_the_figures(any_town: Town) -> None:
    family(any_town)
    (one,) = seen(any_town)
    assert (one.answers.solved, one.answers.households) == (True, 2)
    assert outcomes.sample([one]) == (1, 4, 2), "three accounts of two doors answered, of four that were asked"


def test_a_couple_of_whom_one_answers_is_one_household_that_was_asked(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "3号楼暖气不热", group=GROUP)
    for who in ("老张", "王姨"):
        town.says(who, "我家也是，3号楼2单元501", group=GROUP)
    town.later(minutes=15)
    does(town, "yuan", "accept")
    does(town, "yuan", "resolve", "换了循环泵")
    town.presses("老张", "confirm")
    town.presses("李姐", "confirm")
    (closed,) = [event for event in town.history(shared(town)) if event.kind == "closed"]
    assert (closed.data["asked"], closed.data["answered"]) == (2, 2)
    assert outcomes.sample(seen(town)) == (1, 2, 2), "the report says the same"


def test_the_reporters_own_family_is_one_household_that_was_asked(town: Town) -> None:
    town.says("3-2-501李姐", "3号楼暖气不热", group=GROUP)
    for who, door in (("老张", "2单元501"), ("王姨", "1单元302")):
        town.says(who, f"我家也是，3号楼{door}", group=GROUP)
    town.later(minutes=15)
    does(town, "yuan", "accept")
    does(town, "yuan", "resolve", "换了循环泵")
    town.presses("王姨", "confirm")
    town.presses("3-2-501李姐", "confirm")
    (closed,) = [event for event in town.history(shared(town)) if event.kind == "closed"]
    assert outcomes.sample(seen(town))[1] == closed.data["asked"] == 2


def test_neighbours_scores_are_no_satisfaction_of_the_reporter_and_no_second_rating(any_town: Town) -> None:
    town = done(any_town)
    town.later(days=3, hours=1)
    for who in JOINED[:3]:
        town.presses(who, "rate:5")
    (one,) = seen(town)
    assert (one.answers.score, one.answers.households) == (None, 3)
    town.presses("李姐", "rate:3")
    (one,) = seen(town)
    assert (one.answers.score, one.answers.solved) == (3, True)
    with town.product.database.read() as conn:
        kept = rollups.kept(conn, "yb")
        assert kept == rollups.recount(conn, "yb")
    assert kept["2026-11", "jy", "heating", "rated"] == 1


def test_one_households_no_unsolves_it_until_it_is_solved_anew(town: Town) -> None:
    done(town)
    for who in ("李姐", *JOINED[:4]):
        town.presses(who, "confirm")
    town.presses(JOINED[4], "reject")
    (one,) = seen(town)
    assert (one.answers.solved, one.done, outcomes.of(one)) == (False, False, "again")
    does(town, "fwz", "resolve", "又排了气，22度")
    (one,) = seen(town)
    assert (one.answers.solved, one.done, outcomes.of(one)) == (False, True, "waiting"), "办结 again is not 解决"
    town.presses("李姐", "confirm")
    (one,) = seen(town)
    assert (one.answers.solved, outcomes.of(one)) == (True, "solved")


def test_partly_is_not_solved_and_is_told_as_such() -> None:
    found = cohort.said([Said(1, 1, None, False, None, None, 1, "partly", "sim", "李姐")], PACK)
    assert (found.solved, found.partly) == (False, True)


def ends(town: Town) -> dict[str, Cell]:
    """The sheet 结局 of the month's report."""
    org = town.product.org()
    (district,) = [unit for unit in org.tree.units if unit.kind == "district"]
    tables = Report(org, PACK, district, seen(town)).tables()
    return {str(row[0]): row[1] for table in tables if table.title == "结局" for row in table.rows}


def test_the_four_outcomes_stand_in_the_month_report_with_the_sample_beside(town: Town) -> None:
    done(town, "老张")
    town.presses("李姐", "confirm")
    town.says("孙婶", "锦园5号楼停水")
    town.presses("yuan", "refuse", "由供水公司负责，请打96999", ticket=town.tickets()[-1].number)
    told = ends(town)
    assert [told[outcomes.NAMES[key]] for key in outcomes.FOUR] == [1, 0, 0, 1]
    assert (told["共同诉求（问过不止一户）"], told["其中问了多少户"], told["其中回答了多少户"]) == (1, 2, 1)


@pytest.mark.parametrize(("more", "found"), [
    ({"outcome": "solved"}, "solved"), ({"outcome": "partly"}, "partly"), ({"outcome": "unsolved"}, "unsolved"),
    ({"outcome": "unanswered"}, "unanswered"), ({"status": "out_of_scope", "outcome": "out_of_scope"}, "out_of_scope"),
    ({"outcome": "cancelled"}, "cancelled"), ({"status": "resolved"}, "waiting"), ({"status": "accepted"}, "under_way"),
    ({"status": "dispatched", "reopened": 1}, "again"),
])  # fmt: skip
def test_an_appeal_has_exactly_one_outcome(more: dict[str, Any], found: str) -> None:
    assert outcomes.of(appeal(1, **more)) == found
    assert sum(outcomes.counted([appeal(1, **more)]).values()) == 1


def test_nothing_is_mixed_when_nobody_has_called_it_done(town: Town) -> None:
    cold(town, "老张")
    (one,) = seen(town)
    assert rates.rate(BY_KEY["solved"], [one], PACK).n == 0
    assert outcomes.of(one) == "under_way"
