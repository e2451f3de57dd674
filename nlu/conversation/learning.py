"""`make listening`: from the conversations of the corpus to `weights.npz`.

Three things are learned, each by maximum likelihood: whether a remark belongs to any trouble, by a small net
over what it sounds like; which of the possibilities is right, by a conditional logit (McFadden 1974)
over all of them at once; and what was said before a trouble began belongs to it, by logistic regression again.
For the second and third the first is asked about conversations it has not learned from.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from nlu.conversation import choosing, features
from nlu.conversation.belonging import Belonging
from nlu.conversation.choosing import Weights
from nlu.conversation.corpus import Conversation, Line
from nlu.conversation.remarks import RECENT, Remark, Scene, Sketch, seed_place, seeds
from nlu.judging import Meaning

FOLDS = 5
CHOICE_PENALTY, BEFORE_C = 0.3, 1.0
UNITS, DECAY, PASSES, NETS = 64, 0.1, 60, 3  # of the nets for what a remark sounds like; their average is learned
ENOUGH = 2_000  # examples from which a tenth of them can be spared to tell when to stop
SEED = 7
MISSING = (0.0, 0.4)  # shares of beginnings that are missed while it is learned, once each
ALONE_WEIGHT = 0.1  # of a single message beside one of a conversation
Say = Callable[[str], None]


@dataclass(slots=True)
class Told:
    """A conversation as the listener hears it, beside its labels."""

    of: Conversation
    remarks: list[Remark]
    sounds: Meaning = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@dataclass(slots=True)
class Example:
    """One choice: what begins, what belongs to each trouble known, and which of them are right."""

    begins: list[float]
    belongs: list[list[float]]
    right: list[bool]  # nowhere, new, and each of `belongs`
    weight: float = 1.0


def learn(told: Sequence[Told], alone: Sequence[tuple[Remark, bool]] = (), say: Say = lambda words: None) -> Weights:
    """Everything, from these conversations.

    Args:
        alone: single messages and whether they tell a trouble: a broad but weaker teacher of what one sounds like.
    """
    singles = [(features.sounds(remark, Scene()), truth) for remark, truth in alone]
    for one in told:
        one.sounds = np.stack([features.sounds(remark, Scene(one.remarks[max(0, place - RECENT) : place]))
                               for place, remark in enumerate(one.remarks)])  # fmt: skip
    say("learning what a remark of a trouble sounds like")
    fold = np.array([place % FOLDS for place in range(len(told))])
    heard: list[Weights] = []
    for number in range(min(FOLDS, len(told))):
        heard.append(_sound([one for one, its in zip(told, fold, strict=True) if its != number], singles, 1))
    say("learning where it belongs")
    examples: list[Example] = []
    earlier: list[tuple[Meaning, bool]] = []
    chance = Random(SEED)  # noqa: S311
    for missing in MISSING:
        for one, its in zip(told, fold, strict=True):
            walk = _Walk(one, heard[its], partial(_happens, chance, missing))
            walk.run()
            examples += walk.examples
            earlier += walk.earlier
    for remark, truth in alone:
        sound = choosing.told(heard[0], remark, Scene())
        examples.append(Example(features.begins(remark, Scene(), sound), [], [not truth, truth], ALONE_WEIGHT))
    chosen = _choice(examples)
    looks, right = np.stack([looks for looks, _ in earlier]), [truth for _, truth in earlier]
    back = LogisticRegression(C=BEFORE_C, max_iter=2_000, fit_intercept=False).fit(looks, right)
    split = len(features.BEGINS)
    before = back.coef_[0].astype(np.float32)
    return replace(_sound(told, singles, NETS), begins=chosen[:split], belongs=chosen[split:], before=before)


def _happens(chance: Random, share: float) -> bool:
    return chance.random() < share


def _sound(told: Sequence[Told], singles: Sequence[tuple[Meaning, bool]], nets: int) -> Weights:
    rows = [one.sounds[place] for one in told for place, line in enumerate(one.of.lines) if not line.neutral]
    truth = [bool(line.belongs) for one in told for line in one.of.lines if not line.neutral]
    # A single message weighs less than one of a conversation: so many fewer of them take part.
    chosen = Random(SEED).sample(singles, min(len(singles), int(len(singles) * ALONE_WEIGHT)))  # noqa: S311
    rows += [looks for looks, _ in chosen]
    truth += [is_one for _, is_one in chosen]
    looks = np.stack(rows)
    hidden, heard, bias = [], [], 0.0
    for seed in range(nets):
        net = MLPClassifier(
            (UNITS,), alpha=DECAY, early_stopping=len(rows) >= ENOUGH, max_iter=PASSES, random_state=SEED + seed
        )
        with warnings.catch_warnings():
            # So many passes are enough, whether or not the last one still moved.
            warnings.simplefilter("ignore", ConvergenceWarning)
            net.fit(looks, truth)
        hidden.append(np.hstack([net.coefs_[0].T, net.intercepts_[0][:, None]]))
        heard.append(net.coefs_[1][:, 0] / nets)
        bias += float(net.intercepts_[1][0]) / nets
    nothing = np.zeros(0, np.float32)
    sound, weighed = np.vstack(hidden).astype(np.float32), np.append(np.concatenate(heard), bias).astype(np.float32)
    return Weights(sound, weighed, nothing, nothing, nothing)


class _Walk:
    """Goes through a conversation with everything before decided rightly, and notes every choice it meets.

    A trouble begins with the first message that tells it plainly; what hinted at it before is brought to it then.

    Args:
        misses: says each time whether a beginning is missed, as a listener may: what follows may begin it as well.
    """

    def __init__(self, told: Told, weights: Weights, misses: Callable[[], bool]) -> None:
        self._misses = misses
        self._missed: set[int] = set()
        self.examples: list[Example] = []
        self.earlier: list[tuple[Meaning, bool]] = []
        self._told, self._weights = told, weights
        self._numbers = {key: number for number, key in enumerate(told.of.troubles)}
        self._plain = {key for line in told.of.lines if line.alone for key in line.belongs}
        self._known: dict[int, Sketch] = {}
        self._said: list[Remark] = []

    def run(self) -> None:
        """Meet every remark."""
        for remark, line in zip(self._told.remarks, self._told.of.lines, strict=True):
            self._meet(remark, line)

    def _meet(self, remark: Remark, line: Line) -> None:
        if line.quotes is not None:
            first = max(0, len(self._said) - RECENT)
            quoted = line.quotes - first if line.quotes >= first else None
            remark = replace(remark, quotes=self._said[line.quotes].threads, quoted=quoted)
        wanted = {self._numbers[key] for key in line.belongs}
        begun = {self._numbers[key] for key in line.belongs if line.alone or key not in self._plain}
        begun = (begun | (wanted & self._missed if line.text else set())) - set(self._known)
        remark = replace(remark, told=choosing.told(self._weights, remark, Scene(self._said[-RECENT:])))
        near = {self._numbers[line.near]} & self._missed - set(self._known) if line.near and remark.office else set()
        if near or not line.neutral:
            self._note(remark, wanted | near, begun, hinted=not line.alone and not near)
        self._said.append(remark)
        if lost := {number for number in begun if self._misses()}:
            self._missed |= lost
            begun -= lost
        for number in begun:
            self._begin(number, remark)
        for number in (wanted & set(self._known)) - begun:
            self._known[number].add(remark)
        belongs = wanted & set(self._known)
        if line.neutral and line.near is not None and self._numbers[line.near] in self._known:
            # Where it may be or not, it is where people would look for it, and tells nothing of the trouble.
            belongs = {self._numbers[line.near]}
            self._known[self._numbers[line.near]].add(replace(remark, office=True))
        self._said[-1] = replace(remark, threads=tuple(sorted(belongs)))

    def _note(self, remark: Remark, wanted: set[int], begun: set[int], *, hinted: bool) -> None:
        """One choice: which possibilities are right.

        Args:
            hinted: whether nothing plain was said; not to hear it is then no fault.
        """
        first = max(0, len(self._said) - RECENT)
        recent = self._said[first:]
        scene = Scene(recent, [*self._known.values(), *seeds(recent, remark.at)])
        known = [self._is(one, wanted, first) for one in scene.sketches]
        early = bool(wanted) and not wanted & set(self._known) and (not begun or hinted)
        # The same person's trouble of a moment ago may begin with what he said then as well as now.
        right = [not wanted or (early and not any(known)), bool(begun) or early, *known]
        belonging = Belonging(remark, scene, remark.told)
        looks = [belonging.of(one) for one in scene.sketches]
        self.examples.append(Example(features.begins(remark, scene, remark.told), looks, right))

    def _is(self, sketch: Sketch, wanted: set[int], first: int) -> bool:
        place = seed_place(sketch.id)
        if place is None:
            return sketch.id in wanted
        line = self._told.of.lines[first + place]
        return bool({self._numbers[key] for key in line.belongs} & wanted - set(self._known))

    def _begin(self, number: int, remark: Remark) -> None:
        sketch = self._known[number] = Sketch.begun(number, remark)
        first = max(0, len(self._said) - 1 - RECENT)
        recent, lines = self._said[first:-1], self._told.of.lines
        for place, looks in choosing.reach_back(self._weights, remark, sketch, recent):
            line = lines[first + place]
            belongs = number in {self._numbers[key] for key in line.belongs}
            if not line.neutral:
                self.earlier.append((looks, belongs))
            if belongs:
                self._said[first + place] = replace(recent[place], threads=(number,))
                sketch.add(recent[place])


def _choice(examples: Sequence[Example]) -> Meaning:
    """The conditional logit: the weights under which the right possibilities are likeliest."""
    begins, belongs = len(features.BEGINS), len(features.BELONGS)
    sizes = np.array([len(example.right) for example in examples])
    rows = np.zeros((sizes.sum(), begins + belongs))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    for start, example in zip(starts, examples, strict=True):
        rows[start + 1, :begins] = example.begins
        for place, looks in enumerate(example.belongs):
            rows[start + 2 + place, begins:] = looks
    right = np.concatenate([example.right for example in examples]).astype(float)
    owner = np.repeat(np.arange(len(examples)), sizes)
    weight = np.array([example.weight for example in examples])

    def surprise(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total, hits = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts) + 1e-30
        slope = rows.T @ (weight[owner] * (powers / total[owner] - powers * right / hits[owner]))
        slope += CHOICE_PENALTY * weights
        return float(weight @ (np.log(total) - np.log(hits)) + CHOICE_PENALTY * (weights @ weights) / 2), slope

    found = minimize(surprise, np.zeros(begins + belongs), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, np.float32)
