"""Reading labelled messages from files."""

from __future__ import annotations

import pytest

from nlu.labelled import Labelled, LabelledError, Problem, read_labelled
from nlu.understanding import Urgency

WATER = frozenset({"water", "drainage"})


def test_a_file_without_a_header_says_category_urgency_and_words() -> None:
    rows = read_labelled(["water|drainage\turgent\t停水了\n", "-\t-\t你好\n", "gas\t\t煤气没了"])
    assert rows == [
        Labelled("停水了", WATER, Urgency.URGENT),
        Labelled("你好", frozenset(), Urgency.NORMAL),
        Labelled("煤气没了", frozenset({"gas"}), Urgency.NORMAL),
    ]
    assert [row.line for row in rows] == [1, 2, 3]


def test_a_header_names_the_columns_and_needs_no_urgency() -> None:
    rows = read_labelled(["id\tkind\tcategories\ttext\tnote", "1\tchat\twater|drainage\t停水了\t新", "2\tchat\t-\t早"])
    assert rows == [Labelled("停水了", WATER), Labelled("早", frozenset())]
    assert [row.line for row in rows] == [2, 3]
    assert read_labelled(["text\turgency\tcategories", "着火\temergency\tfire_safety"])[0].urgency is Urgency.EMERGENCY


def test_the_first_of_two_columns_with_one_name_counts() -> None:
    assert read_labelled(["categories\ttext\ttext", "gas\t漏气\t别的"])[0].text == "漏气"


def test_windows_line_ends_and_blank_lines_are_no_trouble() -> None:
    rows = read_labelled(["water\tnormal\t停水\r\n", "\r\n", "-\t-\t早\r\n", ""])
    assert [(row.text, row.line) for row in rows] == [("停水", 1), ("早", 3)]


def test_words_may_be_anything_but_a_tab() -> None:
    for text in ('他说"停水"了', "  停水  ", "", "# 停水", "🙂\u202e", "-"):
        assert read_labelled([f"water\tnormal\t{text}"])[0].text == text


def test_no_appeal_beside_a_category_adds_nothing() -> None:
    assert read_labelled(["-|gas\tnormal\t漏气", "gas|\tnormal\t漏气"])[0].categories == {"gas"}


def test_lines_under_a_header_that_end_before_their_words_are_told_and_left_out() -> None:
    skipped: list[int] = []
    rows = read_labelled(["id\tcategories\ttext", "1\tgas\t漏气", "接上一行", "", "2\t-\t早"], skipped.append)
    assert [row.text for row in rows] == ["漏气", "早"]
    assert skipped == [3]
    assert len(read_labelled(["id\tcategories\ttext", "1\tgas"])) == 0


@pytest.mark.parametrize(
    ("line", "problem", "value"),
    [
        ("water", Problem.COLUMNS, "1"),
        ("water\t停水", Problem.COLUMNS, "2"),
        ("water\tnormal\t停水\t三天", Problem.COLUMNS, "4"),
        ("weather\tnormal\t下雨", Problem.CATEGORY, "weather"),
        ("gas|weather\tnormal\t下雨", Problem.CATEGORY, "weather"),
        ("water \tnormal\t停水", Problem.CATEGORY, "water "),
        ("water\tsoon\t停水", Problem.URGENCY, "soon"),
        ("\tnormal\t停水", Problem.UNLABELLED, ""),
        ("-|-\tnormal\t停水", Problem.UNLABELLED, "-|-"),
    ],
)
def test_an_unusable_line_is_named(line: str, problem: Problem, value: str) -> None:
    with pytest.raises(LabelledError, match="line 2") as caught:
        read_labelled(["-\tnormal\t你好", line])
    assert (caught.value.line, caught.value.problem, caught.value.value) == (2, problem, value)


def test_a_header_with_text_before_categories_needs_both() -> None:
    with pytest.raises(LabelledError) as caught:
        read_labelled(["text\tcategories", "停水"])
    assert (caught.value.line, caught.value.problem) == (2, Problem.COLUMNS)
