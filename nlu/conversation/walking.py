"""Going through a labelled conversation with everything before decided rightly, and noting every choice it meets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nlu.conversation import choosing, features
from nlu.conversation.belonging import Belonging
from nlu.conversation.choosing import Choice, Weights
from nlu.conversation.corpus import Conversation, Line
from nlu.conversation.ear import Heard
from nlu.conversation.remarks import RECENT, Remark, Scene, Sketch, seed_place, seeds
from nlu.judging import Meaning


@dataclass(slots=True)
class Told:
    """A conversation as the listener hears it, beside its labels.

    Attributes:
        spared: the ear has not learned from it.
    """

    of: Conversation
    remarks: list[Remark]
    spared: bool = True
    sounds: Meaning = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@dataclass(slots=True)
class Example:
    """One choice: what begins, what belongs to each trouble known, and which of them are right."""

    begins: list[float]
    belongs: list[list[float]]
    right: list[bool]  # nowhere, new, and each of `belongs`
    weight: float = 1.0

    @classmethod
    def met(cls, remark: Remark, scene: Scene, heard: Heard | None, right: list[bool]) -> Example:
        """The choice that a remark is, once it was heard."""
        belonging = Belonging(remark, scene, remark.told, heard)
        looks = [belonging.of(one) for one in scene.sketches]
        return cls(features.begins(remark, scene, remark.told, heard), looks, right)


def quoting(remark: Remark, line: Line, said: Sequence[Remark]) -> Remark:
    """The remark with what it answers."""
    if line.quotes is None:
        return remark
    first = max(0, len(said) - RECENT)
    quoted = line.quotes - first if line.quotes >= first else None
    return replace(remark, quotes=said[line.quotes].threads, quoted=quoted)


def long_ago(lines: Sequence[Line]) -> list[dict[str, int]]:
    """For each line: where the troubles were begun that were told before, and none of the `RECENT` before it is of."""
    plain = {key for line in lines if line.alone for key in line.belongs}
    begun, last, found = dict[str, int](), dict[str, int](), list[dict[str, int]]()
    for place, line in enumerate(lines):
        found.append({key: first for key, first in begun.items() if last[key] < place - RECENT})
        begun |= {key: place for key in line.belongs if key not in begun and (line.alone or key not in plain)}
        last |= {key: place for key in (*line.belongs, line.near) if key in begun}
    return found


class Walk:
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
        self._heard: Heard | None = None

    def run(self) -> None:
        """Meet every remark."""
        for remark, line in zip(self._told.remarks, self._told.of.lines, strict=True):
            self._meet(remark, line)

    def _meet(self, remark: Remark, line: Line) -> None:
        remark = quoting(remark, line, self._said)
        wanted = {self._numbers[key] for key in line.belongs}
        begun = {self._numbers[key] for key in line.belongs if line.alone or key not in self._plain}
        begun = (begun | (wanted & self._missed if line.text else set())) - set(self._known)
        recent = self._said[-RECENT:]
        told, heard = choosing.hear(self._weights, remark, Scene(recent, list(self._known.values())))
        remark = choosing.after(remark, Choice(told, (), heard))
        self._heard = heard
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
        self.examples.append(Example.met(remark, scene, self._heard, right))

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
        for place, looks in choosing.reach_back(remark, sketch, recent, self._heard):
            line = lines[first + place]
            belongs = number in {self._numbers[key] for key in line.belongs}
            if not line.neutral:
                self.earlier.append((looks, belongs))
            if belongs:
                self._said[first + place] = replace(recent[place], threads=(number,))
                sketch.add(recent[place])
