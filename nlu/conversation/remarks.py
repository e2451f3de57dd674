"""What a conversation is made of: remarks, and a sketch of every trouble that is spoken of in it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from nlu.judging import Meaning
from nlu.understanding import Sense

DIMENSIONS = 384  # of a meaning
RECENT = 12  # remarks before one that are looked at
SPEAKERS = 40  # of a trouble that are remembered; in a longer row of neighbours nobody counts as going on
_SIDE = re.compile(r"\W")
_LONGEST = 600  # characters of a trouble's words that are compared
_LEAST_WEIGHT = 0.1  # of a remark's word on the category, however little it sounds like an appeal
_LEAST_WITNESS = 0.3  # the same where it is to be decided which category it is
HARDLY = 0.02  # a share so small speaks for nothing

TELLS = 0.5  # probability from which words are taken for what they sound like

UNHEARD = -6.0
_FIRST_SEED = -10  # ids of seeds count down from here
_FERTILE = -2.5  # told from which a remark is a seed
_GROWS_WITHIN = 15.0  # minutes
_GRATEFUL = 0.25  # probability of "it works again" from which thanks are for that
NOTHING: Meaning = np.zeros(DIMENSIONS, np.float32)


def relief(sense: Sense) -> float:
    """Probability of "it works again", with the thanks for it: "挪走了，谢谢" is as much the one as the other."""
    restored = sense.intents.get("restored", 0.0)
    return restored + sense.intents.get("thanks", 0.0) if restored >= _GRATEFUL else restored


@dataclass(frozen=True, slots=True, eq=False)
class Remark:
    """One message of a group, as far as it matters where it belongs.

    Attributes:
        sense: None for a photo without words.
        office: said by somebody who looks after the place, or calls himself so.
        building: the building it names.
        threads: the troubles it belongs to, once that is decided.
        quotes: the troubles of the message it answers; None when it answers none.
        told: logit that it belongs to any trouble, once it was heard.
        quoted: place among the recent remarks of the message it answers, where it is one of them.
        subject: probability of each category as it sounds after what was said before; empty where nobody listened so.
        trace: what the ear remembers of it; None where it did not hear it.
    """

    at: datetime
    sender: str
    text: str
    sense: Sense | None
    picture: bool = False
    voice: bool = False
    office: bool = False
    building: str | None = None
    threads: tuple[int, ...] = ()
    quotes: tuple[int, ...] | None = None
    told: float = UNHEARD
    quoted: int | None = None
    subject: Mapping[str, float] = field(default_factory=dict)
    trace: Meaning | None = None

    @property
    def meaning(self) -> Meaning:
        """Its direction; nothing where there is none."""
        return NOTHING if self.sense is None or self.sense.meaning is None else self.sense.meaning


@dataclass(slots=True, eq=False)
class Sketch:
    """What is remembered of a trouble to know it again.

    Attributes:
        teller: who told it first.
        speakers: who spoke in it, and when he did last.
        categories: what its remarks sound like, summed.
        centre: the sum of their meanings; `count` of how many.
        words: what was said, cut.
        done: officials say that it is done.
        evidence: for each category how much the remarks speak for it: their logarithms weighed, as independent
            witnesses count; what one of them is sure of, a second one who is not sure does not outvote.
        alarmed: it is an emergency that people were called to.
        calmed: the last that was said of it is that it works again; what is told next may be something else.
        _bigrams: of its words, once they were wanted.
        seed: told of the one remark it is, where that was not enough to begin a trouble; None of a real trouble.
        trace: what the ear remembers of the remark that began it; None where it did not hear it.
    """

    id: int
    teller: str
    opened_at: datetime
    last_at: datetime
    speakers: dict[str, datetime] = field(default_factory=dict)
    categories: dict[str, float] = field(default_factory=dict)
    centre: Meaning = field(default_factory=lambda: NOTHING.copy())
    count: int = 0
    words: str = ""
    buildings: set[str] = field(default_factory=set)
    done: bool = False
    seed: float | None = None
    alarmed: bool = False
    calmed: bool = False
    evidence: dict[str, float] = field(default_factory=dict)
    trace: Meaning | None = None
    _bigrams: frozenset[str] | None = field(default=None, repr=False)

    @classmethod
    def begun(cls, number: int, remark: Remark) -> Sketch:
        """The sketch of a trouble that somebody begins to tell."""
        made = cls(number, remark.sender, remark.at, remark.at, trace=remark.trace)
        made.add(remark)
        return made

    def copy(self) -> Sketch:
        """The same, to be gone on with apart; a centre is never changed in place."""
        return Sketch(
            self.id, self.teller, self.opened_at, self.last_at, dict(self.speakers), dict(self.categories),
            self.centre, self.count, self.words, set(self.buildings), self.done, self.seed, self.alarmed, self.calmed,
            dict(self.evidence), self.trace, self._bigrams,
        )  # fmt: skip

    def shares(self, own: set[str]) -> float:
        """How much of a remark's `pairs` is among its words, 0 to 1."""
        return len(own & self.bigrams()) / max(3, len(own)) if own else 0.0

    def bigrams(self) -> frozenset[str]:
        """Every two characters of its words that stand side by side."""
        if self._bigrams is None:
            self._bigrams = frozenset(pairs(self.words))
        return self._bigrams

    def add(self, remark: Remark) -> None:
        """One more remark belongs to it; what an office or a photo says changes nothing of what it is about."""
        self.last_at = max(self.last_at, remark.at)
        self.speakers[remark.sender] = max(remark.at, self.speakers.get(remark.sender, remark.at))
        if len(self.speakers) > SPEAKERS:
            del self.speakers[min((one for one in self.speakers if one != self.teller), key=self.speakers.__getitem__)]
        self._calm(remark)
        if remark.sense is None or remark.office:
            return
        self.centre = self.centre + remark.meaning
        self.count += 1
        self.words, self._bigrams = f"{self.words} {remark.text}"[:_LONGEST], None
        weight, witness = max(remark.sense.appeal, _LEAST_WEIGHT), max(remark.sense.appeal, _LEAST_WITNESS)
        for category, share in remark.sense.categories.items():
            self.categories[category] = self.categories.get(category, 0.0) + weight * share
            self.evidence[category] = self.evidence.get(category, 0.0) + witness * math.log1p(share / HARDLY)
        for category, share in remark.subject.items():
            self.evidence[category] = self.evidence.get(category, 0.0) + witness * math.log1p(share / HARDLY)
        if remark.building is not None:
            self.buildings.add(remark.building)

    def _calm(self, remark: Remark) -> None:
        if remark.sense is None:
            return
        if relief(remark.sense) >= TELLS and remark.sense.appeal < TELLS:
            self.calmed = True
        elif remark.sense.appeal >= TELLS or remark.sense.intents.get("me_too", 0.0) >= TELLS:
            self.calmed = False

    def alike(self, categories: Mapping[str, float]) -> float:
        """Probability that a message which sounds like this is about the same category, 0 to 1."""
        known = self.categories
        total = sum(known.values())
        if not total:
            return 0.0
        return sum([share * known[category] for category, share in categories.items() if category in known]) / total

    @property
    def category(self) -> str | None:
        """What all that was said speaks for most."""
        return max(self.evidence, key=self.evidence.__getitem__) if self.evidence else None

    def better(self, other: str, than: str) -> float:
        """How much more speaks for one category than for another, as a logarithm of odds."""
        return self.evidence.get(other, 0.0) - self.evidence.get(than, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What a remark is said into.

    What follows may show that something said a moment ago was a trouble after all: a neighbour joins in, the office
    answers, the same person goes on. So remarks that nobody took for one are seeds, and count as troubles to join.

    Attributes:
        recent: the last remarks before it, oldest first, `RECENT` at most.
        sketches: the troubles it may belong to, in any order.
    """

    recent: Sequence[Remark] = ()
    sketches: Sequence[Sketch] = ()

    def long_ago(self) -> list[Sketch]:
        """The troubles that nothing of what was just said belongs to, as far as the ear heard how they began."""
        spoken_of = {thread for one in self.recent for thread in one.threads}
        return [one for one in self.sketches if one.trace is not None and one.seed is None and one.id not in spoken_of]


def seeds(recent: Sequence[Remark], now: datetime) -> list[Sketch]:
    """The seeds among what was just said; `seed_place` tells which remark each is."""
    found = []
    for place, said in enumerate(recent):
        fertile = said.told > _FERTILE and said.sense is not None and not said.office
        if fertile and not said.threads and minutes(now - said.at) < _GROWS_WITHIN:
            sketch = Sketch.begun(_FIRST_SEED - place, said)
            sketch.seed = said.told
            found.append(sketch)
    return found


def seed_place(number: int) -> int | None:
    """The place in `recent` of the remark a seed is; None of everything else."""
    return _FIRST_SEED - number if number <= _FIRST_SEED else None


def pairs(text: str) -> set[str]:
    """Every two characters that stand side by side, punctuation left out."""
    plain = _SIDE.sub("", text)
    return {plain[place : place + 2] for place in range(len(plain) - 1)}


def minutes(length: timedelta) -> float:
    """A length of time in minutes."""
    return length.total_seconds() / 60
