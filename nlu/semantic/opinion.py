"""A second opinion by meaning: where characters leave doubt, a small sentence encoder is asked."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.judging import Judgement, Tally, Trouble
from nlu.normalise import MAX_CHARS
from nlu.semantic.encoder import MOST_CHARS, Encoder, MissingEncoderError, Remembering, load_encoder, readable
from nlu.semantic.packed import Floats
from nlu.understanding import Urgency

log = logging.getLogger(__name__)

OPINION_FILE = Path(__file__).with_name("opinion.npz")
EAR_FILE = Path(__file__).with_name("ear.npz")  # made by `make hearing`
WORDLESS = "。"  # read where a message is all stickers

# Asked where the cheap model leaves doubt: about being an appeal, about its subject, about a danger.
DOUBTFUL = (0.15, 0.97)  # probability of an appeal between which it is asked
PLAIN = 0.93  # probability of its category from which an appeal needs no second opinion
ALARMING = (0.1, 0.9)  # probability of an emergency between which it is asked


@dataclass(frozen=True)
class Heads:
    """What is read off a direction: for every label a weight per dimension, and how far to trust it.

    Attributes:
        labels: names by decision: appeal, category, talk, urgency; columns follow in this order.
        trust: by decision, weights of what characters say and of what meaning says, and a shift.
    """

    weights: Floats
    bias: Floats
    labels: Mapping[str, tuple[str, ...]]
    trust: Mapping[str, tuple[float, float, float]]

    def logits(self, direction: Floats) -> dict[str, Floats]:
        """The logits of every decision."""
        values: Floats = self.weights @ direction + self.bias
        found, start = {}, 0
        for name, labels in self.labels.items():
            found[name] = values[start : start + len(labels)]
            start += len(labels)
        return found


class SemanticJudge:
    """Weighs what characters say with what the sentence means; see `nlu.judging.Judge`."""

    name = "semantic"

    def __init__(self, encoder: Encoder, heads: Heads, simplify: Mapping[int, str], ear: Encoder | None = None) -> None:
        self.tally = Tally()
        self._encoder = encoder
        self._ear = ear
        self._heads = heads
        self._simplify = simplify

    def wanted(self, seen: Judgement) -> bool:
        """Where the cheap model is unsure."""
        if DOUBTFUL[0] < seen.appeal < DOUBTFUL[1]:
            return True
        doubt = ALARMING[0] < (seen.emergency or 0.0) < ALARMING[1]
        return seen.appeal >= DOUBTFUL[1] and (doubt or max(seen.categories.values(), default=0.0) < PLAIN)

    def judge(self, text: str, seen: Judgement) -> Judgement | None:
        """The weighed opinion; None for what is too long to be read or has no words."""
        direction = self.meaning(text)
        if direction is None:
            return None
        self.tally.asked += 1
        said = self._heads.logits(direction)
        self.tally.answered += 1
        return Judgement(
            appeal=self._yes("appeal", seen.appeal, float(said["appeal"][0])),
            categories=self._shares("category", seen.categories, said["category"]),
            intents=self._shares("talk", seen.intents, said["talk"]),
            emergency=self._danger(seen.emergency, said["urgency"]),
        )

    def meaning(self, text: str) -> Floats | None:
        """The direction of a message; None for what is too long to be read or has no words."""
        words = readable(text[:MAX_CHARS], self._simplify)
        if not words or len(words) >= MOST_CHARS:
            return None
        return self._encoder.query(words)

    def tone(self, text: str) -> Floats | None:
        """What a message is to a group's talk; None where there is no ear for it."""
        if self._ear is None:
            return None
        return self._ear.query(readable(text[:MAX_CHARS], self._simplify) or WORDLESS)

    def _danger(self, seen: float | None, said: Floats) -> float:
        meant = self._shares("urgency", {}, said)[Urgency.EMERGENCY]
        return meant if seen is None else (seen + meant) / 2

    def _yes(self, name: str, seen: float, said: float) -> float:
        before, meaning, shift = self._heads.trust[name]
        cheap = np.log(max(seen, 1e-6) / max(1 - seen, 1e-6))
        return float(1 / (1 + np.exp(-(before * cheap + meaning * said + shift))))

    def _shares(self, name: str, seen: Mapping[str, float], said: Floats) -> dict[str, float]:
        before, meaning, _ = self._heads.trust[name]
        labels = self._heads.labels[name]
        cheap = np.log([max(seen.get(label, 0.0), 1e-6) for label in labels]) if seen else np.zeros(len(labels))
        powers = before * cheap + meaning * said
        shares = np.exp(powers - powers.max())
        return dict(zip(labels, (shares / shares.sum()).tolist(), strict=True))


class AbsentJudge:
    """Stands where the encoder would, so that doctor and metrics can tell that it is missing."""

    name = "semantic"

    def __init__(self, reason: str) -> None:
        self.tally = Tally(trouble=Trouble.MISSING)
        self.reason = reason

    def wanted(self, seen: Judgement) -> bool:
        """Never."""
        return False

    def judge(self, text: str, seen: Judgement) -> Judgement | None:
        """Nothing."""
        return None


@lru_cache(maxsize=1)
def load_opinion(path: Path = OPINION_FILE) -> tuple[Heads, dict[str, NDArray[np.generic]]]:
    """The heads, and the encoder's tuned tensors by name.

    Raises:
        OSError: no such file.
        ValueError: the file is no opinion.
    """
    with np.load(path, allow_pickle=False) as arrays:
        tuned = {name: arrays[name] for name in arrays.files if name.startswith("l")}
        facts = json.loads(arrays["facts"].tobytes())
        heads = Heads(
            arrays["weights"].astype(np.float32),
            arrays["bias"].astype(np.float32),
            {name: tuple(labels) for name, labels in facts["labels"].items()},
            {name: tuple(values) for name, values in facts["trust"].items()},
        )
    return heads, tuned


def load_ear(path: Path = EAR_FILE) -> dict[str, NDArray[np.generic]]:
    """The tensors of the encoder that listens to groups, by name.

    Raises:
        OSError: no such file.
    """
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files if name.startswith("l")}


def semantic_judge(cache_dir: Path, simplify: Mapping[int, str], *, ear: bool = True) -> SemanticJudge | AbsentJudge:
    """The second opinion, or its absence: without its package everything else works.

    Args:
        cache_dir: where the tuned encoder is kept between starts.
        simplify: `str.translate` table from traditional to simplified characters.
        ear: with an ear for groups.
    """
    try:
        heads, tuned = load_opinion()
        mind = Remembering(load_encoder(tuned, cache_dir))
        hears = Remembering(load_encoder(load_ear(), cache_dir, "ear")) if ear else None
        return SemanticJudge(mind, heads, simplify, hears)
    except (MissingEncoderError, OSError, ValueError, KeyError) as error:
        log.warning("no second opinion by meaning: %s", error)
        return AbsentJudge(str(error))
