"""Buttons: which ticket is meant, who may press, which words are needed, and what is answered."""

from __future__ import annotations

from handlers import (
    cancelling,
    cards,
    entitled,
    insisting,
    offered,
    official_chosen,
    official_presses,
    phrases,
    texts,
)
from handlers.answered import RESULTS, Answer
from handlers.cadences.said import ON_ROUND
from handlers.closing import calling, judging, remaining
from handlers.commitments import hearing as promised
from handlers.deeds import DEEDS, ON_MESSAGE
from handlers.entitled import RefusedError
from handlers.figures import afterwards
from handlers.knowing import answering
from handlers.messages import Action, Inbound, Outcome
from handlers.official_presses import not_yours, say
from handlers.regrouping import following
from handlers.volunteering import refreshing
from handlers.work import Case, Work
from handlers.workflow import NotAllowedError, may
from storage.inbox import InboxRow


def press(work: Work, message: Inbound, row: InboxRow | None = None) -> Outcome:
    """A pressed button, whatever the platform; `row` is the message it came with."""
    pressed = offered.pressed(work, message)
    if message.button is not None and pressed is None:
        return say(work, message, phrases.NOT_YOUR_BUTTON, ok=False)
    name, _, value = (pressed.action if pressed else message.press or "").partition(":")
    if name not in set(Action):
        return say(work, message, phrases.NO_SUCH_BUTTON, ok=False)
    action = Action(name)
    if (done := _about_words(work, message, row, action, value)) is not None:
        return done
    if action is Action.SAID:
        return official_chosen.pressed(work, message, pressed, value)
    case = work.case(pressed.ticket_id) if pressed else offered.meant(work, message, action, value)
    if case is None:
        return say(work, message, texts.nothing_to(cards.LABELS[action]), ok=False)
    if action is Action.CALLBACK:
        return _called_back(case, message, value)
    if action in DEEDS:
        return official_presses.press(case, message, action, value)
    if action is Action.APPEAL_ANYWAY:
        return insisting.press(case, message)
    return _resident(case, message, action, value)


def _about_words(work: Work, message: Inbound, row: InboxRow | None, action: Action, value: str) -> Outcome | None:
    """What is about a visit, an answer or a message; None where it is about a ticket."""
    if action in ON_ROUND:
        return ON_ROUND[action](work, row, message, value)
    if action in answering.ACTIONS:
        return answering.pressed(work, message, action, value)
    return _on_message(work, message, action, value) if action in ON_MESSAGE else None


def _on_message(work: Work, message: Inbound, action: Action, value: str) -> Outcome:
    """What is decided about a message, which the button names, or the words."""
    person = work.org.person_of(message.channel, message.sender)
    if person is None:
        return say(work, message, phrases.NOT_YOURS, ok=False)
    try:
        case, done = ON_MESSAGE[action](work, person, f"{value} {message.text}".strip())
    except (RefusedError, NotAllowedError) as refused:
        return say(work, message, str(refused), ok=False)
    return say(work, message, done, case)


def _called_back(case: Case, message: Inbound, value: str) -> Outcome:
    """A seat called the resident: his words, recorded as taken by the seat."""
    work, (result, score, whose) = case.work, (*value.split(":", 2), "", "")[:3]
    person = work.org.person_of(message.channel, message.sender)
    if person is None or not (entitled.may_call_back(work, person) or calling.asked(case, person)):
        return not_yours(case, message)
    if result not in RESULTS or (score and score not in work.policy.survey.texts):
        return say(work, message, phrases.NO_SUCH_BUTTON, case, ok=False)
    if not may(Action.CALLBACK, case.ticket.status):
        return say(work, message, f"{case.ticket.number}还没有办结，现在不用回访。", case, ok=False)
    voice = calling.whom(case, person, whose)
    if voice is None:
        return say(work, message, phrases.NOBODY_TO_CALL, case, ok=False)
    answer = Answer(person, result, int(score) if score else None, message.text.strip())
    return say(work, message, judging.called_back(case, voice, answer), case)


def _resident(case: Case, message: Inbound, action: Action, value: str) -> Outcome:
    work, words = case.work, message.text.strip()
    case = following.pressed(case, message, action)
    voice = judging.speaker(case, message)
    if voice is None or not (voice.own or action in judging.ANYBODY):
        return say(work, message, phrases.NOT_YOUR_TICKET, case, ok=False)
    if not voice.own and judging.under_way(case, action):
        return say(work, message, judging.still(case, voice, words), case)
    if not may(action, case.ticket.status, case.ticket.form):
        return say(work, message, texts.too_late(case), case, ok=False)
    if action is Action.CANCEL:
        text = cancelling.cancel(case)
    elif action is Action.NEEDED:
        text = refreshing.still_needed(case)
    elif action in promised.ACTIONS:
        text = promised.pressed(case, action, value)
    elif action in judging.VERDICTS:
        text = judging.VERDICTS[action](case, voice, words)
        text += remaining.ask(case, message) if action is Action.PARTLY and not words else ""
    elif action in afterwards.ACTIONS:
        return afterwards.pressed(case, message, action, value)
    elif value in work.policy.survey.texts:
        return afterwards.rated(case, message, voice, int(value), words)
    else:
        return say(work, message, phrases.SCORES, case, ok=False)
    return say(work, message, text, case)
