"""The engine that needs nothing but this package: a linear model over characters and sounds, and rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu.intents import fixed_intent, is_fine
from nlu.kinds import read_kind
from nlu.model import APPEAL, CATEGORY, KIND, TALK, URGENCY, YES, Floats, Model
from nlu.places import find_place
from nlu.splitter import Clause, clauses
from nlu.understanding import EstateName, Intent, Issue, Kind, Understanding, Urgency
from nlu.urgency import Alarm, is_told_as_distant, read_alarm

# Probabilities are those among as much talk as appeals. Sooner, where it is plain what would have to be
# mended; and where that is anybody's guess, only when all the rest is plain.
APPEAL_FROM = 0.5  # probability from which a message or a clause is an appeal
PLAIN_FROM, PLAIN_SUBJECT = 0.35, 0.8  # the same where its category is at least that probable
VAGUE_FROM, VAGUE_SUBJECT = 0.7, 0.3  # the same where no category is even that probable
CLAUSE_FROM = 0.7  # probability of a clause that makes an appeal of a message in doubt ...
DOUBT_FROM = 0.3  # ... which is one of at least this probability
SURE_FROM = 0.9  # probability of its category from which a clause stands for itself
COUNTED_SURE_FROM = 0.5  # the same where the sender counts the troubles: "1、… 2、…"
CONSIDERED = 2  # a clause's category must be among that many best of the whole message
TOPIC_FROM = 0.5  # probability of a category from which an answer or addition is about it
EMERGENCY_FROM = 0.6  # probability from which the model alone calls an emergency

# What is said within a conversation about a trouble, and may name it.
ANSWERING = (Intent.ME_TOO, Intent.FOLLOW_UP, Intent.RESTORED)

# "我家…", unless somebody joins in with it: "我家也…", "我家同样…", "我家一样…".
AT_MY_HOME = re.compile(
    r"(?:我|俺|额|咱)们?(?:这(?:里|儿|边)?|家(?:里|的)?|屋(?:里)?)[,，、 ]?(?!.{0,6}(?:也|同|一样))(?=.{3})"
)

_RANK = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}


@dataclass(frozen=True, slots=True)
class _Reading:
    """A stretch of text with what the model says of it; `appeal` is the probability that it is one."""

    clause: Clause
    folded: str
    row: Floats
    appeal: float


class EmbeddedEngine:
    """Understands messages with a trained model and fixed rules; see `nlu.understanding.Engine`."""

    name = "embedded"

    def __init__(self, model: Model) -> None:
        self._model = model
        self._heads = model.heads

    def understand(self, text: str, estates: Sequence[EstateName] = ()) -> Understanding:
        """Understand one message."""
        whole = self._read(Clause(text, 0, len(text)))
        pieces = [self._read(clause) for clause in _own_clauses(text)]
        intent = self._intent(whole, pieces)
        issues = self._issues(whole, pieces) if intent is Intent.APPEAL else ()
        topic = self._topic(whole) if intent in ANSWERING else None
        place = find_place(text, estates)
        return Understanding(text, intent, whole.appeal, issues, place, self.name, topic)

    def understand_many(self, texts: Sequence[str], estates: Sequence[EstateName] = ()) -> list[Understanding]:
        """Understand many messages."""
        known = tuple(estates)
        return [self.understand(text, known) for text in texts]

    def _read(self, clause: Clause) -> _Reading:
        folded = self._model.fold(clause.text)
        row = self._model.score(folded)
        return _Reading(clause, folded, row, self._appeal(folded, row))

    def _appeal(self, folded: str, row: Floats) -> float:
        told = self._heads[APPEAL].probabilities(row)[YES]
        home = AT_MY_HOME.match(folded)
        if home is None:
            return told
        # Neighbours who join in begin with 我家 as often as those who complain first: it says nothing.
        rest = self._model.score(folded[home.end() :])
        return max(told, self._heads[APPEAL].probabilities(rest)[YES])

    def _intent(self, whole: _Reading, pieces: Sequence[_Reading]) -> Intent:
        fixed = fixed_intent(whole.folded)
        if fixed is not None:
            return fixed
        if not any(map(str.isalnum, whole.folded)):
            return Intent.CHATTER
        score, alarm = whole.appeal, read_alarm(whole.folded)
        in_part = score >= DOUBT_FROM and any(piece.appeal >= CLAUSE_FROM for piece in pieces)
        if score >= self._enough(whole) or in_part or _is_emergency(alarm):
            return Intent.APPEAL
        talk = Intent(self._heads[TALK].best(whole.row))
        return Intent.CHATTER if talk is Intent.ME_TOO and is_fine(whole.folded) else talk

    def _enough(self, reading: _Reading) -> float:
        """The probability an appeal about this must reach."""
        subject = max(self._heads[CATEGORY].probabilities(reading.row).values())
        if subject < VAGUE_SUBJECT:
            return VAGUE_FROM
        return PLAIN_FROM if subject >= PLAIN_SUBJECT else APPEAL_FROM

    def _issues(self, whole: _Reading, pieces: Sequence[_Reading]) -> tuple[Issue, ...]:
        parts = self._parts(whole, pieces)
        issues = [self._issue(part) for part in parts] if len(parts) > 1 else [self._issue(whole)]
        return tuple(sorted(issues, key=lambda issue: (_RANK[issue.urgency], issue.span)))

    def _topic(self, whole: _Reading) -> Issue | None:
        issue = self._issue(whole)
        return issue if issue.confidence >= TOPIC_FROM else None

    def _parts(self, whole: _Reading, pieces: Sequence[_Reading]) -> list[_Reading]:
        """The clauses that are troubles of their own, each of another category, with what follows them."""
        likely = self._heads[CATEGORY].ranking(whole.row)[:CONSIDERED]
        parts: list[_Reading] = []
        for piece in pieces:
            known = [self._category(part) for part in parts]
            if (
                self._stands_alone(piece)
                and self._category(piece) not in known
                and (piece.clause.counted or self._category(piece) in likely)
            ):
                parts.append(piece)
            elif parts:
                parts[-1] = _joined(whole.clause.text, parts[-1], piece)
        return parts

    def _stands_alone(self, reading: _Reading) -> bool:
        if reading.clause.leaning or reading.appeal < APPEAL_FROM:
            return False
        sure = self._heads[CATEGORY].probabilities(reading.row)[self._category(reading)]
        return sure >= (COUNTED_SURE_FROM if reading.clause.counted else SURE_FROM)

    def _category(self, reading: _Reading) -> str:
        return self._heads[CATEGORY].best(reading.row)

    def _issue(self, reading: _Reading) -> Issue:
        category = self._category(reading)
        confidence = self._heads[CATEGORY].probabilities(reading.row)[category]
        urgency = self._urgency(self._model.fold(reading.clause.text), reading.row)
        kind = read_kind(reading.folded, self._heads[KIND].probabilities(reading.row))
        if urgency is Urgency.EMERGENCY and kind in {Kind.SUGGESTION, Kind.PRAISE}:
            kind = Kind.REQUEST
        return Issue(category, kind, urgency, confidence, (reading.clause.start, reading.clause.end))

    def _urgency(self, folded: str, row: Floats) -> Urgency:
        alarm = read_alarm(folded)
        head = self._heads[URGENCY]
        sure = head.probabilities(row)[Urgency.EMERGENCY] >= EMERGENCY_FROM
        if _is_emergency(alarm) or (sure and not is_told_as_distant(folded)):
            return Urgency.EMERGENCY
        return Urgency.URGENT if alarm or head.best(row) == Urgency.URGENT else Urgency.NORMAL


def _is_emergency(alarm: Alarm | None) -> bool:
    return alarm is not None and alarm.urgency is Urgency.EMERGENCY


def _own_clauses(text: str) -> list[Clause]:
    found = clauses(text)
    return found if len(found) > 1 else []


def _joined(text: str, part: _Reading, piece: _Reading) -> _Reading:
    start, end = part.clause.start, piece.clause.end
    return replace(part, clause=replace(part.clause, text=text[start:end], end=end))
