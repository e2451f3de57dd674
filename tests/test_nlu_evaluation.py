"""Counting how good an engine is."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from nlu.evaluation import Fault, Report, compare, evaluate, faults, sureness
from nlu.labelled import NO_APPEAL, Labelled
from nlu.taxonomy import CATEGORIES
from nlu.trials import Spent, Trial, run, together
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency
from tests.fakes import FakeEngine


def answer(
    category: str | None, urgency: Urgency = Urgency.NORMAL, score: float | None = None, mind: str = "embedded"
) -> Understanding:
    if category is None:
        return Understanding("x", Intent.CHATTER, 0.1 if score is None else score, engine=mind)
    issue = Issue(category, Kind.REQUEST, urgency, 0.5, (0, 1))
    return Understanding("x", Intent.APPEAL, 0.9 if score is None else score, (issue,), engine=mind)


ROWS = [
    Labelled("a", frozenset({"heating"}), Urgency.EMERGENCY),
    Labelled("b", frozenset({"water", "drainage"}), Urgency.NORMAL),
    Labelled("c", frozenset({"noise"}), Urgency.NORMAL),
    Labelled("d", frozenset(), None),
    Labelled("e", frozenset(), None),
]
ANSWERS = [answer("heating", Urgency.EMERGENCY), answer("drainage"), answer(None), answer("gas"), answer(None)]


def many(count: int) -> tuple[list[Labelled], list[Understanding]]:
    """Labels and answers of every kind."""
    rng = random.Random(3)
    names = list(CATEGORIES)[:6]
    rows, answers = [], []
    for _ in range(count):
        categories = frozenset(rng.sample(names, rng.choice([0, 0, 1, 1, 2])))
        urgency = rng.choice(list(Urgency)) if categories else Urgency.NORMAL
        rows.append(Labelled("x", categories, urgency))
        said = rng.choice([*sorted(categories), *rng.sample(names, 2), None])
        answers.append(answer(said, rng.choice(list(Urgency)), rng.random()))
    return rows, answers


def published(rows: Sequence[Labelled], answers: Sequence[Understanding]) -> dict[str, float]:
    """The definitions of the acceptance check, over what `classify` prints."""
    tp = fp = fn = tn = right = e_tp = e_fp = e_fn = 0
    for row, said in zip(rows, answers, strict=True):
        out = said.as_json()
        issues = out["issues"]
        assert isinstance(issues, list)
        gold, pred = bool(row.categories), bool(out["appeal"])
        tp, fp = tp + (gold and pred), fp + (not gold and pred)
        fn, tn = fn + (gold and not pred), tn + (not gold and not pred)
        right += gold and pred and (issues[0] if issues else {}).get("category") in row.categories
        alarm = pred and any(issue["urgency"] == "emergency" for issue in issues)
        danger = row.urgency is Urgency.EMERGENCY
        e_tp, e_fp, e_fn = e_tp + (alarm and danger), e_fp + (alarm and not danger), e_fn + (not alarm and danger)
    return {
        "appeal_precision": tp / max(1, tp + fp),
        "appeal_recall": tp / max(1, tp + fn),
        "appeal_f1": 2 * tp / max(1, 2 * tp + fp + fn),
        "category_accuracy": right / max(1, tp + fn),
        "false_ticket_rate": fp / max(1, fp + tn),
        "emergency_recall": e_tp / max(1, e_tp + e_fn),
        "emergency_precision": e_tp / max(1, e_tp + e_fp),
    }


def ours(report: Report) -> dict[str, float]:
    """The same figures of a report."""
    return {
        "appeal_precision": report.appeal.precision,
        "appeal_recall": report.appeal.recall,
        "appeal_f1": report.appeal.f1,
        "category_accuracy": report.category_accuracy,
        "false_ticket_rate": report.false_tickets,
        "emergency_recall": report.emergency.recall,
        "emergency_precision": report.emergency.precision,
    }


@pytest.mark.parametrize("count", [0, 1, 2, 3, 400])
def test_the_figures_are_those_of_the_acceptance_check(count: int) -> None:
    rows, answers = many(count)
    assert ours(compare(rows, answers)) == pytest.approx(published(rows, answers))


def test_figures_by_category_are_those_of_scikit_learn() -> None:
    pairs = [(row, said) for row, said in zip(*many(400), strict=True) if len(row.categories) < 2]
    report = compare([row for row, _ in pairs], [said for _, said in pairs])
    names = [name for name, score in report.categories.items() if score.occurs]
    truth = [next(iter(row.categories), NO_APPEAL) for row, _ in pairs]
    answered = [said.issues[0].category if said.issues else NO_APPEAL for _, said in pairs]
    figures = precision_recall_fscore_support(truth, answered, labels=names, zero_division=0)
    for place, name in enumerate(names):
        score = report.categories[name]
        expected = [column[place] for column in figures]
        assert [score.precision, score.recall, score.f1, score.support] == pytest.approx(expected)
    every = [*names, NO_APPEAL]
    expected_matrix = confusion_matrix(truth, answered, labels=every).tolist()
    assert [[report.matrix.get((row, column), 0) for column in every] for row in every] == expected_matrix


def test_answers_are_counted() -> None:
    report = compare(ROWS, ANSWERS)
    assert (report.messages, report.others, report.graded) == (5, 2, 3)
    assert (report.appeal.right, report.appeal.wrong, report.appeal.missed) == (2, 1, 1)
    assert report.category_accuracy == pytest.approx(2 / 3)
    assert (report.rejection, report.false_tickets) == (0.5, 0.5)
    assert report.emergency.f1 == 1
    assert report.confusion == {("noise", "-"): 1, ("-", "gas"): 1}


def test_another_acceptable_category_is_no_miss() -> None:
    categories = compare(ROWS, ANSWERS).categories
    assert not categories["water"].occurs
    assert categories["drainage"].precision == 1
    assert (categories["gas"].precision, categories["noise"].recall) == (0, 0)


def test_a_wrong_answer_is_a_miss_of_every_acceptable_category() -> None:
    report = compare([ROWS[1]], [answer("gas")])
    assert report.matrix == {("drainage", "gas"): 1, ("water", "gas"): 1}
    assert (report.categories["water"].missed, report.categories["drainage"].missed) == (1, 1)


def test_nothing_to_count_is_no_failure() -> None:
    report = compare([], [])
    assert (report.appeal.f1, report.category_accuracy, report.rejection) == (0, 0, 0)
    assert report.rejection_curve.at(1).kept == 0


def test_what_the_engine_is_unsure_of_is_counted_apart() -> None:
    doubtful = Understanding("x", Intent.CHATTER, 0.4, unsure=True)
    report = compare(ROWS[2:4], [doubtful, doubtful])
    assert (report.unsure, report.unsure_appeals) == (2, 1)


def test_both_probabilities_are_held_against_the_truth() -> None:
    report = compare(ROWS, ANSWERS)
    assert report.appeal_calibration.count == 5
    assert report.appeal_calibration.brier == pytest.approx((2 * 0.01 + 0.81 + 0.81 + 0.01) / 5)
    # Of the category only where it was an appeal and was taken for one: elsewhere nobody asked for it.
    assert report.category_calibration.count == 2
    assert report.category_calibration.brier == pytest.approx(0.25)


def test_an_answer_is_as_sure_as_all_of_it() -> None:
    assert sureness(answer("gas")) == pytest.approx(0.45)
    assert sureness(answer(None)) == pytest.approx(0.9)
    assert compare(ROWS, ANSWERS).rejection_curve.at(1.0).accuracy == pytest.approx(3 / 5)


@pytest.mark.parametrize(
    ("row", "said", "found"),
    [
        (ROWS[0], answer("heating"), [Fault.EMERGENCY_MISSED]),
        (ROWS[0], answer(None), [Fault.EMERGENCY_MISSED, Fault.MISSED]),
        (ROWS[1], answer("gas", Urgency.EMERGENCY), [Fault.EMERGENCY_FALSE, Fault.CATEGORY]),
        (ROWS[3], answer("gas", Urgency.EMERGENCY), [Fault.FALSE]),
        (ROWS[1], answer("water"), []),
        (ROWS[4], answer(None), []),
    ],
)
def test_every_fault_of_an_answer_is_named(row: Labelled, said: Understanding, found: list[Fault]) -> None:
    assert faults(row, said) == found


def test_asking_one_by_one_gives_the_same_report_as_asking_at_once() -> None:
    rows = [Labelled("暖气不热", frozenset({"heating"})), Labelled("早上好", frozenset()), Labelled("", frozenset())]
    engine = FakeEngine()
    trial = run("三句", engine, rows)
    assert (trial.name, trial.rows, len(trial.spent)) == ("三句", rows, 3)
    assert ours(trial.report) == ours(evaluate(engine, rows))
    assert run("空", engine, []).report.messages == 0


def test_the_first_answer_of_each_mind_is_no_part_of_the_cost() -> None:
    minds = ["embedded", "embedded", "semantic", "semantic", "embedded"]
    spent = [Spent(seconds, 2 * seconds) for seconds in (9.0, 1.0, 9.0, 3.0, 2.0)]
    cost = Trial("x", ROWS, [answer(None, mind=mind) for mind in minds], spent).cost
    assert (cost.counted, cost.cpu.mean, cost.cpu.median, cost.wall.mean) == (3, 2.0, 2.0, 4.0)
    assert (cost.minds, cost.second) == ({"embedded": 3, "semantic": 2}, 2)


def test_a_single_answer_has_a_cost_all_the_same() -> None:
    assert Trial("x", ROWS[:1], ANSWERS[:1], [Spent(1.0, 1.0)]).cost.cpu.mean == 1.0
    assert Trial("x", [], [], []).cost.cpu.mean == 0.0


def test_trials_together_are_one_trial() -> None:
    spent = [Spent(1.0, 1.0)] * 5
    parts = [Trial("a", ROWS[:2], ANSWERS[:2], spent[:2]), Trial("b", ROWS[2:], ANSWERS[2:], spent[2:])]
    whole = together("合计", parts)
    assert ours(whole.report) == ours(compare(ROWS, ANSWERS))
    assert len(whole.spent) == 5
