"""Teaching the model from the corpus; the only place that knows scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from nlu.corpus import Example, load_corpus
from nlu.features import Numbers, Reader, find
from nlu.model import APPEAL, CATEGORY, KIND, NO, TALK, URGENCY, VERDICT, YES, Head, Model, Progress
from nlu.normalise import fold, mask
from nlu.pinyin import FIRST_SYLLABLE, Pinyin
from nlu.tables import readings, simplification
from nlu.understanding import Intent
from nlu.wrapping import with_wrappings

SEED = 11
FOLDS = 3
RARE = 2  # runs of fewer messages teach nothing general
MOST = 84_000  # runs at most, the commonest first; keeps the file below 10 MB however the corpus grows


@dataclass(frozen=True)
class Vectoriser:
    """Turns masked texts into unit-length rows of tf-idf weights."""

    numbers: Numbers
    idf: NDArray[np.float64]
    reader: Reader

    @property
    def unknown(self) -> float:
        """Squared weight of a run no two examples share: it says nothing, but makes the rest say less."""
        return float(self.idf.max()) ** 2

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """One row per text."""
        read = self.reader.read(texts)
        places, known = find(self.numbers, read.numbers)
        owners, columns = read.owners[known], places[known]
        runs = csr_matrix((self.idf[columns], (owners, columns)), (len(texts), len(self.idf)))
        strange = np.bincount(read.owners[~known], minlength=len(texts))
        squares = np.asarray(runs.multiply(runs).sum(axis=1)).ravel() + self.unknown * strange
        # A message without any run has no length; whatever it is divided by stays nothing.
        return diags(1 / np.sqrt(np.maximum(squares, 1e-9))) @ runs


@dataclass(frozen=True)
class Lesson:
    """One decision to learn: which examples take part and what each says."""

    name: str
    label: Callable[[Example], str | None]
    strength: float  # C of the classifier: how far it may trust single features
    balance: str | None = None  # "balanced" where the corpus' own proportions mean nothing


LESSONS = (
    Lesson(APPEAL, lambda e: YES if e.intent is Intent.APPEAL else NO, 1.0, "balanced"),
    Lesson(TALK, lambda e: None if e.intent is Intent.APPEAL else e.intent.value, 1.0, "balanced"),
    Lesson(CATEGORY, lambda e: e.category, 1.0),
    Lesson(KIND, lambda e: e.kind.value if e.kind else None, 1.0, "balanced"),
    Lesson(URGENCY, lambda e: e.urgency.value if e.urgency else None, 2.0),
)

_VERDICT = Lesson(VERDICT, lambda e: None, 3.0, "balanced")  # its answers are no examples of the corpus


def train(files: Sequence[Path], progress: Progress | None = None) -> Model:
    """Learn every decision from the examples of the files. The same files give the same model.

    Raises:
        ValueError: a file is unusable.
    """
    return train_on(load_corpus(files), progress)


def train_on(corpus: Sequence[Example], progress: Progress | None = None) -> Model:
    """Learn every decision from these examples, as they stand and in their wrappings."""
    examples, origins = with_wrappings(corpus)
    if progress:
        progress(f"Learning to understand messages from {len(corpus)} examples; this happens once.")
    simplify = simplification()
    texts = [mask(fold(example.text, simplify)) for example in examples]
    vectoriser = make_vectoriser(texts, Reader(spelling()))
    matrix = vectoriser.matrix(texts)
    fitted = {lesson.name: fit(lesson, matrix, examples, origins) for lesson in LESSONS}
    return _assemble(fitted, vectoriser, simplify)


def train_verdicts(answers: Sequence[tuple[str, str]]) -> Model:
    """Learn what answers to "is it solved?" say.

    Args:
        answers: verdict and text.
    """
    simplify = simplification()
    texts = [mask(fold(text, simplify)) for _, text in answers]
    vectoriser = make_vectoriser(texts, Reader(spelling()))
    labels = np.array([verdict for verdict, _ in answers])
    fitted = _decide(_VERDICT, vectoriser.matrix(texts), labels, np.arange(len(answers)))
    return _assemble({_VERDICT.name: fitted}, vectoriser, simplify)


def spelling() -> Pinyin:
    """Every character with the syllable it is read as."""
    sounds = readings()
    syllables = sorted(set(sounds.values()))
    codes = {name: chr(FIRST_SYLLABLE + row) for row, name in enumerate(syllables)}
    return Pinyin(syllables, {char: codes[name] for char, name in sounds.items()})


def make_vectoriser(texts: Sequence[str], reader: Reader) -> Vectoriser:
    """Choose the runs of the masked texts that count, and weigh them by rarity."""
    numbers, counts = np.unique(reader.read(texts).numbers, return_counts=True)
    common = np.sort(np.argsort(-counts, kind="stable")[:MOST])
    kept = common[counts[common] >= RARE]
    idf = np.log((1 + len(texts)) / (1 + counts[kept])) + 1
    return Vectoriser(numbers[kept], idf, reader)


def fit(
    lesson: Lesson, matrix: csr_matrix, examples: Sequence[Example], origins: Sequence[int] | None = None
) -> tuple[LinearSVC, Head]:
    """Learn one decision; the head still stands at column 0.

    Args:
        lesson: the decision.
        matrix: the examples as rows.
        examples: what is learned from.
        origins: of each example a number it shares with its wrappings; by default each is its own.
    """
    labelled = [(row, label) for row, e in enumerate(examples) if (label := lesson.label(e)) is not None]
    chosen = np.array([row for row, _ in labelled])
    labels = np.array([label for _, label in labelled])
    same = chosen if origins is None else np.asarray(origins)[chosen]
    return _decide(lesson, matrix[chosen], labels, same)


def _decide(
    lesson: Lesson, rows: csr_matrix, labels: NDArray[np.str_], origins: NDArray[np.int64]
) -> tuple[LinearSVC, Head]:
    classifier = LinearSVC(C=lesson.strength, class_weight=lesson.balance, random_state=SEED)
    held_out = _held_out(classifier, rows, labels, origins)
    classifier.fit(rows, labels)
    names = tuple(str(name) for name in classifier.classes_)
    if len(names) == 2:
        return classifier, Head(names, 0, *_sigmoid(held_out, labels == names[1]))
    truth = np.searchsorted(classifier.classes_, labels)
    return classifier, Head(names, 0, _temperature(held_out, truth), (0.0,) * len(names))


def _held_out(
    classifier: LinearSVC, rows: csr_matrix, labels: NDArray[np.str_], origins: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What a classifier says of examples of which it has learned neither them nor a wrapping of them."""
    _, firsts, groups = np.unique(origins, return_index=True, return_inverse=True)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    said: list[tuple[NDArray[np.bool_], NDArray[np.float64]]] = []
    for _, tests in folds.split(firsts, labels[firsts]):
        asked = np.isin(groups, tests)
        said.append((asked, clone(classifier).fit(rows[~asked], labels[~asked]).decision_function(rows[asked])))
    margins = np.empty((len(labels), *said[0][1].shape[1:]))
    for asked, answer in said:
        margins[asked] = answer
    return margins


