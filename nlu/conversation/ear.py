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

from nlu.conversation.impression import SCALE, SOUNDS, impression
from nlu.conversation.remarks import RECENT
from nlu.judging import Meaning
from nlu.semantic.opinion import EAR_FILE

if TYPE_CHECKING:
    from nlu.conversation.remarks import Remark, Sketch

WIDTH, LAYERS = 128, 2
HEADS = 4  # of attention
LINK = 64  # width in which two remarks are compared
_OF_LAYER = 2 * WIDTH  # numbers: the key by which it is found and the value that is heard then
TRACE = LAYERS * _OF_LAYER + LINK  # numbers remembered of a remark
NET = "net."  # begins the names of the net's tensors in the file; the others are the encoder's
LONG_AGO = RECENT + 1  # how far apart a remark is from the beginning of a trouble nobody spoke of since
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
        long_ago: for each trouble nobody spoke of lately, by its id, the logit that it belongs to it.
        trace: what is remembered of it.
        asked: what it is compared with the traces of others by.
    """

    told: float
    begins: float
    subject: Mapping[str, float]
    links: tuple[float, ...]
    long_ago: Mapping[int, float]
    trace: Meaning
    asked: Meaning

    def tied_to(self, trace: Meaning) -> float:
        """Logit that both belong to one trouble by what they say alone, whoever said it and however long ago."""
        return float(self.asked @ trace[-LINK:])


class Ear:
    """Hears remarks one by one.

    Args:
        tensors: of the net, by the names PyTorch gives them.
        categories: names of the columns of `cat`.
    """

    def __init__(self, tensors: Mapping[str, Meaning], categories: Sequence[str]) -> None:
        self._of = of = {name: np.asarray(value, np.float32) for name, value in tensors.items()}
        self._layers = [_Layer.read(of, f"ly.{number}.") for number in range(LAYERS)]
        self._categories = tuple(categories)
        inward = np.hstack([of[f"{name}.weight"] for name in ("inp", "fl", "alone")])
        self._inward = inward, of["inp.bias"] + of["alone.bias"]
        # What ties remarks by who, when and how far apart, for all layers and for the links at once.
        self._by_pair = np.hstack([*(of[f"ly.{number}.b"] for number in range(LAYERS)), of["lb"][:3, None]])
        ties = of["ldb"][:, None] + of["lb"][3]
        self._by_distance = np.hstack([*(of[f"ly.{number}.db"] for number in range(LAYERS)), ties])
        self._linking = _after_norm(of, "no", np.vstack([of["lq.weight"], of["lk.weight"]]),
                                    np.concatenate([of["lq.bias"], of["lk.bias"]]))  # fmt: skip
        heads = "told", "new", "cat"
        weight = np.vstack([of[f"{name}.weight"] for name in heads])
        scaled, bias = _after_norm(of, "no", weight[:, :WIDTH], np.concatenate([of[f"{name}.bias"] for name in heads]))
        self._heads = np.hstack([scaled, weight[:, WIDTH:]]), bias

    def hear(self, remark: Remark, recent: Sequence[Remark], long_ago: Sequence[Sketch] = ()) -> Heard | None:
        """Hear a remark; None where its words were not read.

        Args:
            recent: what was said before it, oldest first, as many as the net looks back.
            long_ago: troubles that none of them belongs to, with the traces of how they began.
        """
        of = self._of
        tone = of["photo"] if remark.sense is None else remark.sense.tone
        if tone is None:
            return None
        remembered = {place: one.trace for place, one in enumerate(recent) if one.trace is not None}
        began = (one.trace for one in long_ago if one.trace is not None)
        # Laid end to end: stacking them costs four times as much.
        traces = np.concatenate([*remembered.values(), *began, np.zeros(TRACE, np.float32)]).reshape(-1, TRACE)
        ties = self._ties(remark, recent, list(remembered), long_ago)
        scaled, alone = tone * np.float32(SCALE), impression(remark)
        state = self._inward[0] @ np.concatenate([scaled, _flags(remark), alone]) + self._inward[1]
        for number, layer in enumerate(self._layers):
            seen = traces[:, number * _OF_LAYER : (number + 1) * _OF_LAYER]
            state = layer.look(state, seen, ties[number * HEADS : (number + 1) * HEADS])
        result = _standard(state)
        compared = self._linking[0] @ result + self._linking[1]
        traces[-1, -LINK:] = compared[LINK:]
        asked = compared[:LINK] / math.sqrt(LINK)
        tied = (traces[:-1, -LINK:] @ asked + ties[-1, :-1]).tolist()
        told, begins, *subject = self._answers(np.concatenate([result, scaled, alone[:SOUNDS]]))
        lately, ago = dict(zip(remembered, tied, strict=False)), tied[len(remembered) :]
        links = tuple(lately.get(place, UNLINKED) for place in range(len(recent)))
        beginnings = dict(zip((one.id for one in long_ago), ago, strict=True))
        return Heard(told, begins, self._subject(subject), links, beginnings, traces[-1].copy(), asked)

    def _answers(self, known: Meaning) -> list[float]:
        found: list[float] = (self._heads[0] @ known + self._heads[1]).tolist()
        return found

    def _ties(
        self, remark: Remark, recent: Sequence[Remark], places: Sequence[int], long_ago: Sequence[Sketch]
    ) -> Meaning:
        """What ties a remark to each before it, and to itself: a row for each head of each layer, and for links."""
        sender, at, quotes = remark.sender, remark.at, remark.quotes or ()
        rows = [
            (recent[place].sender == sender, gap(at - recent[place].at), place == remark.quoted) for place in places
        ]
        rows += [(one.teller == sender, gap(at - one.opened_at), one.id in quotes) for one in long_ago]
        apart = [*(len(recent) - place for place in places), *(LONG_AGO for _ in long_ago), 0]
        pairs = np.array([*rows, (True, 0.0, False)], np.float32)
        found: Meaning = (pairs @ self._by_pair + self._by_distance[apart]).T
        return found

    def _subject(self, logits: Sequence[float]) -> dict[str, float]:
        most = max(logits)
        power = [math.exp(logit - most) for logit in logits]
        total = sum(power)
        return {name: one / total for name, one in zip(self._categories, power, strict=True)}


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A layer of attention: the remark looks at those before it and at itself, then thinks."""

    asked: tuple[Meaning, Meaning]
    out: tuple[Meaning, Meaning]
    inner: tuple[Meaning, Meaning]
    outer: tuple[Meaning, Meaning]

    @classmethod
    def read(cls, of: Mapping[str, Meaning], name: str) -> _Layer:
        """A layer by the names PyTorch gives its parts."""

        def part(of_it: str) -> tuple[Meaning, Meaning]:
            return of[f"{name}{of_it}.weight"], of[f"{name}{of_it}.bias"]

        asked, inner = (_after_norm(of, name + norm, *part(its)) for norm, its in (("n1", "qkv"), ("n2", "f1")))
        # A query is compared with keys by its length's root: it is made shorter once and for all.
        shorter = np.ones(len(asked[1]), np.float32)
        shorter[:WIDTH] /= math.sqrt(WIDTH // HEADS)
        return cls((asked[0] * shorter[:, None], asked[1] * shorter), part("o"), inner, part("f2"))

    def look(self, state: Meaning, seen: Meaning, ties: Meaning) -> Meaning:
        """The remark's next state.

        Args:
            seen: what is remembered of each remark here, keys and values; its own, the last row, is written down.
            ties: for each head what ties the remark to each.
        """
        asked = self.asked[0] @ _standard(state) + self.asked[1]
        seen[-1] = asked[WIDTH:]
        by_head = seen.reshape(len(seen), 2, HEADS, -1).transpose(1, 2, 0, 3)
        score = (by_head[0] @ asked[:WIDTH].reshape(HEADS, -1, 1))[:, :, 0] + ties
        power = np.exp(score - score.max(axis=1, keepdims=True))
        power /= power.sum(axis=1, keepdims=True)
        state = state + self.out[0] @ (power[:, None, :] @ by_head[1]).reshape(-1) + self.out[1]
        inner = np.maximum(self.inner[0] @ _standard(state) + self.inner[1], np.float32(0.0))
        result: Meaning = state + self.outer[0] @ inner + self.outer[1]
        return result


def _after_norm(of: Mapping[str, Meaning], norm: str, weight: Meaning, bias: Meaning) -> tuple[Meaning, Meaning]:
    """A linear map with the scale and the shift of the norm before it worked in, so that `_standard` is enough."""
    return weight * of[f"{norm}.weight"], bias + weight @ of[f"{norm}.bias"]


def _standard(values: Meaning) -> Meaning:
    """With mean 0 and variance 1."""
    centred = values - np.add.reduce(values) / np.float32(len(values))
    result: Meaning = centred / np.float32(math.sqrt(float(centred @ centred) / len(values) + _EPSILON))
    return result


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
    """What is seen of a remark without its words; `nlu/semantic/lessons.py` has the same."""
    said = (remark.office, remark.picture, remark.sense is None, remark.voice, remark.quotes is not None)
    return np.array(said, np.float32)


def gap(length: timedelta) -> float:
    """The time between two remarks as the net is told it."""
    return math.log1p(max(length.total_seconds() / 60, 0.0)) / 3
