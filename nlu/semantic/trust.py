"""How far to trust characters and how far meaning, measured on examples neither has learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from nlu.corpus import Example
from nlu.model import APPEAL, CATEGORY, TALK, YES
from nlu.semantic.labels import LABELS
from nlu.semantic.packed import Floats
from nlu.training import train_on
from nlu.understanding import Intent

Trust = tuple[float, float, float]
_LEAST = 1e-6


def fit_trust(learned: Sequence[Example], tests: Sequence[Example], logits: Floats) -> dict[str, Trust]:
    """Weights of both opinions and a shift, by decision, under which the right answers are likeliest.

    Args:
        learned: what the character model may learn from.
        tests: examples kept out of all learning.
        logits: what meaning says of `tests`, a row each, columns as in `LABELS`.
    """
    model = train_on(learned)
    rows = [model.score(model.fold(example.text)) for example in tests]
    start = len(LABELS["appeal"])
    columns = {}
    for name in ("category", "talk", "urgency"):
        columns[name] = logits[:, start : start + len(LABELS[name])]
        start += len(LABELS[name])
    cheap = [model.heads[APPEAL].probabilities(row)[YES] for row in rows]
    appeals = np.array([example.intent is Intent.APPEAL for example in tests])
    trust = {"appeal": _binary(np.array(cheap), logits[:, 0], appeals)}
    for name, head in (("category", CATEGORY), ("talk", TALK)):
        chosen = np.array([_answer(example, name) is not None for example in tests])
        seen = [model.heads[head].probabilities(row) for row, wanted in zip(rows, chosen, strict=True) if wanted]
        truth = [_answer(example, name) for example in tests if _answer(example, name) is not None]
        trust[name] = _many(seen, columns[name][chosen], truth, LABELS[name])
    return trust | {"urgency": (0.0, 1.0, 0.0)}


def _answer(example: Example, decision: str) -> str | None:
    if decision == "category":
        return example.category
    return None if example.intent is Intent.APPEAL else example.intent.value


def _binary(cheap: NDArray[np.float64], said: Floats, truth: NDArray[np.bool_]) -> Trust:
    odds = np.log(np.clip(cheap, _LEAST, 1) / np.clip(1 - cheap, _LEAST, 1))
    weight = np.where(truth, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))

    def surprise(x: NDArray[np.float64]) -> float:
        z = np.where(truth, 1, -1) * (x[0] * odds + x[1] * said + x[2])
        return float((weight * np.logaddexp(0, -z)).mean())

    return _least(surprise, (0.5, 0.5, 0.0))


def _many(
    seen: Sequence[Mapping[str, float]], said: Floats, truth: Sequence[str | None], labels: Sequence[str]
) -> Trust:
    cheap = np.log([[max(row.get(label, 0.0), _LEAST) for label in labels] for row in seen])
    right = [labels.index(str(label)) for label in truth]

    def surprise(x: NDArray[np.float64]) -> float:
        z = x[0] * cheap + x[1] * said
        peak = z.max(axis=1, keepdims=True)
        total = np.log(np.exp(z - peak).sum(axis=1)) + peak[:, 0]
        return float((total - z[np.arange(len(z)), right]).mean())

    return _least(surprise, (0.5, 0.5, 0.0))


def _least(surprise: object, start: Trust) -> Trust:
    found = minimize(surprise, start, method="Nelder-Mead", options={"maxiter": 2_000})
    a, b, c = (round(float(value), 4) for value in found.x)
    return a, b, c