def _sigmoid(margins: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[float, tuple[float, ...]]:
    """Slope and shift of a binary decision whose two columns are minus and plus the margin."""
    line = LogisticRegression(C=1e6, class_weight="balanced").fit(margins.reshape(-1, 1), truth)
    return float(line.coef_[0, 0]) / 2, (0.0, float(line.intercept_[0]))


def _temperature(margins: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The slope under which held-out labels are likeliest."""

    def surprise(slope: float) -> float:
        scaled = margins * slope
        peaks = scaled.max(axis=1)
        totals = np.log(np.exp(scaled - peaks[:, None]).sum(axis=1)) + peaks
        return float((totals - scaled[np.arange(len(truth)), truth]).mean())

    return float(min(np.geomspace(0.5, 20, 60), key=surprise))


def _assemble(fitted: dict[str, tuple[LinearSVC, Head]], vectoriser: Vectoriser, simplify: dict[int, str]) -> Model:
    weight = vectoriser.idf
    columns, bias, heads = [weight**2], [0.0], {}
    for name, (classifier, head) in fitted.items():
        heads[name] = Head(head.labels, len(columns), head.slope, head.shift)
        votes, constants = classifier.coef_, classifier.intercept_
        if len(votes) == 1:
            votes, constants = np.vstack([-votes, votes]), np.hstack([-constants, constants])
        columns += [vote * weight for vote in votes]
        bias += constants.tolist()
    # Rounded as in the file, so that the first start answers like all later ones.
    table = np.column_stack(columns).astype(np.float16).astype(np.float32)
    return Model(
        numbers=vectoriser.numbers,
        weights=table,
        bias=np.array(bias, dtype=np.float32),
        unknown=vectoriser.unknown,
        heads=heads,
        reader=vectoriser.reader,
        simplify=simplify,
    )
