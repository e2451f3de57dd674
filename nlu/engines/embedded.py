"""The engine that needs nothing but this package: a linear model over characters and sounds, and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu.intents import fixed_intent
from nlu.kinds import read_kind
from nlu.model import APPEAL, CATEGORY, KIND, TALK, URGENCY, YES, Floats, Model
from nlu.normalise import mask
from nlu.places import find_place
from nlu.splitter import Clause, clauses
from nlu.understanding import EstateName, Intent, Issue, Kind, Understanding, Urgency
from nlu.urgency import is_told_as_distant, read_alarm

APPEAL_FROM = 0.5  # probability from which a message is an appeal
CLAUSE_APPEAL_FROM = 0.5  # the same of a clause that is to be a trouble of its own
CLAUSE_SURE_FROM = 0.6  # probability of its category from which a clause stands for itself
EMERGENCY_FROM = 0.6  # probability from which the model alone calls an emergency

_RANK = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}


@dataclass(frozen=True, slots=True)
class _Reading:
    """A stretch of text with what the model says of it."""

    clause: Clause
    folded: str
    row: Floats


class EmbeddedEngine:
    """Understands messages with a trained model and fixed rules; see `nlu.understanding.Engine`."""

    name = "embedded"

    def __init__(self, model: Model) -> None:
        self._model = model

    def understand(self, text: str, estates: Sequence[EstateName] = ()) -> Understanding:
        """Understand one message."""
        folded = self._model.fold(text)
        row = self._model.score(folded)
        score = self._model.heads[APPEAL].probabilities(row)[YES]
        intent = self._intent(folded, row, score)
        issues = self._issues(text, folded, row) if intent is Intent.APPEAL else ()
        return Understanding(text, intent, score, issues, find_place(text, estates), self.name)

    def understand_many(self, texts: Sequence[str], estates: Sequence[EstateName] = ()) -> list[Understanding]:
        """Understand many messages."""
        known = tuple(estates)
        return [self.understand(text, known) for text in texts]

    def _intent(self, folded: str, row: Floats, score: float) -> Intent:
        if not any(map(str.isalnum, mask(folded))):
            return Intent.FOLLOW_UP if any(map(str.isalnum, folded)) else Intent.CHATTER
        fixed = fixed_intent(folded)
        if fixed is not None:
            return fixed
        alarm = read_alarm(folded)
        if score >= APPEAL_FROM or (alarm is not None and alarm.urgency is Urgency.EMERGENCY):
            return Intent.APPEAL
        return Intent(self._model.heads[TALK].best(row))

    def _issues(self, text: str, folded: str, row: Floats) -> tuple[Issue, ...]:
        whole = self._issue(_Reading(Clause(text, 0, len(text)), folded, row))
        parts = self._parts(text)
        if len(parts) < 2:
            return (whole,)
        issues = [self._issue(part) for part in parts]
        return tuple(sorted(issues, key=lambda i: (_RANK[i.urgency], i.category != whole.category, i.span)))

    def _parts(self, text: str) -> list[_Reading]:
        """The clauses that are troubles of their own, each of another category, with what follows them."""
        pieces = clauses(text)
        if len(pieces) < 2:
            return []
        parts: list[_Reading] = []
        for piece in pieces:
            folded = self._model.fold(piece.text)
            reading = _Reading(piece, folded, self._model.score(folded))
            if self._stands_alone(reading) and self._category(reading) not in map(self._category, parts):
                parts.append(reading)
            elif parts:
                parts[-1] = self._joined(text, parts[-1], piece)
        return parts

    def _joined(self, text: str, part: _Reading, piece: Clause) -> _Reading:
        start, end = part.clause.start, piece.end
        return replace(part, clause=Clause(text[start:end], start, end))

    def _stands_alone(self, reading: _Reading) -> bool:
        heads = self._model.heads
        if heads[APPEAL].probabilities(reading.row)[YES] < CLAUSE_APPEAL_FROM:
            return False
        return max(heads[CATEGORY].probabilities(reading.row).values()) >= CLAUSE_SURE_FROM

    def _category(self, reading: _Reading) -> str:
        return self._model.heads[CATEGORY].best(reading.row)

    def _issue(self, reading: _Reading) -> Issue:
        heads = self._model.heads
        categories = heads[CATEGORY].probabilities(reading.row)
        category = self._category(reading)
        urgency = self._urgency(self._model.fold(reading.clause.text), reading.row)
        kind = read_kind(reading.folded, heads[KIND].probabilities(reading.row))
        if urgency is Urgency.EMERGENCY and kind in {Kind.SUGGESTION, Kind.PRAISE}:
            kind = Kind.REQUEST
        return Issue(category, kind, urgency, categories[category], (reading.clause.start, reading.clause.end))

    def _urgency(self, folded: str, row: Floats) -> Urgency:
        alarm = read_alarm(folded)
        if alarm is not None and alarm.urgency is Urgency.EMERGENCY:
            return Urgency.EMERGENCY
        head = self._model.heads[URGENCY]
        if head.probabilities(row)[Urgency.EMERGENCY] >= EMERGENCY_FROM and not is_told_as_distant(folded):
            return Urgency.EMERGENCY
        if alarm is not None or head.best(row) != Urgency.NORMAL:
            return Urgency.URGENT
        return Urgency.NORMAL
