"""Going through a labelled conversation deciding for oneself, and noting at each remark what would have been right.

A listener that has only met conversations in which everything before was decided rightly never learns to go on from
its own mistakes: a trouble put to another's ticket, small talk taken for one. So it meets what it would make of
them itself (dataset aggregation: Ross, Gordon and Bagnell 2011, "A reduction of imitation learning").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from nlu.conversation import choosing
from nlu.conversation.choosing import NEW, NOWHERE, Choice, Weights
from nlu.conversation.corpus import Line
from nlu.conversation.listening import Certainty, candidates, decided
from nlu.conversation.remarks import RECENT, Remark, Scene, Sketch, seed_place, seeds
from nlu.conversation.walking import Example, Told, quoting
from nlu.judging import Meaning

_USUAL = Certainty()


class Rehearsal:
    """Goes through a conversation as a listener with these weights would."""

    def __init__(self, told: Told, weights: Weights) -> None:
        self.examples: list[Example] = []
        self.earlier: list[tuple[Meaning, bool]] = []
        self.said: list[Remark] = []
        self._told, self._weights = told, weights
        self._plain = {key for line in told.of.lines if line.alone for key in line.belongs}
        self._passed: set[str] = set()  # troubles that were told plainly, heard or not
        self._known: dict[int, Sketch] = {}
        self._holds: dict[int, Counter[str]] = {}  # of each sketch: remarks of which troubles were put to it

    def run(self) -> None:
        """Meet every remark."""
        for remark, line in zip(self._told.remarks, self._told.of.lines, strict=True):
            self._meet(remark, line)
            self._passed |= set(line.belongs) if line.alone else set()

    def _meet(self, remark: Remark, line: Line) -> None:
        remark, recent = quoting(remark, line, self.said), self.said[-RECENT:]
        known = candidates(self._known.values(), remark.quotes or ())
        scene = Scene(recent, [*known, *seeds(recent, remark.at)])
        choice = choosing.choose(self._weights, remark, scene)
        remark = choosing.after(remark, choice)
        right = self._right(line, scene)
        if any(right) and not line.neutral:
            self.examples.append(Example.met(remark, scene, choice.heard, right))
        thread = decided(choice, _USUAL, remark, scene.sketches)
        self.said.append(remark)
        if thread == NEW and not remark.office:
            self._begin(len(self.said) - 1, len(recent), choice)
        elif thread not in (NEW, NOWHERE):
            self._join(thread, remark, line, choice)

    def _right(self, line: Line, scene: Scene) -> list[bool]:
        """Which possibilities are right: nowhere, new, and each sketch; none where the trouble is out of sight."""
        wanted, first = set(line.belongs), len(self.said) - len(scene.recent)
        owners = {number: _most(holds) for number, holds in self._holds.items()}
        unknown = wanted - set(owners.values())
        known = [
            owners[one.id] in wanted if (place := seed_place(one.id)) is None
            else bool(set(self._told.of.lines[first + place].belongs) & unknown)
            for one in scene.sketches
        ]  # fmt: skip
        missed = unknown & self._passed if line.text else set[str]()
        begun = missed | (unknown if line.alone else unknown - self._plain)
        # Where nothing plain was said, not to hear it is no fault.
        early = bool(wanted) and unknown == wanted and (not begun or not line.alone)
        return [not wanted or (early and not any(known)), bool(begun) or early, *known]

    def _join(self, thread: int, remark: Remark, line: Line, choice: Choice) -> None:
        place = seed_place(thread)
        if place is not None:
            first = max(0, len(self.said) - 1 - RECENT)
            thread = self._begin(first + place, place, choice)
        self._known[thread].add(remark)
        self._hold(thread, line)
        self.said[-1] = replace(remark, threads=(thread,))

    def _begin(self, place: int, before: int, choice: Choice) -> int:
        """A trouble that begins here, with what was said before and belongs to it.

        Args:
            before: how many remarks before it are looked at.
        """
        number, lines = len(self._known), self._told.of.lines
        opener, recent = replace(self.said[place], office=False), self.said[place - before : place]
        sketch = self._known[number] = Sketch.begun(number, opener)
        self._holds[number] = Counter()
        self._hold(number, lines[place])
        self.said[place] = replace(self.said[place], threads=(number,))
        owner = _most(self._holds[number])
        for earlier, looks in choosing.reach_back(opener, sketch, recent, choice.heard):
            line = lines[place - before + earlier]
            if owner is not None and not line.neutral:
                self.earlier.append((looks, owner in line.belongs))
            if choosing.reaches(self._weights, looks):
                sketch.add(recent[earlier])
                self._hold(number, line)
                self.said[place - before + earlier] = replace(recent[earlier], threads=(number,))
        return number

    def _hold(self, number: int, line: Line) -> None:
        if not line.neutral:
            self._holds[number].update(line.belongs)


def _most(holds: Counter[str]) -> str | None:
    return holds.most_common(1)[0][0] if holds else None
