"""Words beside the question for the place: kept with the trouble, answered like a human being, and asked once more."""

from __future__ import annotations

from datetime import timedelta

from handlers import neighbours, phrases, piecing, questions, replying
from handlers.messages import Kind, Outcome
from handlers.talk import Talk
from handlers.work import Case
from nlu import guessing
from nlu.intents import fixed_intent
from nlu.understanding import Intent, Urgency
from storage import outbox

SAYS_SOMETHING = frozenset({Intent.CHATTER, Intent.FOLLOW_UP, Intent.ME_TOO})
_JUST_NOW = timedelta(minutes=1)


def kept(talk: Talk, cases: list[Case]) -> Outcome | None:
    """Words that are no place belong to what waits for one; None for nods, questions and what means something else."""
    fixed = fixed_intent(talk.text.lower())
    if not cases or not talk.text or talk.said.intent not in SAYS_SOMETHING or fixed is Intent.CHATTER:
        return None
    if questions.asks(talk.text) or guessing.trouble(talk.text) or replying.wants_person(talk.text):
        return None
    case = cases[-1]
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    neighbours.go_on(case, talk)
    piecing.name_better(talk, case)
    danger = case.ticket.urgency == Urgency.EMERGENCY
    text = phrases.STILL_WHERE_NOW if danger else phrases.STILL_WHERE
    if not _just_said(talk, text):
        talk.answer(text, case=case, kind=Kind.ASK)
    return Outcome("补充，地点还没说", case.ticket.id)


def _just_said(talk: Talk, text: str) -> bool:
    """Whether the last thing he was told is this very line, a moment ago: nobody is asked twice in a breath."""
    work, message = talk.work, talk.message
    rows = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, 1)
    return any(row.text == text and row.created_at >= work.now - _JUST_NOW for row in rows)
