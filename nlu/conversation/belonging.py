"""What is looked at to decide whether a remark belongs to a trouble that is spoken of. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nlu.conversation.ear import UNLINKED, Heard
from nlu.conversation.looks import ASKS, AT_MINE, CONCEDES, INTENTS, RELAPSES, intent, says_over, shows, thanks
from nlu.conversation.remarks import HARDLY, RECENT, Remark, Scene, Sketch, minutes, pairs, seed_place

_OTHER = 0.1  # how little alike two troubles of different categories sound
_SAME, _HARDLY_SAME = 0.5, 0.3  # how much alike those of one category do, and those that may be of another
_HOURS_AGO = 180  # minutes
_BESIDE, _EAR = 6, 9  # features of what else is spoken of, and of what the ear heard
ANSWERED_WITHIN = 10.0  # minutes within which a remark may answer the one before


def linked(links: Iterable[float]) -> float:
    """The strongest tie among these, as a logit made smaller."""
    return max(max(links, default=UNLINKED), UNLINKED) / 3


class Belonging:
    """Everything about a remark that is the same for each trouble it may belong to."""

    def __init__(self, remark: Remark, scene: Scene, told: float, heard: Heard | None = None) -> None:
        self.told = told
        self._heard = heard
        subject = heard.subject if heard is not None else {}
        self._subject = {category: share for category, share in subject.items() if share >= HARDLY}
        self._remark, self._recent = remark, scene.recent
        self._order = sorted(scene.sketches, key=lambda one: one.last_at, reverse=True)
        self._pairs = pairs(remark.text)
        self._categories = remark.sense.categories if remark.sense else {}
        # How far its own words say what it is about: 0 from an even chance down, 1 when there is no doubt.
        self._sure = 2 * max(max(self._categories.values(), default=0.0) - 0.5, 0.0)
        self._before = scene.recent[-1].threads if scene.recent else ()
        others = (one for one in reversed(scene.recent) if one.sender != remark.sender)
        other = next(others, None)
        soon = other is not None and minutes(remark.at - other.at) < ANSWERED_WITHIN
        self._answered = other.threads if other is not None and soon else ()
        awake = [one for one in self._order if one.seed is None]
        self._latest = awake[0] if awake else None
        self._alike = {one.id: one.alike(self._categories) for one in self._order}
        self._spoke_in = [one.id for one in awake if remark.sender in one.speakers]
        self._rivals = {one.id: place for place, one in enumerate(awake)}
        self._intents = {name: intent(remark, name) for name in INTENTS}
        self._looks = (shows(AT_MINE, remark.text), says_over(remark.text), shows(ASKS, remark.text), thanks(remark))
        self._concedes, self._relapses = shows(CONCEDES, remark.text), shows(RELAPSES, remark.text)
        # Seeds among the last two remarks are what is answered at once.
        self._answered_from = len(scene.recent) - 2
        self._lately = _lately(remark, scene.recent, heard)
        if heard is not None:
            self._links = {one.id: self._linked_to(one, heard) for one in self._order}
            self._ties = {number: linked(links) for number, links in self._links.items()}
            self._subjects = {one.id: one.alike(self._subject) for one in self._order}

    def of(self, sketch: Sketch) -> list[float]:
        """That the remark belongs to this trouble."""
        remark, told = self._remark, self.told
        gap = minutes(remark.at - sketch.last_at)
        teller, speaker = float(remark.sender == sketch.teller), float(remark.sender in sketch.speakers)
        at_once = float(bool(speaker) and minutes(remark.at - sketch.speakers[remark.sender]) < 4)
        answers = float(sketch.id in self._answered)
        wordless, office = float(remark.sense is None), float(remark.office)
        me_too, follow_up, restored = (self._intents[name] for name in ("me_too", "follow_up", "restored"))
        near = self._meaning(sketch)
        nearest = near if sketch.seed is not None else self._of_late(sketch).nearest or 0.0
        mine, over, asks, thanks = self._looks
        named = remark.building
        quotes = remark.quotes or ()
        hardly = min(told, 0.0) / 3
        alike = self._alike[sketch.id]
        other = self._sure * float(alike < _OTHER)
        calmed = float(sketch.calmed)
        return [
            1.0, told / 3, teller, speaker, math.log1p(max(gap, 0.0)) / 3, math.log1p(self._distance(sketch)) / 3,
            float(sketch is self._latest), float(sketch.id in self._before), answers, float(sketch.id in quotes),
            math.log(alike + 0.02) / 2, near, nearest,
            sketch.shares(self._pairs), float(named is not None and named in sketch.buildings),
            float(named is not None and bool(sketch.buildings) and named not in sketch.buildings), me_too,
            me_too * answers, follow_up, follow_up * answers, restored, restored * speaker, thanks,
            teller * math.log1p(min(max(gap, 0.0), 3000.0)) / 3, teller * told / 3, wordless * at_once, wordless,
            office, office * answers, told / 3 * near, float(gap > _HOURS_AGO), mine, mine * near, hardly, at_once,
            at_once * -hardly, min(sketch.count, 5) / 5, answers * float(len(remark.text) <= 8),
            math.log1p(self._rivals[sketch.id] if sketch.seed is None else self._later(sketch)),
            float(bool(quotes) and sketch.id not in quotes),
            asks * speaker, over, over * speaker, near * speaker, float(sketch.done), self._sure * alike, other,
            other * max(told, 0.0) / 3, calmed, calmed * max(told, 0.0) / 3, calmed * follow_up,
            calmed * self._concedes, calmed * self._relapses, calmed * near, calmed * speaker,
            *self._beside(sketch, speaker, float(gap > _HOURS_AGO)), *self._seed(sketch, near), *self._ear(sketch),
        ]  # fmt: skip

    def _beside(self, sketch: Sketch, speaker: float, ago: float) -> list[float]:
        """That the remark belongs to this trouble and not to another the group speaks of, or takes it up again."""
        if sketch.seed is not None:
            return [0.0] * _BESIDE
        alike, other = self._alike[sketch.id], self._other_than(sketch, self._alike)
        return [
            self._relapses * speaker, ago * speaker, ago * math.log(alike + 0.02) / 2,
            float(alike >= _SAME and other < _HARDLY_SAME), float(other >= _SAME and alike < _OTHER),
            float(self._spoke_in == [sketch.id]),
        ]  # fmt: skip

    def _later(self, sketch: Sketch) -> int:
        """How many real troubles were spoken of after a seed was said."""
        return sum(one.seed is None and one.last_at > sketch.last_at for one in self._order)

    def _seed(self, sketch: Sketch, near: float) -> list[float]:
        """That the remark makes a trouble of what was hardly one."""
        if sketch.seed is None:
            return [0.0] * 10
        remark, told = self._remark, sketch.seed / 3
        own, office = float(remark.sender == sketch.teller), float(remark.office)
        place = seed_place(sketch.id)
        answered = float(place is not None and place >= self._answered_from)
        return [
            1.0, told, own, own * told, office, office * told, intent(remark, "me_too"), near,
            float(place is not None and place == remark.quoted), answered,
        ]  # fmt: skip

    def _ear(self, sketch: Sketch) -> list[float]:
        """What the ear heard that ties the remark to this trouble."""
        if self._heard is None:
            return [0.0] * _EAR
        tie, category = self._ties[sketch.id], math.log(self._subjects[sketch.id] + 0.02) / 2
        found = [float(not self._links[sketch.id]), tie, max(tie, 0.0), self._heard.begins / 3, category]
        if sketch.seed is not None:
            return [*found, 0.0, 0.0, 0.0, 0.0]
        opener = UNLINKED if sketch.trace is None else self._heard.tied_to(sketch.trace)
        other = self._other_than(sketch, self._ties, UNLINKED / 3)
        return [*found, opener / 3, other, self._other_than(sketch, self._subjects), max(tie - other, 0.0)]

    def _other_than(self, sketch: Sketch, values: Mapping[int, float], nothing: float = 0.0) -> float:
        """The most of any other real trouble."""
        return max((values[number] for number in self._rivals if number != sketch.id), default=nothing)

    def _linked_to(self, sketch: Sketch, heard: Heard) -> list[float]:
        if (place := seed_place(sketch.id)) is not None:
            return [heard.links[place]]
        if sketch.id in heard.long_ago:
            return [heard.long_ago[sketch.id]]
        return self._of_late(sketch).links

    def _meaning(self, sketch: Sketch) -> float:
        length = math.sqrt(float(sketch.centre @ sketch.centre))
        return float(self._remark.meaning @ sketch.centre) / length if length else 0.0

    def _distance(self, sketch: Sketch) -> int:
        """How many remarks ago it was spoken of; `RECENT` and one more where that is longer ago than is looked at."""
        if (place := seed_place(sketch.id)) is not None:
            return len(self._recent) - place
        return self._of_late(sketch).distance

    def _of_late(self, sketch: Sketch) -> _Lately:
        return self._lately.get(sketch.id, _SILENT)


@dataclass(slots=True)
class _Lately:
    """What was said lately of a trouble.

    Attributes:
        distance: how many remarks ago the last of it was said.
        nearest: how near the remark is to the nearest of it in meaning; None where only photos were sent.
        links: what the ear heard that ties the remark to each.
    """

    distance: int = RECENT + 1
    nearest: float | None = None
    links: list[float] = field(default_factory=list)


_SILENT = _Lately()


def _lately(remark: Remark, recent: Sequence[Remark], heard: Heard | None) -> dict[int, _Lately]:
    """By trouble."""
    found: dict[int, _Lately] = {}
    for place, said in enumerate(recent):
        if not said.threads:
            continue
        near = None if said.sense is None else float(remark.meaning @ said.meaning)
        for thread in said.threads:
            its = found.setdefault(thread, _Lately())
            its.distance = len(recent) - place
            if near is not None and (its.nearest is None or near > its.nearest):
                its.nearest = near
            if heard is not None:
                its.links.append(heard.links[place])
    return found
