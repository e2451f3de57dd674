"""How fast messages are understood, beside scikit-learn predicting with the very same model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.bench.measure import Comparison, interleave
from nlu.corpus import load_corpus
from nlu.engines.embedded import EmbeddedEngine
from nlu.model import Head, Model
from nlu.normalise import mask

CONTROL = "scikit-learn 用同一模型 predict"


class Sklearn:
    """The trained model put back into scikit-learn's own objects: TfidfVectorizer and a LinearSVC a decision.

    The features are read by the product's own code, so that both see the same.
    """

    def __init__(self, model: Model) -> None:
        weights = model.weights
        weight = np.sqrt(weights[:, 0])
        names = model.numbers.tolist()
        self._vectoriser = TfidfVectorizer(
            analyzer=lambda text: _features(model, text), vocabulary={name: row for row, name in enumerate(names)},
            binary=True,
        )  # fmt: skip
        self._vectoriser.idf_ = weight
        self._deciders = [_decider(model, head, weights, weight) for head in model.heads.values()]

    def predict(self, texts: Sequence[str]) -> list[Any]:
        """The labels of every decision, as scikit-learn gives them."""
        rows = self._vectoriser.transform(texts)
        return [decider.predict(rows) for decider in self._deciders]


def _features(model: Model, text: str) -> list[int]:
    """Runs by their numbers."""
    return [*model.reader.read([mask(model.fold(text))]).numbers.tolist()]


def _decider(model: Model, head: Head, weights: Any, weight: Any) -> LinearSVC:
    columns = slice(head.start, head.start + len(head.labels))
    votes, constants = weights[:, columns].T / weight, model.bias[columns]
    if len(head.labels) == 2:
        votes, constants = votes[1:], constants[1:]
    decider = LinearSVC()
    decider.coef_, decider.intercept_ = votes, constants
    decider.classes_, decider.n_features_in_ = np.array(head.labels), len(weight)
    return decider


def sample(messages: int) -> list[str]:
    """So many messages from all over the corpus."""
    texts = _texts()
    return [texts[place * len(texts) // messages] for place in range(messages)]


@cache
def _texts() -> list[str]:
    return [example.text for example in load_corpus()]


def single(model: Model, texts: Sequence[str], rounds: int) -> Comparison:
    """One message after another; the product also finds kind, urgency, place and several troubles."""
    engine, sklearn = EmbeddedEngine(model), Sklearn(model)

    def product() -> int:
        for text in texts:
            engine.understand(text)
        return len(texts)

    def control() -> int:
        for text in texts:
            sklearn.predict([text])
        return len(texts)

    return interleave(Comparison("理解，逐条", "一条消息", CONTROL), rounds, product, control)


def batch(model: Model, texts: Sequence[str], rounds: int) -> Comparison:
    """All messages in one call."""
    engine, sklearn = EmbeddedEngine(model), Sklearn(model)

    def product() -> int:
        return len(engine.understand_many(texts))

    def control() -> int:
        sklearn.predict(texts)
        return len(texts)

    return interleave(Comparison(f"理解，一批{len(texts)}条", "一条消息", CONTROL), rounds, product, control)
