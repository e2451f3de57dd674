"""The mind that reads answers to "is it solved?", held to an examination nothing has learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.understanding import Verdict
from nlu.verdicts import ANSWERS, LONGEST, VerdictMind, load_or_train_verdicts, read_answers

EXAMINATION = ANSWERS.with_name("examination.tsv")
CLOSING = {Verdict.SOLVED, Verdict.SELF}


@pytest.fixture(scope="module")
def mind(engine_dir: Path) -> VerdictMind:
    return load_or_train_verdicts(engine_dir)


def test_answers_are_read_as_people_mean_them(mind: VerdictMind) -> None:
    asked = read_answers(EXAMINATION)
    right = sum((read := mind.read(text)) is not None and read[0] is verdict for verdict, text in asked)
    assert right / len(asked) >= 0.93


def test_hardly_a_no_is_taken_for_a_yes(mind: VerdictMind) -> None:
    noes = [text for verdict, text in read_answers(EXAMINATION) if verdict in (Verdict.NOT, Verdict.PARTLY)]
    closed = [text for text in noes if (read := mind.read(text)) is not None and read[0] in CLOSING]
    assert len(closed) <= len(noes) // 50


def test_nothing_of_the_examination_was_learned() -> None:
    learned = {text for _, text in read_answers(ANSWERS)}
    known = [text for _, text in read_answers(EXAMINATION) if text in learned and len(text) > 4]
    assert len(known) < 20


def test_what_is_no_answer_is_not_read(mind: VerdictMind) -> None:
    assert mind.read("  ") is None
    assert mind.read("好" * (LONGEST + 1)) is None


def test_a_line_without_a_verdict_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.tsv"
    path.write_text("solved\t好了\nperhaps\t不好说\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_answers(path)
