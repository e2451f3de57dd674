"""M20: 三率 – each rate has its numerator, denominator, interval, and the tickets behind it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handlers import policy
from handlers.figures import cohort, rates
from handlers.figures.cohort import Appeal
from handlers.figures.rates import FIGURES
from handlers.org import Org
from storage import figures
from storage.database import Database
from storage.figures import Said
from tests.fakes import MONDAY, Town, tree
from tests.figures_fakes import appeal

PACK = policy.load("default")


def shares(appeals: list[Appeal]) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of every rate."""
    found = rates.rates(appeals, PACK)
    return {key: (len(rate.good), rate.n) for key, rate in found.items()}


def seen(town: Town) -> list[Appeal]:
    """The town's appeals as the figures see them now."""
    product = town.product
    with product.database.read() as conn:
        rows = figures.read(conn, product.district, MONDAY - timedelta(days=40), town.clock.now() + timedelta(days=1))
    return cohort.appeals(rows, product.policy(), town.clock.now())


def test_m20_done_is_what_officials_say_and_solved_what_residents_say(any_town: Town) -> None:
    """M20: 办结 is not 解决; who does not answer is neither solved nor satisfied."""
    town = any_town
    for who in ("李姐", "王姨", "赵叔"):
        town.says(who, "锦园3号楼暖气不热")
        town.presses("yuan", "accept")
        town.presses("yuan", "resolve", "换了阀门，室温21度")
        town.later(hours=1)
    town.later(days=4)
    town.presses("李姐", "rate:5")
    town.presses("王姨", "reject", "还是不热")
    found = shares(seen(town))
    assert found["accepted"] == (3, 3)
    assert found["response"] == (3, 3)
    assert found["done"] == (2, 3)
    assert found["solved"] == (1, 2)
    assert found["satisfied"] == (1, 1)
    assert found["asked"] == (2, 2)
    assert found["answered"] == (2, 3)
    assert found["reopened"] == (1, 3)


def test_what_is_taken_down_on_the_telephone_is_a_rate_of_its_own(town: Town) -> None:
    for who in ("李姐", "王姨"):
        town.says(who, "锦园3号楼暖气不热")
        town.presses("yuan", "accept")
        town.presses("yuan", "resolve", "换了阀门，室温21度")
    town.later(days=4)
    town.presses("李姐", "rate:4")
    silent = next(ticket for ticket in town.tickets() if ticket.reporter == "王姨")
    town.presses("zx", "callback:solved:5", "挺好", channel="desk", ticket=silent.number)
    found = shares(seen(town))
    assert (found["solved"], found["solved_self"], found["solved_phone"]) == ((2, 2), (1, 1), (1, 1))
    assert (found["satisfied"], found["satisfied_self"], found["satisfied_phone"]) == ((2, 2), (1, 1), (1, 1))


def test_who_lets_the_time_to_accept_run_out_is_late_even_if_somebody_comes(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.later(hours=5)
    assert shares(seen(town))["response"] == (0, 1)
    assert shares(seen(town))["accepted"] == (0, 1)
    town.presses("fwz", "accept")
    assert shares(seen(town))["response"] == (0, 1)
    assert shares(seen(town))["accepted"] == (1, 1)


def test_what_is_not_due_yet_is_in_no_denominator(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    assert {pair for pair in shares(seen(town)).values()} == {(0, 0)}


def test_withdrawn_and_no_appeal_are_no_failures(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("李姐", "cancel")
    town.says("王姨", "锦园2号楼停水了")
    town.presses("zx", "no_appeal", channel="desk", ticket=town.tickets()[-1].number)
    (only,) = seen(town)
    assert not only.counted
    assert {pair for pair in shares([only]).values()} == {(0, 0)}


def test_silence_after_a_no_is_still_a_no() -> None:
    answers = cohort.said([Said(1, 1, None, False, None, None), Said(1, 2, 5, None, "zx", None)], PACK)
    assert (answers.solved, answers.by_phone, answers.score) == (True, True, 5)
    assert cohort.said([Said(1, 1, 1, None, None, None)], PACK).solved is False
    assert cohort.said([], PACK).solved is None


def test_every_number_lists_its_tickets_and_says_how_sure_it_is() -> None:
    found = rates.rate(rates.BY_KEY["solved"], [appeal(1, solved=True), appeal(2, solved=False), appeal(3)], PACK)
    assert [one.fact.id for one in found.good] == [1]
    assert [one.fact.id for one in found.rest] == [2]
    assert str(found) == "50.0%（1/2，95%区间 9.5%–90.5%）"
    assert str(rates.rate(rates.BY_KEY["solved"], [appeal(3)], PACK)) == "—（没有样本）"


def test_what_is_left_out_by_decision_is_shown_with_and_without() -> None:
    both = [appeal(1, solved=True), appeal(2, solved=False, excluded="duplicate")]
    figure = rates.BY_KEY["solved"]
    assert rates.rate(figure, both, PACK).value == 1.0
    assert rates.rate(figure, both, PACK, all_of_them=True).value == 0.5


def test_a_unit_has_what_lies_below_it_and_an_office_its_categories() -> None:
    org = Org(tree())
    everybody = [appeal(1), appeal(2, unit="hy", category="water"), appeal(3, unit="yb"), appeal(4, unit="gone")]
    found = {
        code: [one.fact.id for one in rates.of_unit(org, unit, everybody)]
        for code in ("yb", "bei", "dong", "jy", "heat") if (unit := org.unit(code))
    }  # fmt: skip
    assert found == {"yb": [1, 2, 3, 4], "bei": [1, 2], "dong": [1, 2], "jy": [1], "heat": [1, 3, 4]}


def test_parts_and_tasks_are_no_appeals(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path)
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    town.presses("yuan", "whistle", "供热办 没有气")
    assert {ticket.form for ticket in town.tickets()} == {"appeal", "part"}
    assert len(seen(town)) == 1


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_the_page_of_definitions_has_every_rate(figure: rates.Figure) -> None:
    page = (Path(__file__).parent.parent / "docs" / "figures.md").read_text(encoding="utf-8")
    assert f"| {figure.name} |" in page
    assert figure.rule in page
