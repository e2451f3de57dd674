"""The engine that needs nothing but this package: a linear model over characters and sounds, and rules.

Where the model is not sure, second minds (`nlu.judging`) may be asked; the rules stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from nlu.engines.plainly import hear_what_is_plain, read_peeled, without_model
from nlu.engines.reading import Reading, read_all
from nlu.facts import too_cold
from nlu.gazetteer import Ear
from nlu.intents import is_fine
from nlu.judging import Judge, KnowsMeaning
from nlu.kinds import read_kind
from nlu.model import Model
from nlu.places import cover_estate, find_place
from nlu.readings import read_facts
from nlu.splitter import Clause, clauses
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Sense, Understanding, Urgency
from nlu.urgency import Alarm, is_told_as_distant
from nlu.verdicts import VerdictMind

# Where it is anybody's guess what would have to be mended, all the rest must be plainer.
VAGUE_LATER, VAGUE_SUBJECT = 0.2, 0.3  # so much above the bound where no category is even that probable
CLAUSE_FROM = 0.95  # probability of a clause that makes an appeal of a message in doubt ...
DOUBT_FROM = 0.2  # ... which is one of at least this probability
RELAPSE_FROM = 0.75  # ... the same where it begins with "it works again"
ALONE_FROM = 0.5  # probability of a clause that may be a trouble of its own
SURE_FROM = 0.9  # probability of its category from which a clause stands for itself
COUNTED_SURE_FROM = 0.5  # the same where the sender counts the troubles: "1、… 2、…"
BESIDES_SURE_FROM = 0.4  # the same of a danger, and of what he says comes besides: "另外…"
CONSIDERED = 2  # a clause's category must be among that many best of the whole message
TOPIC_FROM = 0.5  # probability of a category from which an answer or addition is about it
EMERGENCY_FROM = 0.5  # probability from which the models alone call an emergency
ALARM_FROM = 0.2  # words of danger in what is less probably an appeal are a tale or a joke

# What is said within a conversation about a trouble, and may name it.
ANSWERING = (Intent.ME_TOO, Intent.FOLLOW_UP, Intent.RESTORED)
TELLING = (Intent.APPEAL, *ANSWERING)  # what may tell facts somebody will want to see

AT_ONCE = 256  # messages read in one go; more would not be cheaper

# "来是来了，…", "修是修了，…": what comes next is the point.
_DEGREE = re.compile("[0-9一二三四五六七八九十].?[度℃]")
_CONCEDED = re.compile(r".{0,6}?(.)是\1了")

_RANK = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}


class EmbeddedEngine:
    """Understands messages with a trained model, fixed rules and second minds; see `nlu.understanding.Engine`.

    Attributes:
        model: what the embedded mind has learned.
        judges: asked in turn, each only where it wants to be.
        verdicts: reads what answers "is it solved?".
    """

    def __init__(
        self,
        model: Model,
        judges: Sequence[Judge] = (),
        name: str = "embedded",
        verdicts: VerdictMind | None = None,
    ) -> None:
        self.name = name
        self._verdicts = verdicts
        self.judges = tuple(judges)
        self.model = model
        self._ear = Ear(model.simplify, model.reader.pinyin)

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """Understand one message."""
        return self.understand_many([text], estates, bounds)[0]

    def understand_many(
        self, texts: Sequence[str], estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS
    ) -> list[Understanding]:
        """Understand many messages."""
        known = tuple(estates)
        found: list[Understanding] = []
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            wholes = read_peeled(self.model, [self._shown(text, known) for text in some])
            found += [self._understand(text, whole, known, bounds) for text, whole in zip(some, wholes, strict=True)]
        return found

    def listen_many(
        self, texts: Sequence[str], estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS
    ) -> list[Understanding]:
        """Understand what is said in a group, with a sense of it where a second mind knows meanings."""
        knows = next((judge for judge in self.judges if isinstance(judge, KnowsMeaning)), None)
        if knows is None:
            return self.understand_many(texts, estates, bounds)
        return [self._listen(text, tuple(estates), bounds, knows) for text in texts]

    def _listen(self, text: str, estates: Sequence[EstateName], bounds: Bounds, knows: KnowsMeaning) -> Understanding:
        (whole,) = read_peeled(self.model, [self._shown(text, estates)])
        shown, characters = whole.heard, whole.appeal
        said = self._understand(text, whole, estates, bounds)
        meaning = knows.meaning(shown)
        if said.engine == "embedded" and meaning is not None and (told := knows.judge(shown, whole.judgement())):
            # In a conversation the second mind is always heard, for what is added; the answer stays as it is.
            whole.believe(told)
            hear_what_is_plain(whole)
        sense = Sense(whole.appeal, characters, whole.categories, whole.intents, self._issue(whole), meaning,
                      knows.tone(whole.clause.text))  # fmt: skip
        return replace(said, sense=sense)

    def _shown(self, text: str, estates: Sequence[EstateName]) -> Clause:
        """What the minds are shown of a message."""
        return Clause(cover_estate(text, estates, self._ear), 0, len(text))

    def _understand(self, text: str, whole: Reading, estates: Sequence[EstateName], bounds: Bounds) -> Understanding:
        said = self._said(text, whole, estates, bounds)
        return replace(said, verdict=self._verdicts.read(text)) if self._verdicts else said

    def _said(self, text: str, whole: Reading, estates: Sequence[EstateName], bounds: Bounds) -> Understanding:
        place = find_place(text, estates, self._ear)
        intent = without_model(whole.folded)
        if intent is not None:
            topic = self._topic(whole) if intent in ANSWERING else None
            return Understanding(text, intent, whole.appeal, (), place, "embedded", topic)
        mind = self._ask(whole.heard, whole)
        said = self._decide(
            whole.clause.text, whole, bounds, Understanding(text, Intent.CHATTER, whole.appeal, (), place, mind)
        )
        if said.unsure or said.intent in TELLING:
            return replace(said, readings=read_facts(whole.folded))
        return said

    def _ask(self, text: str, whole: Reading) -> str:
        """Let the second minds look; returns whose word decided."""
        decided = "embedded"
        for judge in self.judges:
            seen = whole.judgement()
            if judge.wanted(seen) and (said := judge.judge(text, seen)) is not None:
                whole.believe(said)
                decided = judge.name
        hear_what_is_plain(whole)
        return decided

    def _decide(self, text: str, whole: Reading, bounds: Bounds, said: Understanding) -> Understanding:
        alarmed = whole.appeal >= ALARM_FROM and _is_emergency(whole.alarm)
        pieces = self._pieces(text, whole)
        enough = _enough(whole, bounds)
        in_part = DOUBT_FROM <= whole.appeal < enough and _told_in_part(whole, pieces)
        if whole.appeal >= enough or in_part or alarmed:
            return replace(said, intent=Intent.APPEAL, issues=self._issues(whole, pieces))
        unsure = whole.appeal >= bounds.unsure
        intent = Intent(whole.intent)
        if intent is Intent.ME_TOO and is_fine(whole.folded):
            intent = Intent.CHATTER
        elif intent is Intent.CHATTER and _tells_of_cold(whole.folded):
            # "你们那边烧得行不，我屋里16度" is small talk by its words, and a trouble by its number.
            intent = Intent.ME_TOO
        topic = self._issue(whole) if unsure else self._topic(whole) if intent in ANSWERING else None
        return replace(said, intent=intent, topic=topic, unsure=unsure)

    def _pieces(self, text: str, whole: Reading) -> list[Reading]:
        """The clauses, where more than one trouble may be told or one of them may make an appeal of it all."""
        found = clauses(text) if whole.appeal >= DOUBT_FROM else []
        return read_all(self.model, found) if len(found) > 1 else []

    def _issues(self, whole: Reading, pieces: Sequence[Reading]) -> tuple[Issue, ...]:
        parts = _parts(whole, pieces, self.model.fold)
        issues = [self._issue(part) for part in parts] if len(parts) > 1 else [self._issue(whole)]
        return tuple(sorted(issues, key=lambda issue: (_RANK[issue.urgency], issue.span)))

    def _topic(self, whole: Reading) -> Issue | None:
        issue = self._issue(whole)
        return issue if issue.confidence >= TOPIC_FROM else None

    def _issue(self, reading: Reading) -> Issue:
        category = reading.category
        urgency = _urgency(reading)
        kind = read_kind(reading.folded, reading.kinds)
        if urgency is Urgency.EMERGENCY and kind in {Kind.SUGGESTION, Kind.PRAISE}:
            kind = Kind.REQUEST
        span = (reading.clause.start, reading.clause.end)
        return Issue(category, kind, urgency, reading.categories[category], span)


def _tells_of_cold(folded: str) -> bool:
    return _DEGREE.search(folded) is not None and not is_fine(folded) and too_cold(read_facts(folded))


def _told_in_part(whole: Reading, pieces: Sequence[Reading]) -> bool:
    """Whether one clause makes an appeal of a message in doubt; "来是来了，水是黄的" takes it back half at once."""
    if any(piece.appeal >= CLAUSE_FROM for piece in pieces):
        return True
    if whole.intent != Intent.RESTORED and not _CONCEDED.match(whole.folded):
        return False
    return any(piece.appeal >= RELAPSE_FROM for piece in pieces[1:] if not piece.clause.leaning)


def _enough(reading: Reading, bounds: Bounds) -> float:
    """The probability an appeal about this must reach."""
    vague = max(reading.categories.values()) < VAGUE_SUBJECT
    return bounds.appeal + VAGUE_LATER if vague else bounds.appeal


def _parts(whole: Reading, pieces: Sequence[Reading], fold: Callable[[str], str]) -> list[Reading]:
    """The clauses that are troubles of their own, each of another category, with what follows them."""
    likely = whole.likely(CONSIDERED)
    parts: list[Reading] = []
    # Of several dangers one may be what follows from the other: "着火了，煤气罐要炸了".
    one = sum(_is_emergency(piece.alarm) for piece in pieces) == 1
    for piece in pieces:
        known = [part.category for part in parts]
        apart = piece.clause.counted or piece.clause.besides
        dangers = {part.alarm.danger for part in parts if part.alarm}
        told_on = not apart and piece.alarm is not None and piece.alarm.danger in dangers
        new = piece.category not in known and (apart or piece.category in likely) and not told_on
        if new and _stands_alone(piece, danger=one and _is_emergency(piece.alarm)):
            parts.append(piece)
        elif parts:
            text, start, end = whole.clause.text, parts[-1].clause.start, piece.clause.end
            parts[-1].reach_to(text, end, fold(text[start:end]))
    return parts


def _stands_alone(piece: Reading, *, danger: bool) -> bool:
    """Whether a clause tells a trouble of its own; a danger is told in fewer words than others: "5号楼电梯困人了"."""
    clause = piece.clause
    if clause.leaning or (piece.appeal < ALONE_FROM and not danger):
        return False
    besides = danger or clause.besides
    enough = BESIDES_SURE_FROM if besides else COUNTED_SURE_FROM if clause.counted else SURE_FROM
    return piece.categories[piece.category] >= enough


def _urgency(reading: Reading) -> Urgency:
    alarm = reading.alarm
    sure = reading.urgencies[Urgency.EMERGENCY] >= EMERGENCY_FROM
    if _is_emergency(alarm) or (sure and not is_told_as_distant(reading.folded)):
        return Urgency.EMERGENCY
    return Urgency.URGENT if alarm or reading.urgency is Urgency.URGENT else Urgency.NORMAL


def _is_emergency(alarm: Alarm | None) -> bool:
    return alarm is not None and alarm.urgency is Urgency.EMERGENCY
