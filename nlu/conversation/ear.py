"""How a remark sounds among those said before it: a small transformer that remembers what it heard. Pure.

Each remark is heard once, when it is said, by what was said up to then; what later remarks need of it is its trace.
The net is trained together with the encoder by `make hearing` (`nlu/semantic/hearing.py`), which is in PyTorch;
here is the same in NumPy, for one remark at a time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlu.judging import Meaning
from nlu.semantic.opinion import EAR_FILE

if TYPE_CHECKING:
    from nlu.conversation.remarks import Remark

WIDTH, LAYERS = 128, 2
LINK = 64  # width in which two remarks are compared
_OF_LAYER = 2 * WIDTH  # numbers: the key by which it is found and the value that is heard then
TRACE = LAYERS * _OF_LAYER + LINK  # numbers remembered of a remark
NET = "net."  # begins the names of the net's tensors in the file; the others are the encoder's
# A made-up conversation and what PyTorch heard in it: two people by turns, a minute between; one remark is a photo,
# the last one quotes another.
PROOF, PROOF_REMARKS, PROOF_PHOTO, PROOF_QUOTED = "proof.", 16, 3, 12
TONE_SCALE = 10.0  # tones are unit vectors; layers want numbers near one
UNLINKED = -6.0  # logit where it cannot be known
_EPSILON = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What is heard in a remark.

    Attributes:
        told: logit that it belongs to any trouble.
        begins: logit that it begins one, should it belong to any.
        subject: probability of each category, should it belong to any.
        links: for each remark before it, the logit that both belong to one trouble; `UNLINKED` where that one was
            not heard.
        trace: what is remembered of it.
    """

    told: float
    begins: float
    subject: Mapping[str, float]
    links: tuple[float, ...]
    trace: Meaning


