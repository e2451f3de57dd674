"""A resident gave a score: what he may add to it."""

from __future__ import annotations

from handlers import notices
from handlers.closing import judging
from handlers.closing.voices import Voice
from handlers.figures import dimensions, nominating
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Case

ACTIONS = frozenset({Action.DIMENSION, Action.NOMINATE})


def rated(case: Case, message: Inbound, voice: Voice, score: int, words: str) -> Outcome:
    """A score; the reporter's five stars may name somebody, and the pack may ask him for more."""
    text, card = judging.rate(case, voice, score, words), None
    judges = voice.own and not voice.handles
    if judges:
        text, card = nominating.offer(case, score, text)
    to = Address(message.channel, message.sender)
    notices.owe(case.work, to, Kind.ANSWER, text, card=card, ticket=case.ticket)
    if judges:
        dimensions.begin(case, message)
    return Outcome(text, case.ticket.id)


def pressed(case: Case, message: Inbound, action: Action, value: str) -> Outcome:
    """One of `ACTIONS`."""
    if action is Action.NOMINATE:
        text = nominating.pressed(case, message.sender, message.text.strip())
    else:
        text = dimensions.pressed(case, message, value)
    if text:
        to = Address(message.channel, message.sender)
        notices.owe(case.work, to, Kind.ANSWER, text, ticket=case.ticket)
    return Outcome(text or "评价各个方面", case.ticket.id)
