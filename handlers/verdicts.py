"""What a resident says in his own words after 办结, as `nlu.verdicts` reads it: rather asked once more than closed."""

from __future__ import annotations

import re
from typing import Protocol

from handlers import rating, rating_words, solved_texts, talking
from handlers.incidents import household, parting
from handlers.messages import Action, Kind, Outcome
from handlers.talk import Talk
from handlers.work import Case
from nlu.guessing import SURE, subject
from nlu.intents import fixed_intent
from nlu.understanding import Intent, Issue, Urgency, Verdict
from storage.tickets import Ticket

# Probability from which a verdict is believed: of the examination's answers that reach it 97 in 100 are read rightly.
BELIEVED = 0.6
PLAIN = 0.9  # ... and from which it outweighs words that would be a trouble of another kind by themselves

# With these the words are about something else, or are read by whoever reads scores.
_ASIDE = {Intent.ASK_PROGRESS, Intent.ASK_OFFICER, Intent.CANCEL}
_TURNS = re.compile("对了|还有|另外|顺便")  # to something else
_NO = {Verdict.NOT, Verdict.PARTLY}


def said(talk: Talk) -> Outcome | None:
    """Take the words for the answer to "is it solved?"; None where nobody asked, or they speak of something else."""
    if talk.said.verdict is None or talk.message.images or talk.said.intent in _ASIDE:
        return None
    verdict, share = talk.said.verdict
    ticket = rating.judged(talk, talk.own(Action.CANCEL)) if rating.waiting(talk) else None
    if ticket is None or _scored(talk, verdict) or any(one.urgency is Urgency.EMERGENCY for one in talk.issues):
        return None
    if (other := _another(talk, ticket, verdict, share)) is not None:
        return talking.appeal(talk if talk.issues else talk.as_trouble(other))
    if verdict in (Verdict.OTHER, Verdict.THANKS):
        return None
    case = talk.case(ticket)
    if share < (PLAIN if verdict is Verdict.UNAFFECTED else BELIEVED):
        return rating.unsure(talk, case) if rating.just_asked(talk, ticket) else None
    return _take(talk, case, verdict)


def unaffected(talk: Talk) -> Outcome | None:
    """Whoever was counted in, and says unasked that it is not his trouble; None for everybody else."""
    verdict, share = talk.said.verdict or (Verdict.OTHER, 0.0)
    if verdict is not Verdict.UNAFFECTED or share < PLAIN or talk.said.appeal:
        return None
    case = household.meant(talk, talk.own(Action.CANCEL))
    return parting.unaffected(talk, case) if case else None


def aloud(talk: Talk) -> bool | None:
    """What somebody says of it in a group: True where it is solved, False where not; None where it is not plain."""
    verdict, share = talk.said.verdict or (Verdict.OTHER, 0.0)
    if share < PLAIN or talk.issues:
        return None
    return {Verdict.SOLVED: True, Verdict.NOT: False, Verdict.PARTLY: False}.get(verdict)


def _scored(talk: Talk, verdict: Verdict) -> bool:
    if fixed_intent(talk.text.lower()) is Intent.RATING:
        return True  # "4", "没解决": whoever reads scores reads these
    return talk.said.intent is Intent.RATING and verdict not in _NO and rating_words.score(talk.text) is not None


def _another(talk: Talk, ticket: Ticket, verdict: Verdict, share: float) -> Issue | None:
    """The trouble the words tell, if it is another than the one asked about: "对了 我家暖气也不热"."""
    issue = next(iter(talk.issues), _topic(talk))
    if issue is None or issue.category == ticket.category or issue.confidence < SURE:
        return None
    if verdict is Verdict.PARTLY and share >= PLAIN and rating.just_asked(talk, ticket) and not _TURNS.match(talk.text):
        return None  # "水是抽了 电梯口那块还有点渗": water by its words, and what is left of the garage
    if verdict in _NO and share >= PLAIN and subject(talk.text) in (None, ticket.category):
        return None  # "昨晚又叫一宿" after the dog, though by itself it would be noise
    return issue if verdict in {Verdict.OTHER, *_NO} or share < BELIEVED else None


def _topic(talk: Talk) -> Issue | None:
    """What the words are about where they name it: of "我家好了" the models say anything."""
    return talk.said.topic if subject(talk.text) is not None else None


def _take(talk: Talk, case: Case, verdict: Verdict) -> Outcome:
    own = rating.voice(talk, case).own
    if verdict is Verdict.UNAFFECTED and not own:
        return parting.unaffected(talk, case)
    if verdict in _ANSWERS:
        talk.answer(_ANSWERS[verdict](case, own=own), case=case, kind=Kind.ASK)
        return Outcome("居民还说不好是否解决", case.ticket.id)
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    if verdict is Verdict.NOT:
        rating.reject(talk, case)
        return Outcome("居民说没解决", case.ticket.id)
    if verdict is Verdict.PARTLY:
        rating.partly(talk, case)
        return Outcome("居民说部分解决", case.ticket.id)
    rating.confirm(talk, case)
    rating.mention_others(talk, case.ticket)
    return Outcome("居民确认已解决", case.ticket.id)


class _Answer(Protocol):
    def __call__(self, case: Case, *, own: bool) -> str: ...


_ANSWERS: dict[Verdict, _Answer] = {
    Verdict.LATER: solved_texts.no_hurry,
    Verdict.WHAT: solved_texts.which_is_meant,
    Verdict.UNAFFECTED: solved_texts.which_is_meant,  # of a neighbour `parting` has heard it before
}