class Ear:
    """Hears remarks one by one.

    Args:
        tensors: of the net, by the names PyTorch gives them.
        categories: names of the columns of `cat`.
    """

    def __init__(self, tensors: Mapping[str, Meaning], categories: Sequence[str]) -> None:
        self._of = {name: np.asarray(value, np.float32) for name, value in tensors.items()}
        self._layers = [_layer(self._of, f"ly.{number}.") for number in range(LAYERS)]
        self._categories = tuple(categories)

    def hear(self, remark: Remark, recent: Sequence[Remark]) -> Heard | None:
        """Hear a remark; None where its words were not read.

        Args:
            recent: what was said before it, oldest first, as many as the net looks back.
        """
        of = self._of
        tone = of["photo"] if remark.sense is None else remark.sense.tone
        if tone is None:
            return None
        remembered = {place: one.trace for place, one in enumerate(recent) if one.trace is not None}
        traces = np.stack([*remembered.values(), np.zeros(TRACE, np.float32)])
        pairs, apart = _pairs(remark, recent, list(remembered), len(of["ldb"]) - 1)
        scaled = tone * np.float32(TONE_SCALE)
        state = of["inp.weight"] @ scaled + of["inp.bias"] + of["fl.weight"] @ _flags(remark)
        for number, layer in enumerate(self._layers):
            state = layer.look(state, traces[:, number * _OF_LAYER : (number + 1) * _OF_LAYER], pairs, apart)
        result = _normed(state, of["no.weight"], of["no.bias"])
        traces[-1, -LINK:] = of["lk.weight"] @ result + of["lk.bias"]
        links = self._links(result, traces[:-1, -LINK:], pairs[:-1], apart[:-1])
        by_place = dict(zip(remembered, links, strict=True))
        both = np.concatenate([result, scaled])
        return Heard(
            float(of["told.weight"][0] @ both + of["told.bias"][0]),
            float(of["new.weight"][0] @ both + of["new.bias"][0]), self._subject(both),
            tuple(by_place.get(place, UNLINKED) for place in range(len(recent))), traces[-1].copy(),
        )  # fmt: skip

    def _links(self, result: Meaning, keys: Meaning, pairs: Meaning, apart: Sequence[int]) -> list[float]:
        of = self._of
        query = of["lq.weight"] @ result + of["lq.bias"]
        shift = pairs @ of["lb"][:3] + of["ldb"][apart] + of["lb"][3]
        found: list[float] = (keys @ query / math.sqrt(LINK) + shift).tolist()
        return found

    def _subject(self, both: Meaning) -> dict[str, float]:
        logits = self._of["cat.weight"] @ both + self._of["cat.bias"]
        power = np.exp(logits - logits.max())
        return dict(zip(self._categories, (power / power.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A layer of attention: the remark looks at those before it and at itself, then thinks."""

    norms: tuple[tuple[Meaning, Meaning], tuple[Meaning, Meaning]]
    asked: tuple[Meaning, Meaning]
    out: tuple[Meaning, Meaning]
    inner: tuple[Meaning, Meaning]
    outer: tuple[Meaning, Meaning]
    pairs: Meaning
    apart: Meaning

    def look(self, state: Meaning, seen: Meaning, pairs: Meaning, apart: Sequence[int]) -> Meaning:
        """The remark's next state.

        Args:
            seen: what is remembered of each remark here, keys and values; its own, the last row, is written down.
        """
        asked = self.asked[0] @ _normed(state, *self.norms[0]) + self.asked[1]
        seen[-1] = asked[WIDTH:]
        heads = self.pairs.shape[1]
        keys, values = seen[:, :WIDTH].reshape(len(seen), heads, -1), seen[:, WIDTH:].reshape(len(seen), heads, -1)
        score = (keys * asked[:WIDTH].reshape(heads, -1)).sum(axis=2) / math.sqrt(WIDTH // heads)
        score += pairs @ self.pairs + self.apart[apart]
        power = np.exp(score - score.max(axis=0))
        share = power / power.sum(axis=0)
        state = state + self.out[0] @ (share[:, :, None] * values).sum(axis=0).reshape(-1) + self.out[1]
        inner = np.maximum(self.inner[0] @ _normed(state, *self.norms[1]) + self.inner[1], np.float32(0.0))
        result: Meaning = state + self.outer[0] @ inner + self.outer[1]
        return result


def _layer(of: Mapping[str, Meaning], name: str) -> _Layer:
    def pair(part: str) -> tuple[Meaning, Meaning]:
        return of[f"{name}{part}.weight"], of[f"{name}{part}.bias"]

    norms = pair("n1"), pair("n2")
    return _Layer(norms, pair("qkv"), pair("o"), pair("f1"), pair("f2"), of[f"{name}b"], of[f"{name}db"])


@lru_cache(maxsize=1)
def load(path: Path = EAR_FILE) -> Ear:
    """The ear that the package has learned.

    Raises:
        OSError: no such file.
        ValueError: the file is no ear.
    """
    with np.load(path, allow_pickle=False) as arrays:
        tensors = {name.removeprefix(NET): arrays[name] for name in arrays.files if name.startswith(NET)}
        facts = json.loads(arrays["facts"].tobytes())
    return Ear(tensors, facts["categories"])


def _flags(remark: Remark) -> Meaning:
    """What is seen of a remark without its words; `nlu/semantic/hearing.py` has the same."""
    said = (remark.office, remark.picture, remark.sense is None, remark.voice, remark.quotes is not None)
    return np.array(said, np.float32)


def _pairs(remark: Remark, recent: Sequence[Remark], places: Sequence[int], farthest: int) -> tuple[Meaning, list[int]]:
    """For each remark before and the remark itself: said by the same person, how long ago, quoted; how many ago."""
    before = [recent[place] for place in places]
    rows = [
        (one.sender == remark.sender, gap(remark.at - one.at), place == remark.quoted)
        for place, one in zip(places, before, strict=True)
    ]
    apart = [min(len(recent) - place, farthest) for place in places]
    return np.array([*rows, (True, 0.0, False)], np.float32), [*apart, 0]


def gap(length: timedelta) -> float:
    """The time between two remarks as the net is told it."""
    return math.log1p(max(length.total_seconds() / 60, 0.0)) / 3


def _normed(values: Meaning, weight: Meaning, bias: Meaning) -> Meaning:
    centred = values - np.add.reduce(values) / len(values)
    found: Meaning = centred * (weight / math.sqrt(float(centred @ centred) / len(values) + _EPSILON)) + bias
    return found
