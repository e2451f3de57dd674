"""A stretch of text with what the embedded model says of it, worked out only as far as somebody asks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from nlu.judging import Judgement
from nlu.model import APPEAL, CATEGORY, KIND, TALK, URGENCY, YES, Floats, Model
from nlu.splitter import Clause
from nlu.understanding import Urgency
from nlu.urgency import Alarm, read_alarm

# "我家…", unless somebody joins in with it: "我家也…", "我家同样…", "我家一样…".
AT_MY_HOME = re.compile(
    r"(?:我|俺|额|咱)们?(?:这(?:里|儿|边)?|家(?:里|的)?|屋(?:里)?)[,，、 ]?(?!.{0,6}(?:也|同|一样))(?=.{3})"
)


class Reading:
    """What one stretch of a message means, each probability computed at its first use.

    Attributes:
        folded: the words after `nlu.normalise.fold`.
        heard: the words a mind is shown.
    """

    def __init__(self, model: Model, clause: Clause, folded: str, row: Floats, at_home: Floats | None = None) -> None:
        self.clause = clause
        self.folded = folded
        self.heard = clause.text
        self._heads = model.heads
        self._row = row
        self._at_home = at_home

    @cached_property
    def appeal(self) -> float:
        """Probability that it is an appeal."""
        told = self._heads[APPEAL].probabilities(self._row)[YES]
        if self._at_home is None:
            return told
        # Neighbours who join in begin with 我家 as often as those who complain first: it says nothing.
        return max(told, self._heads[APPEAL].probabilities(self._at_home)[YES])

    @cached_property
    def categories(self) -> Mapping[str, float]:
        """Probability of each category, should it be an appeal."""
        return self._heads[CATEGORY].probabilities(self._row)

    @cached_property
    def intents(self) -> Mapping[str, float]:
        """Probability of each other intent, should it be none."""
        return self._heads[TALK].probabilities(self._row)

    @cached_property
    def kinds(self) -> Mapping[str, float]:
        """Probability of each kind, should it be an appeal."""
        return self._heads[KIND].probabilities(self._row)

    @cached_property
    def urgencies(self) -> Mapping[str, float]:
        """Probability of each urgency, should it be an appeal."""
        return self._heads[URGENCY].probabilities(self._row)

    @property
    def category(self) -> str:
        """The likeliest category."""
        return _best(self.categories)

    @property
    def intent(self) -> str:
        """The likeliest intent of those that are no appeal."""
        return _best(self.intents)

    @property
    def urgency(self) -> Urgency:
        """The likeliest urgency."""
        return Urgency(_best(self.urgencies))

    @cached_property
    def alarm(self) -> Alarm | None:
        """The worst danger told in it as happening now."""
        return read_alarm(self.folded)

    def peel(self, core: Reading) -> None:
        """Mean what its core means, which somebody put courtesies around; it still reaches as far as it did."""
        self.heard, self.folded = core.heard, core.folded
        self._row, self._at_home = core._row, core._at_home
        for name in ("appeal", "categories", "intents", "kinds", "urgencies", "alarm"):
            self.__dict__.pop(name, None)

    def reach_to(self, text: str, end: int, folded: str) -> None:
        """Let the stretch reach further in the whole text; its meaning stays, its dangers are looked for anew."""
        start = self.clause.start
        self.clause = replace(self.clause, text=text[start:end], end=end)
        self.folded = folded
        self.__dict__.pop("alarm", None)

    def likely(self, count: int) -> list[str]:
        """The likeliest categories, best first."""
        return sorted(self.categories, key=lambda name: -self.categories[name])[:count]

    def judgement(self) -> Judgement:
        """All of it, for a second mind to look at."""
        return Judgement(self.appeal, self.categories, self.intents, self.urgencies[Urgency.EMERGENCY])

    def believe(self, said: Judgement) -> None:
        """Take over what a second mind says."""
        self.appeal = said.appeal
        self.categories = said.categories or self.categories
        self.intents = said.intents or self.intents
        if said.emergency is not None:
            calm = 1 - said.emergency
            rest = 1 - self.urgencies[Urgency.EMERGENCY] or 1.0
            self.urgencies = {name: share * calm / rest for name, share in self.urgencies.items()} | {
                Urgency.EMERGENCY: said.emergency
            }


def read_all(model: Model, stretches: Sequence[Clause]) -> list[Reading]:
    """Read many stretches of text at once, each as it would be read alone."""
    folded = [model.fold(clause.alone) for clause in stretches]
    homes = {place: home.end() for place, text in enumerate(folded) if (home := AT_MY_HOME.match(text))}
    rows = model.score_many([*folded, *(folded[place][end:] for place, end in homes.items())])
    at_home = dict(zip(homes, rows[len(folded) :], strict=True))
    return [
        Reading(model, clause, text, rows[place], at_home.get(place))
        for place, (clause, text) in enumerate(zip(stretches, folded, strict=True))
    ]


def _best(probabilities: Mapping[str, float]) -> str:
    return max(probabilities, key=lambda name: probabilities[name])
