"""`make listening`: from the conversations of the corpus to `weights.npz`.

Three things are learned, each by maximum likelihood: whether a remark belongs to any trouble, by a small net
over what it sounds like and by the ear, weighed by logistic regression; which of the possibilities is right, by a
conditional logit (McFadden 1974) over all of them at once; and what was said before a trouble began belongs to it, by
logistic regression again. The last two are learned with everything before decided rightly, then as the listener
decided it (`rehearsing`). Where a step builds on another, that one is asked about conversations it has not learned
from: the net by turns, the ear about those that were kept from it (`spared`).
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

from nlu.conversation import choosing, features, varying
from nlu.conversation.choosing import Weights
from nlu.conversation.ear import Ear
from nlu.conversation.rehearsing import Rehearsal
from nlu.conversation.remarks import RECENT, Remark, Scene, Sketch
from nlu.conversation.walking import Example, Told, Walk, long_ago, quoting
from nlu.judging import Meaning

FOLDS = 5
CHOICE_PENALTY, USUAL_PENALTY, BEFORE_C = 0.3, 30.0, 1.0
UNITS, DECAY, PASSES, NETS = 64, 0.1, 60, 3  # of the nets for what a remark sounds like; their average is learned
ENOUGH = 2_000  # examples from which a tenth of them can be spared to tell when to stop
SEED = 7
REHEARSALS = 3  # times it goes through the conversations deciding for itself
MISSING = (0.0, 0.4)  # shares of beginnings that are missed while it is learned, once each
# Of a single message beside one of a conversation: as a rule, and where it is learned how far to trust the ear, for
# which there are fewer conversations; with less there, plain words said into a silent group open no ticket.
ALONE_WEIGHT, ALONE_HEARD = 0.1, 0.45
Say = Callable[[str], None]


def learn(
    told: Sequence[Told], alone: Sequence[tuple[Remark, bool]] = (), say: Say = lambda words: None,
    ear: Ear | None = None,
) -> Weights:  # fmt: skip
    """Everything but the ear, from these conversations.

    Args:
        alone: single messages and whether they tell a trouble: a broad but weaker teacher of what one sounds like.
        ear: heard beside the rest; what builds on it is learned from the conversations that were spared.
    """
    singles = [(features.sounds(remark, Scene()), truth) for remark, truth in alone]
    for one in told:
        one.sounds = _sounds(one.remarks)
    say("learning what a remark of a trouble sounds like")
    fold = np.array([place % FOLDS for place in range(len(told))])
    heard: list[Weights] = []
    for number in range(min(FOLDS, len(told))):
        heard.append(_sound([one for one, its in zip(told, fold, strict=True) if its != number], singles, 1))
    spared = [(one, heard[its]) for one, its in zip(told, fold, strict=True) if one.spared]
    spared += [(silent, its) for one, its in spared for silent in _into_silence(one)]
    blend = _blend(spared, ear)
    say("learning where it belongs")
    listening = list(zip(told, (heard[its] for its in fold), strict=True))
    every, usual = _met(listening, alone, ALONE_WEIGHT), None
    if ear is not None:
        say("learning how far to trust the ear")
        usual = _choice(every.choices)
        listening = [(one, replace(its, ear=ear, blend=blend)) for one, its in spared]
        every = _met(listening, alone, ALONE_HEARD)
    say("learning to go on from its own mistakes")
    found = _rehearsed(listening, every, usual)
    sound = _sound(told, singles, NETS)
    return replace(found, sound=sound.sound, heard=sound.heard, blend=blend, ear=ear)


def _rehearsed(listening: Sequence[tuple[Told, Weights]], every: _Met, usual: Meaning | None) -> Weights:
    """What is learned from every choice that was met and from those that the listener then meets by itself.

    Args:
        usual: see `_choice`.
    """
    for _ in range(REHEARSALS):
        found = _where(every, usual)
        for one, its in listening:
            rehearsal = Rehearsal(one, replace(its, begins=found.begins, belongs=found.belongs, before=found.before))
            rehearsal.run()
            every.choices.extend(rehearsal.examples)
            every.earlier.extend(rehearsal.earlier)
    return _where(every, usual)


def _where(every: _Met, usual: Meaning | None) -> Weights:
    """Where a remark belongs, and what was said before: of `Weights` this part only."""
    chosen, split = _choice(every.choices, usual), len(features.BEGINS)
    looks, right = np.stack([looks for looks, _ in every.earlier]), [truth for _, truth in every.earlier]
    back = LogisticRegression(C=BEFORE_C, max_iter=2_000, fit_intercept=False).fit(looks, right)
    nothing = np.zeros(0, np.float32)
    return Weights(nothing, nothing, chosen[:split], chosen[split:], back.coef_[0].astype(np.float32))


def _sounds(remarks: Sequence[Remark]) -> Meaning:
    scenes = (Scene(remarks[max(0, place - RECENT) : place]) for place in range(len(remarks)))
    return np.stack([features.sounds(remark, scene) for remark, scene in zip(remarks, scenes, strict=True)])


def _into_silence(told: Told) -> list[Told]:
    """The first words of the conversation's last trouble told plainly and what follows, as if nothing had been said."""
    places = varying.openings(told.of)
    if not places:
        return []
    remarks = told.remarks[places[-1] :]
    return [Told(varying.opened(told.of, places[-1]), remarks, told.spared, _sounds(remarks))]


