"""Listening to a record: the same decisions as in a living group, in memory, with nothing done about them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handlers import speakers
from handlers.listening import deciding, weighing
from handlers.listening.deciding import imagined
from handlers.listening.following import Begun
from handlers.listening.memory import AWAKE, openings
from handlers.listening.weighing import Weighed
from handlers.threads import Decision
from nlu.chatrecords.record import Line
from nlu.conversation import choosing, ear, listening
from nlu.conversation.choosing import NOWHERE, Choice
from nlu.conversation.listening import Certainty, candidates
from nlu.conversation.remarks import RECENT, Remark, Scene, Sketch
from nlu.guessing import unsure
from nlu.understanding import Intent, Issue, Understanding, Urgency
from nlu.understanding import Kind as IssueKind

_BEFORE = "后来说清楚了，归到同一件事"
_ALONE = "单独一条听起来是诉求"


@dataclass(slots=True)
class Belonging:
    """A message of a trouble: its place in the record, what it is there, why, and how probable that is."""

    place: int
    part: str
    why: str
    sure: float


@dataclass(slots=True)
class Trouble:
    """A trouble somebody told; its messages in the order in which they were found to belong to it."""

    issue: Issue
    messages: list[Belonging] = field(default_factory=list)

    @property
    def opening(self) -> int:
        """The place of the message that begins it."""
        return next(one.place for one in self.messages if one.part == "opening")

    def add(self, place: int, part: str, why: str, sure: float) -> None:
        """One more message, unless it belongs already."""
        if all(one.place != place for one in self.messages):
            self.messages.append(Belonging(place, part, why, sure))


@dataclass(slots=True)
class Overheard:
    """What was made of a record.

    Attributes:
        doubts: place → probability of what may belong to a trouble, not sure enough of which.
        listened: whether there was a sense of what is said; else every appeal stands for itself.
    """

    troubles: list[Trouble] = field(default_factory=list)
    doubts: dict[int, float] = field(default_factory=dict)
    listened: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """A record as it is listened to.

    Attributes:
        answers: for every line the place of the message it answers.
        said: for every line what was understood; None for a picture without words.
        offices: for every line whether it is said for those who look after the place.
    """

    lines: Sequence[Line]
    answers: Sequence[int | None]
    said: Sequence[Understanding | None]
    offices: Sequence[bool]


def overhear(heard: Heard, certainty: Certainty, look: float) -> Overheard:
    """What a listener makes of a record.

    Args:
        look: probability of belonging to any trouble from which on people should look.
    """
    if any(one is not None and one.sense is None for one in heard.said):
        return _singly(heard)
    ear = _Ear(heard, certainty, look)
    for place in range(len(heard.lines)):
        ear.hear(place)
    return ear.made


def _singly(heard: Heard) -> Overheard:
    """Without a sense of meaning nobody can say what belongs together."""
    made = Overheard(listened=False)
    for place, said in enumerate(heard.said):
        issues = said.issues if said is not None and not heard.offices[place] else ()
        for issue in issues:
            if issue.kind is not IssueKind.PRAISE and said is not None:
                made.troubles.append(Trouble(issue, [Belonging(place, "opening", _ALONE, said.appeal_score)]))
        if said is not None and said.unsure and not issues and not heard.offices[place]:
            made.doubts[place] = said.appeal_score
    return made


class _Ear:
    """Goes through a record message by message."""

    def __init__(self, heard: Heard, certainty: Certainty, look: float) -> None:
        self._heard, self._certainty, self._look = heard, certainty, look
        self._weights = choosing.load()
        self._spoken: list[Remark] = []
        self._sketches: list[Sketch] = []
        self.made = Overheard()

    def hear(self, place: int) -> None:
        """Decide where the next message belongs."""
        first = max(0, place - RECENT)
        remark, scene = self._scene(place, first)
        choice = choosing.choose(self._weights, remark, scene)
        said = self._heard.said[place] or Understanding("", Intent.CHATTER, 0.0)
        decision = deciding.decide(Weighed(said, remark, choice, scene.sketches), self._certainty)
        if (decision.join or decision.open) and remark.office:
            decision = speakers.as_answer(decision)
        self._spoken.append(choosing.after(remark, choice))
        found = self._follow(place, first, scene, decision, choice)
        if found:
            self._spoken[place] = replace(self._spoken[place], threads=(found[0],))
        elif 1 - choice.of(NOWHERE) >= self._look and not remark.office:
            self.made.doubts[place] = round(1 - choice.of(NOWHERE), 3)

    def _scene(self, place: int, first: int) -> tuple[Remark, Scene]:
        line, said, answered = self._heard.lines[place], self._heard.said[place], self._heard.answers[place]
        remark = Remark(
            line.at, line.sender, line.text, said.sense if said else None, line.picture, line.voice,
            self._heard.offices[place], said.place.building if said else None,
        )  # fmt: skip
        if answered is not None:
            quoted = answered - first if answered >= first else None
            remark = replace(remark, quotes=self._spoken[answered].threads, quoted=quoted)
        recent, quotes = self._spoken[first:], remark.quotes or ()
        awake = [one for one in self._sketches if one.last_at >= line.at - AWAKE or one.id in quotes]
        return remark, Scene(recent, candidates(awake, quotes) + openings(recent, line.at))

    def _follow(self, place: int, first: int, scene: Scene, decision: Decision, choice: Choice) -> list[int]:
        """Do what was decided; the troubles the message belongs to."""
        sure, why, remark = round(1 - choice.of(NOWHERE), 3), decision.reason, self._spoken[place]
        if decision.begun_before is not None:
            before = decision.begun_before
            sense = scene.recent[before].sense
            issue = imagined(sense.issue) if sense is not None else unsure(scene.recent[before].text)
            number = self._begin(first + before, issue, scene.recent[:before], first, why, sure, choice.heard)
            self._join(number, place, remark, decision.join[0][1], why, sure)
            return [number]
        opened = [
            self._begin(place, issue, scene.recent, first, why, sure, choice.heard, alone=len(decision.open) == 1)
            for issue in decision.open
        ]
        for number, part in decision.join:
            self._join(number, place, remark, part, why, choice.of(number))
        for number in decision.alarming:
            self._sketches[number].alarmed = True
            self.made.troubles[number].issue = replace(self.made.troubles[number].issue, urgency=Urgency.EMERGENCY)
        return [*opened, *(number for number, _ in decision.join)]

    def _begin(
        self, place: int, issue: Issue, recent: Sequence[Remark], first: int, why: str, sure: float,
        heard: ear.Heard | None, *, alone: bool = True,
    ) -> int:  # fmt: skip
        sketch, places = listening.begun(len(self._sketches), self._spoken[place], recent, heard)
        trouble = Trouble(issue)
        for earlier in places:
            trouble.add(first + earlier, self._part_before(recent[earlier], place), _BEFORE, sure)
            self._spoken[first + earlier] = replace(self._spoken[first + earlier], threads=(sketch.id,))
            self.made.doubts.pop(first + earlier, None)
        trouble.add(place, "opening", why, sure)
        self._spoken[place] = replace(self._spoken[place], threads=(sketch.id,))
        self.made.doubts.pop(place, None)
        trouble.issue = Begun(sketch, ()).issue(issue) if alone else issue
        sketch.alarmed = issue.urgency is Urgency.EMERGENCY
        self._sketches.append(sketch)
        self.made.troubles.append(trouble)
        return sketch.id

    def _part_before(self, earlier: Remark, opener: int) -> str:
        """What a message is to the trouble that a later one tells plainly."""
        if not earlier.text:
            return "photo"
        neighbour = earlier.sender != self._spoken[opener].sender
        return "me_too" if neighbour and weighing.has_it_too(earlier) else "more"

    def _join(self, number: int, place: int, remark: Remark, part: str, why: str, sure: float) -> None:
        sketch, trouble = self._sketches[number], self.made.troubles[number]
        sketch.add(remark)
        trouble.add(place, part, why, round(sure, 3))
        issue = trouble.issue
        if issue.urgency is not Urgency.EMERGENCY and (better := listening.put_right(sketch, remark, issue.category)):
            trouble.issue = replace(issue, category=better, confidence=sketch.alike({better: 1.0}))
