"""The trained model: the same answers as its teacher, kept in a file that may be lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlu import model as model_module
from nlu.corpus import DATA_DIR, Example, load_corpus
from nlu.model import Model, load, load_or_train, save
from nlu.normalise import mask
from nlu.training import LESSONS, fit, make_vectoriser, train
from nlu.wrapping import with_wrappings

FEW = [DATA_DIR / "appeals" / "voices_jiashuyuan.yml", DATA_DIR / "talk" / "voices_jiashuyuan.yml"]
SMALL = """
version: "3.1"
nlu:
- intent: heating
  metadata: {kind: complaint, urgency: normal}
  examples: |
%s
- intent: chatter
  examples: |
%s
"""


@pytest.fixture(scope="session")
def model(engine_dir: Path) -> Model:
    return load_or_train(engine_dir)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus of two files, learned in a moment."""
    monkeypatch.setattr(model_module, "corpus_files", lambda extra=(): [*FEW, *extra])


def test_the_table_says_what_the_classifiers_say(few: None, tmp_path: Path) -> None:
    says_the_same(load_or_train(tmp_path), load_corpus(FEW))


@pytest.mark.slow
def test_the_table_of_the_whole_corpus_says_what_the_classifiers_say(model: Model) -> None:
    says_the_same(model, load_corpus())


def says_the_same(model: Model, corpus: list[Example]) -> None:
    """What was folded into a table decides as the classifiers it was folded from."""
    examples, origins = with_wrappings(corpus)
    folded = [model.fold(example.text) for example in examples]
    texts = [mask(text) for text in folded]
    vectoriser = make_vectoriser(texts, model.reader)
    matrix = vectoriser.matrix(texts)
    rows = model.score_many(folded)
    for lesson in LESSONS:
        classifier, _ = fit(lesson, matrix, examples, origins)
        said = [model.heads[lesson.name].best(row) for row in rows]
        margins = np.sort(np.atleast_2d(classifier.decision_function(matrix).T).T, axis=1)
        # The table is rounded to half precision, so only a dead heat may fall the other way.
        close = np.abs(margins[:, 0]) if margins.shape[1] == 1 else margins[:, -1] - margins[:, -2]
        apart = [i for i, truth in enumerate(classifier.predict(matrix)) if truth != said[i] and close[i] > 0.01]
        assert not apart, lesson.name


def test_the_same_corpus_gives_the_same_model(few: None, tmp_path: Path) -> None:
    model = load_or_train(tmp_path)
    again = train(FEW)
    assert np.array_equal(again.numbers, model.numbers)
    assert np.array_equal(again.weights, model.weights)
    assert np.array_equal(again.bias, model.bias)
    assert again.heads == model.heads


def test_a_saved_model_is_the_model(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert np.array_equal(again.score("暖气不热"), model.score("暖气不热"))
    assert (tmp_path / "model.npz").stat().st_size < 10_000_000
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]


@pytest.mark.parametrize("damage", [b"", b"not a model", b"PK\x03\x04" + b"\x00" * 100])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(damage)
    with pytest.raises(ValueError, match=r"model\.npz|pickle|EOF|data"):
        load(path)


def test_a_damaged_cache_is_trained_anew(few: None, tmp_path: Path) -> None:
    cache = tmp_path
    load_or_train(cache)
    (path,) = cache.glob("model-*.npz")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    told: list[str] = []
    load_or_train(cache, told.append)
    assert told
    assert path.read_bytes() == whole


def test_a_cached_model_is_not_trained_again(model: Model, engine_dir: Path) -> None:
    told: list[str] = []
    load_or_train(engine_dir, told.append)
    assert told == []


def test_a_directory_that_cannot_be_written_costs_only_time(few: None, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert len(load_or_train(blocked / "cache").numbers)


def test_corrections_make_another_model(few: None, tmp_path: Path) -> None:
    warm = "\n".join(f"    - 屋里冷得像冰窖{number}" for number in range(5))
    talk = "\n".join(f"    - 今天天气不错{number}" for number in range(5))
    extra = tmp_path / "corrections.yml"
    extra.write_text(SMALL % (warm, talk), encoding="utf-8")
    load_or_train(tmp_path / "cache")
    told: list[str] = []
    load_or_train(tmp_path / "cache", told.append, [extra])
    assert told


def test_a_cached_model_needs_no_learning_library(model: Model, engine_dir: Path) -> None:
    program = (
        "import sys, pathlib; from nlu.engines import engine; "
        f"engine('embedded', pathlib.Path({str(engine_dir)!r})).understand('暖氣不热'); "
        "print([name for name in ('sklearn', 'scipy', 'pypinyin', 'opencc') if name in sys.modules])"
    )
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)  # noqa: S603
    assert run.stdout.strip() == "[]"
