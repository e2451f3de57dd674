"""A listener that goes through a conversation remark by remark, in memory: for learning, measuring and imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from nlu.conversation import choosing
from nlu.conversation.choosing import NEW, NOWHERE, Choice, Weights
from nlu.conversation.remarks import RECENT, Remark, Scene, Sketch, seed_place, seeds

PLAINLY = 0.9  # probability of an appeal from which words leave no doubt
ALIKE = 0.5  # probability that two messages are about one category from which they may be one trouble
RATHER = 0.2  # so much of the probability of a new trouble is then enough for the one that is known
CANDIDATES = 12  # troubles that a remark may belong to, those spoken of last


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a listener must be that a remark belongs to a trouble at all; to which is then the likeliest.

    Attributes:
        new: probability from which a trouble of its own is begun.
        plain: the same where the words alone leave no doubt that they are an appeal.
        joined: probability from which a remark belongs to a trouble that is known.
    """

    new: float = 0.5
    plain: float = 0.35
    joined: float = 0.7


@dataclass(slots=True)
class Listener:
    """Hears one conversation.

    Attributes:
        said: what was heard, each with where it belongs.
        sketches: the troubles, in the order in which they began.
    """

    weights: Weights
    certainty: Certainty = field(default_factory=Certainty)
    said: list[Remark] = field(default_factory=list)
    sketches: list[Sketch] = field(default_factory=list)

    def hear(self, remark: Remark, quotes: int | None = None) -> Choice:
        """Decide where the next remark belongs.

        Args:
            quotes: place in `said` of the message it answers.
        """
        first = max(0, len(self.said) - RECENT)
        if quotes is not None:
            quoted = quotes - first if quotes >= first else None
            remark = replace(remark, quotes=self.said[quotes].threads, quoted=quoted)
        recent = self.said[first:]
        known = candidates(self.sketches, remark.quotes or ()) + seeds(recent, remark.at)
        choice = choosing.choose(self.weights, remark, Scene(recent, known))
        thread = decided(choice, self.certainty, remark, known)
        place = seed_place(thread)
        if thread == NEW:
            thread = self._begin(remark, recent, first)
        elif place is not None:
            # What was said a moment ago is where it began.
            thread = self._begin(recent[place], recent[:place], first)
            self.said[first + place] = replace(recent[place], threads=(thread,))
            self.sketches[thread].add(remark)
        elif thread != NOWHERE:
            self.sketches[thread].add(remark)
        self.said.append(replace(remark, threads=() if thread == NOWHERE else (thread,), told=choice.told))
        return choice

    def _begin(self, remark: Remark, recent: Sequence[Remark], first: int) -> int:
        """Begin a trouble with a remark; `recent` was said before it, the first of it at place `first`."""
        sketch = Sketch.begun(len(self.sketches), remark)
        for place in choosing.before(self.weights, remark, sketch, recent):
            self.said[first + place] = replace(self.said[first + place], threads=(sketch.id,))
            sketch.add(self.said[first + place])
        self.sketches.append(sketch)
        return sketch.id


def candidates(sketches: Iterable[Sketch], always: Iterable[int] = ()) -> list[Sketch]:
    """The troubles spoken of last, and those that are quoted."""
    ordered = sorted(sketches, key=lambda one: one.last_at, reverse=True)
    wanted = set(always)
    return [one for place, one in enumerate(ordered) if place < CANDIDATES or one.id in wanted]


def decided(choice: Choice, certainty: Certainty, remark: Remark, sketches: Sequence[Sketch]) -> int:
    """The likeliest possibility a listener may act on; `NOWHERE` where he is not sure enough of any."""
    somewhere, best = 1 - choice.of(NOWHERE), choice.best.thread
    if best == NEW:
        plain = remark.sense is not None and remark.sense.appeal >= PLAINLY
        enough = certainty.plain if plain else certainty.new
        return _rather(choice, remark, sketches) if somewhere >= enough else NOWHERE
    enough = certainty.joined if seed_place(best) is None else certainty.new
    return best if somewhere >= enough else NOWHERE


def _rather(choice: Choice, remark: Remark, sketches: Sequence[Sketch]) -> int:
    """The same trouble told by another in his own words is put to it rather than begun a second time."""
    if remark.sense is None:
        return NEW
    alike = {one.id for one in sketches if one.seed is None and one.alike(remark.sense.categories) >= ALIKE}
    least = RATHER * choice.of(NEW)
    return next((one.thread for one in choice.options if one.thread in alike and one.probability >= least), NEW)
