"""What a message means: the one vocabulary every engine answers in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from nlu.facts import Reading
from nlu.judging import Judge, Meaning


class Intent(StrEnum):
    """What the sender wants of us; only `APPEAL` opens a ticket."""

    APPEAL = "appeal"
    ME_TOO = "me_too"
    FOLLOW_UP = "follow_up"
    ASK_PROGRESS = "ask_progress"
    ASK_OFFICER = "ask_officer"
    RATING = "rating"
    THANKS = "thanks"
    RESTORED = "restored"
    CANCEL = "cancel"
    GREETING = "greeting"
    CHATTER = "chatter"


class Kind(StrEnum):
    """诉求类型, kept apart from the subject category."""

    CONSULTATION = "consultation"
    REQUEST = "request"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Urgency(StrEnum):
    """How fast somebody must move; `EMERGENCY` means a life is at risk now."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as the words tell it; every part is a plain string such as "3", "2", "1501", "B2".

    Attributes:
        estate: code of the estate whose name or alias was said, from the gazetteer given to the engine.
        building: number or letter of the building (栋, 号楼, 幢, 座).
        entrance: number of the entrance (单元).
        room: door number.
        buildings: all buildings told ("18、19栋"), of which `building` is the first.
        everywhere: the whole estate is meant ("每栋", "全小区").
        guessed: the estate's name was not said exactly; ask before relying on it.
        spoken: guessed, but what was written sounds as its name does, and as no other's.
        near: codes of the estates that may be meant where none was named exactly.
    """

    estate: str | None = None
    building: str | None = None
    entrance: str | None = None
    room: str | None = None
    buildings: tuple[str, ...] = ()
    everywhere: bool = False
    guessed: bool = False
    spoken: bool = False
    near: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.estate, self.building, self.entrance, self.room))


@dataclass(frozen=True, slots=True)
class Issue:
    """One trouble told in a message.

    Attributes:
        category: key of taxonomy.yml.
        confidence: probability of the category, 0 to 1.
        span: start and end (exclusive) of the words it rests on, in characters of the text.
    """

    category: str
    kind: Kind
    urgency: Urgency
    confidence: float
    span: tuple[int, int]


class Verdict(StrEnum):
    """What somebody says who is asked whether his trouble is solved."""

    SOLVED = "solved"  # also grudgingly
    SELF = "self"  # by himself, or with his own money
    PARTLY = "partly"  # some of it, or with a defect left
    NOT = "not"  # never was, or is back
    UNAFFECTED = "unaffected"  # it never was his trouble: he was counted by mistake
    LATER = "later"  # he cannot say yet
    WHAT = "what"  # he does not know what is meant
    THANKS = "thanks"  # no more than that
    OTHER = "other"  # he speaks of something else


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which probabilities on a message is what; a district's own choice (policy).

    Attributes:
        appeal: an appeal from here on, among as much talk as appeals. Vague subjects need more.
        unsure: below that, but from here on, nobody can say: people should look.
    """

    appeal: float = 0.58
    unsure: float = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """How one message sounds, taken alone: what listening to a conversation goes on from.

    Attributes:
        appeal: probability that it is an appeal, all minds heard; `characters` the same by its characters only.
        categories: probability of each category, should it be one; `intents` of each other intent, should it be none.
        issue: the trouble it would be.
        meaning: a unit vector, near to those of like-minded messages; None where there are no words to read.
        tone: the same as an ear hears it that knows groups; None where there is no such ear.
    """

    appeal: float
    characters: float
    categories: Mapping[str, float]
    intents: Mapping[str, float]
    issue: Issue
    meaning: Meaning | None
    tone: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """The answer of an engine for one message.

    Attributes:
        intent: what the sender wants; `APPEAL` exactly when `issues` is not empty.
        appeal_score: probability that this is an appeal, 0 to 1, also where the answer is no.
        issues: the troubles told, most prominent first.
        engine: name of the mind whose word decided.
        topic: what a message that only answers or adds ("我屋里16度") or may be an appeal is about, as far as
            its words tell; None for an appeal, whose issues say it, and where no subject is named.
        unsure: taken for no appeal, but it may be one.
        readings: what is told as plain facts: temperatures, durations, "for the third time".
        sense: what was felt beside the answer, for who listens to a conversation; None where nobody asked for it
            or the engine has no sense of meaning.
        verdict: what it says should it answer "is it solved?", and how probably; None where the engine has no mind
            for that.
    """

    text: str
    intent: Intent
    appeal_score: float
    issues: tuple[Issue, ...] = ()
    place: Place = field(default_factory=Place)
    engine: str = "embedded"
    topic: Issue | None = None
    unsure: bool = False
    readings: tuple[Reading, ...] = ()
    sense: Sense | None = field(default=None, compare=False, repr=False)
    verdict: tuple[Verdict, float] | None = None

    @property
    def appeal(self) -> bool:
        """Whether somebody would have to do, check or answer something."""
        return self.intent is Intent.APPEAL

    def as_json(self) -> dict[str, object]:
        """The line `minhu classify` prints (interfaces.md section 1)."""
        return {
            "text": self.text,
            "appeal": self.appeal,
            "intent": self.intent.value,
            "issues": [
                {
                    "category": issue.category,
                    "kind": issue.kind.value,
                    "urgency": issue.urgency.value,
                    "confidence": round(issue.confidence, 4),
                    "span": list(issue.span),
                }
                for issue in self.issues
            ],
            "place": {
                "estate": self.place.estate,
                "building": self.place.building,
                "entrance": self.place.entrance,
                "room": self.place.room,
            },
            "engine": self.engine,
        }


@dataclass(frozen=True, slots=True)
class EstateName:
    """One estate the gazetteer knows: its code, its name and what people call it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


USUAL_BOUNDS = Bounds()


class Engine(Protocol):
    """Anything that understands messages. Safe on any text of any length; never raises on content."""

    name: str

    @property
    def judges(self) -> Sequence[Judge]:
        """The second minds it asks, for whoever wants to know how they are."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """Understand one message; `estates` are the estates that may be meant, nearest first."""

    def understand_many(
        self, texts: Sequence[str], estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS
    ) -> list[Understanding]:
        """Understand many messages; the same answers as one at a time, in order, cheaper."""

    def listen_many(
        self, texts: Sequence[str], estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS
    ) -> list[Understanding]:
        """The same of what is said in a group, with `sense` where the engine has one."""
