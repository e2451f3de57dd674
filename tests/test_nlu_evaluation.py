"""Counting how good an engine is."""

from __future__ import annotations

import pytest

from nlu.evaluation import Labelled, compare, read_labelled
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency


def answer(category: str | None, urgency: Urgency = Urgency.NORMAL) -> Understanding:
    if category is None:
        return Understanding("x", Intent.CHATTER, 0.1)
    issue = Issue(category, Kind.REQUEST, urgency, 0.9, (0, 1))
    return Understanding("x", Intent.APPEAL, 0.9, (issue,))


ROWS = [
    Labelled("a", frozenset({"heating"}), Urgency.EMERGENCY),
    Labelled("b", frozenset({"water", "drainage"}), Urgency.NORMAL),
    Labelled("c", frozenset({"noise"}), Urgency.NORMAL),
    Labelled("d", frozenset(), None),
    Labelled("e", frozenset(), None),
]
ANSWERS = [answer("heating", Urgency.EMERGENCY), answer("drainage"), answer(None), answer("gas"), answer(None)]


def test_answers_are_counted() -> None:
    report = compare(ROWS, ANSWERS)
    assert report.messages == 5
    assert (report.appeal.right, report.appeal.wrong, report.appeal.missed) == (2, 1, 1)
    assert report.category_accuracy == pytest.approx(2 / 3)
    assert report.rejection == 0.5
    assert report.emergency.f1 == 1
    assert report.confusion == {("noise", "-"): 1, ("-", "gas"): 1}


def test_another_acceptable_category_is_no_miss() -> None:
    categories = compare(ROWS, ANSWERS).categories
    assert categories["water"].recall == 1
    assert categories["drainage"].precision == 1
    assert (categories["gas"].precision, categories["noise"].recall) == (0, 0)


def test_nothing_to_count_is_no_failure() -> None:
    report = compare([], [])
    assert (report.appeal.f1, report.category_accuracy, report.rejection) == (1, 0, 0)


def test_both_forms_of_a_labelled_file_are_read() -> None:
    plain = read_labelled(["water|drainage\turgent\t停水了\n", "-\t-\t你好\n"])
    headed = read_labelled(["id\tkind\tcategories\ttext", "1\tchat\twater|drainage\t停水了", "2\tchat\t-\t你好"])
    assert plain[0] == Labelled("停水了", frozenset({"water", "drainage"}), Urgency.URGENT)
    assert headed[0] == Labelled("停水了", frozenset({"water", "drainage"}), None)
    assert plain[1] == headed[1] == Labelled("你好", frozenset(), None)


@pytest.mark.parametrize("line", ["water", "weather\tnormal\t下雨", "water\tsoon\t停水"])
def test_an_unusable_line_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_labelled(["-\tnormal\t你好", line])
