"""Where a remark belongs: every possibility weighed against the others, with the reasons. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from nlu.conversation import ear, features
from nlu.conversation.belonging import Belonging, linked
from nlu.conversation.ear import Ear, Heard
from nlu.conversation.remarks import Remark, Scene, Sketch, minutes
from nlu.judging import Meaning

WEIGHTS_FILE = Path(__file__).with_name("weights.npz")

NOWHERE, NEW = -1, -2  # instead of a trouble's id
UNDOUBTED = 6.0  # logits beyond this one mean nothing more
_FIXED = 2  # possibilities that are no trouble known
_BACK_WITHIN = 20.0  # minutes in which what was said before may belong to a trouble that begins
_REASONS = 3  # told of a choice
_ONE = np.ones(1, np.float32)


@dataclass(frozen=True, slots=True)
class Option:
    """One possibility.

    Attributes:
        thread: the trouble; `NEW` is one of its own, `NOWHERE` none.
        because: names of the features that speak most for it, strongest first; only of the likeliest that is not
            `NOWHERE`.
    """

    thread: int
    probability: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a listener makes of a remark.

    Attributes:
        told: logit that it belongs to any trouble, from what it sounds like.
        options: every possibility, likeliest first.
        heard: what the ear heard in it; None where it does not listen.
    """

    told: float
    options: tuple[Option, ...]
    heard: Heard | None = None

    @property
    def best(self) -> Option:
        """The likeliest of those that are not `NOWHERE`."""
        return next(one for one in self.options if one.thread != NOWHERE)

    def of(self, thread: int) -> float:
        """Probability of one possibility."""
        return next((one.probability for one in self.options if one.thread == thread), 0.0)


@dataclass(frozen=True, eq=False)
class Weights:
    """What was learned from conversations.

    Attributes:
        ear: None where everything is decided by what a remark sounds like alone.
        blend: what the net over `sounds` and the ear weigh beside each other, and a shift.
        sound: of `features.sounds`, for belonging to any trouble: a layer of hidden units, a row each, the last column
            its bias; `heard` weighs what they say, its last number is the bias.
        begins, belongs: of the two kinds of possibility.
        before: of `features.before`.
    """

    sound: Meaning
    heard: Meaning
    begins: Meaning
    belongs: Meaning
    before: Meaning
    blend: Meaning = field(default_factory=lambda: np.array([1.0, 0.0, 0.0], np.float32))
    ear: Ear | None = None

    def save(self, path: Path) -> None:
        """Write them down, with the names of what they weigh."""
        named = json.dumps({"choice": list(features.names()), "before": features.BEFORE, "sounds": features.SOUNDS})
        np.savez_compressed(
            path, sound=self.sound.astype(np.float16), heard=self.heard, begins=self.begins, belongs=self.belongs,
            before=self.before, blend=self.blend, named=np.frombuffer(named.encode(), np.uint8),
        )  # fmt: skip


@lru_cache(maxsize=1)
def load(path: Path = WEIGHTS_FILE) -> Weights:
    """What the package has learned.

    Raises:
        OSError: no such file.
        ValueError: it was learned from other features.
    """
    with np.load(path, allow_pickle=False) as arrays:
        named = json.loads(arrays["named"].tobytes())
        known = {"choice": list(features.names()), "before": list(features.BEFORE), "sounds": list(features.SOUNDS)}
        if named != known:
            raise ValueError(f"{path.name} was learned from other features: run `make listening`")
        return Weights(
            arrays["sound"].astype(np.float32), arrays["heard"].astype(np.float32),
            arrays["begins"].astype(np.float32), arrays["belongs"].astype(np.float32),
            arrays["before"].astype(np.float32), arrays["blend"].astype(np.float32), ear.load(),
        )  # fmt: skip


def hear(weights: Weights, remark: Remark, scene: Scene) -> tuple[float, Heard | None]:
    """Logit that a remark belongs to any trouble, from what it sounds like; and what the ear heard in it."""
    heard = weights.ear.hear(remark, scene.recent, scene.long_ago()) if weights.ear is not None else None
    value = in_burst(weights, remark, scene)
    if heard is not None:
        value = float(weights.blend @ np.array([value, held(heard.told), 1.0], np.float32))
    return held(value), heard


