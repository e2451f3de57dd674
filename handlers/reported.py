"""Somebody speaks of what he reported before, and we know nothing of it: elsewhere, or in words nobody heard."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import phrases, talking
from handlers.messages import Outcome
from handlers.regrouping import following
from handlers.talk import Talk
from nlu import guessing
from nlu.guessing import SURE
from nlu.understanding import Intent, Issue, Kind, Urgency
from storage.tickets import Ticket

_LOOKS_BACK = frozenset({Intent.ASK_PROGRESS, Intent.FOLLOW_UP, Intent.CHATTER})
# 报过, 登记过, 跟你们说过, 打过12345, 前几天报的: he told it somebody.
_REPORTED = re.compile(
    r"(?:[报登]|反映|登记|投诉|举报|申请|跟.{1,6}[说讲]|找.{1,6})过|打过?.{0,4}(?:12345|电话|热线)|[报登]了.{0,4}[次遍回]"
    r"|(?:天|周|月|年|次|回|前|日|期|我)(?:报|反映|登记|投诉|说)的"
)
_SHORTEST = 6  # characters; less says nothing of what it was


def unknown(talk: Talk) -> Outcome | None:
    """A ticket from these words, where no ticket of his fits them; None where one does, or nothing was reported."""
    if talk.said.intent not in _LOOKS_BACK or len(talk.text) < _SHORTEST or not _REPORTED.search(talk.text):
        return None
    issue = _issue(talk)
    own = following.mine(talk, talk.own())
    known = [*own, *following.joined(talk, {ticket.id for ticket in own})]
    if issue is None or any(_fits(talk, ticket, issue) for ticket in known):
        return None
    talk.answer(phrases.NOT_KNOWN_HERE)
    return talking.appeal(talk.as_trouble(issue))


def _issue(talk: Talk) -> Issue | None:
    """What it was about, as far as the words tell; None where they name nothing."""
    topic, subject = talk.said.topic, guessing.subject(talk.text)
    if topic is not None and (topic.confidence >= SURE or subject is None):
        return replace(topic, kind=Kind.REQUEST if topic.kind is Kind.PRAISE else topic.kind, urgency=_calm(topic))
    things = guessing.things(talk.text)
    return guessing.unsure(talk.text, subject or "other") if subject or things else None


def _calm(topic: Issue) -> Urgency:
    """What was told days ago and waited since calls nobody out of bed."""
    return topic.urgency if topic.urgency is not Urgency.EMERGENCY else Urgency.URGENT


def _fits(talk: Talk, ticket: Ticket, issue: Issue) -> bool:
    """Whether it is this one: of the same category, or about the same thing by its words."""
    same = guessing.things(talk.text) & guessing.things(ticket.summary)
    return ticket.category == issue.category or talk.names(ticket) or bool(same)
