"""Whether what somebody tells is the very trouble that others at his place and of its category told."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.incidents import counting
from handlers.incidents.covering import rule_of
from handlers.work import Work
from nlu import matters
from storage.tickets import Ticket

_BETWEEN = " / "  # what a reporter said at first, and what he added


def told_first(work: Work, ticket: Ticket) -> str:
    """What a ticket was opened with, without the names of estates: that both are in one is known already."""
    return without_estates(work, ticket.summary.split(_BETWEEN)[0])


def without_estates(work: Work, text: str) -> str:
    """Words without the names of estates, which make no two troubles alike."""
    for estate in work.org.estates:
        for name in (estate.name, *estate.aliases):
            text = text.replace(name, " ")
    return text


def alike(work: Work, category: str, text: str, others: Iterable[Ticket]) -> list[Ticket]:
    """Those of these tickets that tell the same trouble as these words, which are of this category."""
    network = category in rule_of(work).networks
    words = without_estates(work, text)
    return [
        one
        for one in others
        if one.category == category and matters.one_trouble(category, words, told_first(work, one), network=network)
    ]


def of(work: Work, incident: Ticket, text: str) -> bool:
    """Whether an incident is about what these words, of its category, tell."""
    return bool(alike(work, incident.category, text, counting.beneath(work, incident)))


def names_another(work: Work, incident: Ticket, text: str) -> bool:
    """Whether words that tell no trouble, such as a question, name a thing that an incident is not about."""
    if incident.category in rule_of(work).networks:
        return False
    named = matters.things(text)
    told = (matters.things(told_first(work, one)) for one in counting.beneath(work, incident))
    return bool(named) and not any(named & things for things in told)