def in_burst(weights: Weights, remark: Remark, scene: Scene) -> float:
    """The same from what it sounds like alone and with what the same person just said."""
    units = np.maximum(weights.sound @ _with_one(features.sounds(remark, scene)), 0.0)
    return held(float(weights.heard @ _with_one(units)))


def after(remark: Remark, choice: Choice) -> Remark:
    """The remark with what was heard in it, as later ones look at it."""
    if choice.heard is None:
        return replace(remark, told=choice.told)
    return replace(remark, told=choice.told, subject=choice.heard.subject, trace=choice.heard.trace)


def held(value: float) -> float:
    """A logit, cut where more means nothing."""
    return min(max(value, -UNDOUBTED), UNDOUBTED)


def _with_one(values: Meaning) -> Meaning:
    """For the bias; taking it off the matrix instead would copy the matrix for every message."""
    return np.concatenate((values, _ONE))


def choose(weights: Weights, remark: Remark, scene: Scene) -> Choice:
    """Weigh every possibility."""
    sound, heard = hear(weights, remark, scene)
    beginning = weights.begins * np.array(features.begins(remark, scene, sound, heard), np.float32)
    votes: list[tuple[int, float]] = [(NOWHERE, 0.0), (NEW, float(beginning.sum()))]
    parts = np.zeros((0, len(features.BELONGS)), np.float32)
    if scene.sketches:
        belonging = Belonging(remark, scene, sound, heard)
        parts = weights.belongs * np.array([belonging.of(one) for one in scene.sketches], np.float32)
        votes += zip((one.id for one in scene.sketches), parts.sum(axis=1).tolist(), strict=True)
    peak = max(score for _, score in votes)
    powers = [math.exp(score - peak) for _, score in votes]
    total = sum(powers)
    order = sorted(range(len(votes)), key=lambda place: -powers[place])
    # Reasons are told of what is likeliest to be done; nobody asks why not of the rest.
    wanted = next(place for place in order if place)
    why = _reasons(beginning, features.BEGINS) if wanted == 1 else _reasons(parts[wanted - _FIXED], features.BELONGS)
    options = (Option(votes[place][0], powers[place] / total, why if place == wanted else ()) for place in order)
    return Choice(sound, tuple(options), heard)


def before(
    weights: Weights, remark: Remark, sketch: Sketch, recent: Sequence[Remark], heard: Heard | None
) -> list[int]:
    """Which of the remarks before one that has just begun a trouble belong to it; places in `recent`.

    Args:
        recent: oldest first; what belongs to a trouble already, stays there.
        heard: what the ear heard in the remark by which the trouble was noticed.
    """
    every = reach_back(remark, sketch, recent, heard)
    return [place for place, looks in every if reaches(weights, looks)]


def reaches(weights: Weights, looks: Meaning) -> bool:
    """Whether what was said before belongs to the trouble, by what `reach_back` looks at."""
    return float(weights.before @ looks) > 0


def reach_back(
    remark: Remark, sketch: Sketch, recent: Sequence[Remark], heard: Heard | None
) -> list[tuple[int, Meaning]]:
    """Every remark that may belong to a trouble which has just begun, with what is looked at."""
    found = []
    for place, said in enumerate(recent):
        if said.threads or said.office or minutes(remark.at - said.at) > _BACK_WITHIN:
            continue
        between = sum(bool(one.threads) for one in recent[place + 1 :])
        tie = linked([] if heard is None else [heard.links[place]])
        looks = features.before(said, remark, sketch, len(recent) - place, between, tie)
        found.append((place, np.array(looks, np.float32)))
    return found


def _reasons(parts: Meaning, names: Sequence[str]) -> tuple[str, ...]:
    strongest = np.argsort(-parts)[:_REASONS]
    return tuple(names[place] for place in strongest if parts[place] > 0)
