"""How well questions are matched: figures of questions nobody tuned on, and what must not be answered."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nlu.knowledge import Index, sure

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
ENTRIES = yaml.safe_load((ROOT / "bot" / "demo" / "knowledge.yml").read_text(encoding="utf-8"))["knowledge"]
INDEX = Index({entry["id"]: entry["questions"] for entry in ENTRIES})


def questions(name: str) -> list[tuple[str, str]]:
    """Each question with the entry that answers it, `-` for none."""
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [(text, entry) for text, _, entry in (line.partition("\t") for line in lines)]


def measured(name: str) -> tuple[float, float, int]:
    """Precision, recall and the number of answers."""
    asked = questions(name)
    given = [(entry, match.entry) for text, entry in asked if (match := sure(INDEX.best(text)))]
    right = sum(wanted == found for wanted, found in given)
    return right / len(given), right / sum(entry != "-" for _, entry in asked), len(given)


def test_there_is_enough_to_measure_with() -> None:
    asked = questions("knowledge_questions.tsv")
    assert len(ENTRIES) >= 60
    assert sum(entry != "-" for _, entry in asked) >= 200
    assert {entry for _, entry in asked} <= {entry["id"] for entry in ENTRIES} | {"-"}
    assert not {text for text, _ in asked} & {form for entry in ENTRIES for form in entry["questions"]}


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    # The first file chose the threshold, the second was written afterwards and changed nothing.
    [("knowledge_questions.tsv", 1.0, 0.78), ("knowledge_held_out.tsv", 1.0, 0.52)],
)
def test_wrong_answers_are_rarer_than_none(name: str, precision: float, recall: float) -> None:
    found_precision, found_recall, _ = measured(name)
    assert found_precision >= precision
    assert found_recall >= recall


@pytest.mark.parametrize(
    "text", ["", "？？？", "怎么办", "在哪里办", "房产证丢了怎么补", "高龄补贴怎么没发", "今天天气不错", "喵" * 500]
)
def test_what_says_nothing_or_another_thing_is_not_answered(text: str) -> None:
    assert sure(INDEX.best(text)) is None


def test_an_index_of_nothing_answers_nothing() -> None:
    assert Index({}).best("居住证怎么办") == []


def test_two_entries_of_one_question_leave_it_open() -> None:
    assert sure(Index({"a": ["狗证怎么办"], "b": ["狗证怎么办"]}).best("狗证怎么办")) is None