@dataclass(frozen=True, slots=True)
class _Met:
    """Every choice that was met, and what had been said before a trouble began."""

    choices: list[Example] = field(default_factory=list)
    earlier: list[tuple[Meaning, bool]] = field(default_factory=list)


def _met(heard: Sequence[tuple[Told, Weights]], alone: Sequence[tuple[Remark, bool]], weight: float) -> _Met:
    """Go through conversations, each heard with weights that were not learned from it, and single messages.

    Args:
        weight: of a single message.
    """
    found, chance = _Met(), Random(SEED)  # noqa: S311
    for missing in MISSING:
        for one, weights in heard:
            walk = Walk(one, weights, partial(_happens, chance, missing))
            walk.run()
            found.choices.extend(walk.examples)
            found.earlier.extend(walk.earlier)
    for remark, truth in alone:
        sound, said = choosing.hear(heard[0][1], remark, Scene())
        looks = features.begins(remark, Scene(), sound, said)
        found.choices.append(Example(looks, [], [not truth, truth], weight))
    return found


def _blend(spared: Sequence[tuple[Told, Weights]], ear: Ear | None) -> Meaning:
    """What the net and the ear weigh beside each other, and a shift."""
    if ear is None:
        return np.array([1.0, 0.0, 0.0], np.float32)
    looks, right = [], []
    for one, weights in spared:
        said: list[Remark] = []
        numbers = {key: number for number, key in enumerate(one.of.troubles)}
        for remark, line, begun in zip(one.remarks, one.of.lines, long_ago(one.of.lines), strict=True):
            recent = said[-RECENT:]
            scene = Scene(recent, [Sketch.begun(numbers[key], said[place]) for key, place in begun.items()])
            heard = ear.hear(quoting(remark, line, said), recent, scene.long_ago())
            remark = replace(remark, threads=tuple(numbers[key] for key in line.belongs))
            said.append(remark if heard is None else replace(remark, trace=heard.trace))
            if heard is not None and not line.neutral:
                looks.append([choosing.in_burst(weights, remark, Scene(recent)), choosing.held(heard.told)])
                right.append(bool(line.belongs))
    found = LogisticRegression(C=1.0, max_iter=1_000).fit(np.array(looks), right)
    return np.array([*found.coef_[0], found.intercept_[0]], np.float32)


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


def _choice(examples: Sequence[Example], usual: Meaning | None = None) -> Meaning:
    """The conditional logit: the weights under which the right possibilities are likeliest.

    Args:
        usual: what was learned from more conversations without the ear; weights go from there as far as must be.
    """
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

    start = np.zeros(begins + belongs) if usual is None else usual.astype(np.float64)
    pull = np.full(begins + belongs, CHOICE_PENALTY if usual is None else USUAL_PENALTY)
    pull[[at for at, name in enumerate(features.names()) if ".ear_" in name]] = CHOICE_PENALTY

    def surprise(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total, hits = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts) + 1e-30
        slope = rows.T @ (weight[owner] * (powers / total[owner] - powers * right / hits[owner]))
        slope += pull * (weights - start)
        return float(weight @ (np.log(total) - np.log(hits)) + pull @ (weights - start) ** 2 / 2), slope

    found = minimize(surprise, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, np.float32)
