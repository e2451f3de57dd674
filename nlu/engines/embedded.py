"""The engine that needs nothing but this package: a linear model over characters and sounds, and rules.

Where the model is not sure, second minds (`nlu.judging`) may be asked; the rules stay the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu.engines.reading import Reading
from nlu.intents import fixed_intent, is_fine
from nlu.judging import Judge
from nlu.kinds import read_kind
from nlu.model import Model
from nlu.places import find_place
from nlu.splitter import Clause, clauses
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from nlu.urgency import Alarm, is_told_as_distant, read_alarm

# Sooner than the district's bound, where it is plain what would have to be mended; and where that is
# anybody's guess, only when all the rest is plain.
PLAIN_EARLIER, PLAIN_SUBJECT = 0.15, 0.8  # so much below the bound where its category is at least that probable
VAGUE_LATER, VAGUE_SUBJECT = 0.2, 0.3  # so much above where no category is even that probable
CLAUSE_FROM = 0.7  # probability of a clause that makes an appeal of a message in doubt ...
DOUBT_FROM = 0.3  # ... which is one of at least this probability
ALONE_FROM = 0.5  # probability of a clause that may be a trouble of its own
SURE_FROM = 0.9  # probability of its category from which a clause stands for itself
COUNTED_SURE_FROM = 0.5  # the same where the sender counts the troubles: "1、… 2、…"
CONSIDERED = 2  # a clause's category must be among that many best of the whole message
TOPIC_FROM = 0.5  # probability of a category from which an answer or addition is about it
EMERGENCY_FROM = 0.6  # probability from which the model alone calls an emergency

# What is said within a conversation about a trouble, and may name it.
ANSWERING = (Intent.ME_TOO, Intent.FOLLOW_UP, Intent.RESTORED)

_RANK = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}


class EmbeddedEngine:
    """Understands messages with a trained model, fixed rules and second minds; see `nlu.understanding.Engine`.

    Attributes:
        model: what the embedded mind has learned.
        judges: asked in turn, each only where it wants to be.
    """

    def __init__(self, model: Model, judges: Sequence[Judge] = (), name: str = "embedded") -> None:
        self.name = name
        self.judges = tuple(judges)
        self.model = model

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """Understand one message."""
        whole = Reading(self.model, Clause(text, 0, len(text)))
        place = find_place(text, estates)
        intent = _without_model(whole.folded)
        if intent is not None:
            topic = self._topic(whole) if intent in ANSWERING else None
            return Understanding(text, intent, whole.appeal, (), place, "embedded", topic)
        mind = self._ask(text, whole)
        return self._decide(text, whole, bounds, Understanding(text, Intent.CHATTER, whole.appeal, (), place, mind))

    def understand_many(
        self, texts: Sequence[str], estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS
    ) -> list[Understanding]:
        """Understand many messages."""
        known = tuple(estates)
        return [self.understand(text, known, bounds) for text in texts]

    def _ask(self, text: str, whole: Reading) -> str:
        """Let the second minds look; returns whose word decided."""
        decided = "embedded"
        for judge in self.judges:
            seen = whole.judgement()
            if judge.wanted(seen) and (said := judge.judge(text, seen)) is not None:
                whole.believe(said)
                decided = judge.name
        return decided

    def _decide(self, text: str, whole: Reading, bounds: Bounds, said: Understanding) -> Understanding:
        pieces = [Reading(self.model, clause) for clause in _own_clauses(text)]
        alarm = read_alarm(whole.folded)
        in_part = whole.appeal >= DOUBT_FROM and any(piece.appeal >= CLAUSE_FROM for piece in pieces)
        if whole.appeal >= _enough(whole, bounds) or in_part or _is_emergency(alarm):
            return replace(said, intent=Intent.APPEAL, issues=self._issues(whole, pieces))
        unsure = whole.appeal >= bounds.unsure
        intent = Intent(whole.intent)
        if intent is Intent.ME_TOO and is_fine(whole.folded):
            intent = Intent.CHATTER
        topic = self._issue(whole) if unsure else self._topic(whole) if intent in ANSWERING else None
        return replace(said, intent=intent, topic=topic, unsure=unsure)

    def _issues(self, whole: Reading, pieces: Sequence[Reading]) -> tuple[Issue, ...]:
        parts = _parts(whole, pieces)
        issues = [self._issue(part) for part in parts] if len(parts) > 1 else [self._issue(whole)]
        return tuple(sorted(issues, key=lambda issue: (_RANK[issue.urgency], issue.span)))

    def _topic(self, whole: Reading) -> Issue | None:
        issue = self._issue(whole)
        return issue if issue.confidence >= TOPIC_FROM else None

    def _issue(self, reading: Reading) -> Issue:
        category = reading.category
        urgency = _urgency(self.model.fold(reading.clause.text), reading)
        kind = read_kind(reading.folded, reading.kinds)
        if urgency is Urgency.EMERGENCY and kind in {Kind.SUGGESTION, Kind.PRAISE}:
            kind = Kind.REQUEST
        span = (reading.clause.start, reading.clause.end)
        return Issue(category, kind, urgency, reading.categories[category], span)


def _without_model(folded: str) -> Intent | None:
    fixed = fixed_intent(folded)
    if fixed is None and not any(map(str.isalnum, folded)):
        return Intent.CHATTER
    return fixed


def _enough(reading: Reading, bounds: Bounds) -> float:
    """The probability an appeal about this must reach."""
    subject = max(reading.categories.values())
    if subject < VAGUE_SUBJECT:
        return bounds.appeal + VAGUE_LATER
    return bounds.appeal - PLAIN_EARLIER if subject >= PLAIN_SUBJECT else bounds.appeal


def _parts(whole: Reading, pieces: Sequence[Reading]) -> list[Reading]:
    """The clauses that are troubles of their own, each of another category, with what follows them."""
    likely = whole.likely(CONSIDERED)
    parts: list[Reading] = []
    for piece in pieces:
        known = [part.category for part in parts]
        new = piece.category not in known and (piece.clause.counted or piece.category in likely)
        if new and _stands_alone(piece):
            parts.append(piece)
        elif parts:
            _join(whole.clause.text, parts[-1], piece)
    return parts


def _stands_alone(piece: Reading) -> bool:
    if piece.clause.leaning or piece.appeal < ALONE_FROM:
        return False
    return piece.categories[piece.category] >= (COUNTED_SURE_FROM if piece.clause.counted else SURE_FROM)


def _join(text: str, part: Reading, piece: Reading) -> None:
    """Let the part reach to the end of the piece; its meaning stays."""
    start, end = part.clause.start, piece.clause.end
    part.clause = replace(part.clause, text=text[start:end], end=end)


def _urgency(folded: str, reading: Reading) -> Urgency:
    alarm = read_alarm(folded)
    sure = reading.urgencies[Urgency.EMERGENCY] >= EMERGENCY_FROM
    if _is_emergency(alarm) or (sure and not is_told_as_distant(folded)):
        return Urgency.EMERGENCY
    return Urgency.URGENT if alarm or reading.urgency is Urgency.URGENT else Urgency.NORMAL


def _is_emergency(alarm: Alarm | None) -> bool:
    return alarm is not None and alarm.urgency is Urgency.EMERGENCY


def _own_clauses(text: str) -> list[Clause]:
    found = clauses(text)
    return found if len(found) > 1 else []
