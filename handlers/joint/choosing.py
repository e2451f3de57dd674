"""What has to be chosen before a press is carried out, and whose order it is."""

from __future__ import annotations

from datetime import timedelta

from handlers import asking, cards, notices
from handlers.joint.finishing import UnsaidError
from handlers.messages import Action, Button, Card, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.rules.cards import MOST
from handlers.work import Case

# The topic of a question for the words of a button.
WORDS = "words"
_WAIT = timedelta(hours=1)


def choose(case: Case, message: Inbound, action: Action, words: str, unsaid: UnsaidError) -> Outcome:
    """One thing has to be chosen first: by a button or in words; what was written is kept."""
    data: dict[str, object] = {"action": action.value, "ticket": case.ticket.id, "kept": words}
    asking.ask(case.work, message, WORDS, data, _WAIT)
    buttons = tuple(Button(f"{action.value}:{key}", name) for key, name in unsaid.choices[:MOST])
    card = Card(cards.LABELS[action], (("编号", case.ticket.number),), str(unsaid), buttons)
    to = Address(message.channel, message.sender)
    notices.owe(case.work, to, Kind.ASK, cards.with_text(card), card=card, ticket=case.ticket)
    return Outcome("还要选一项", case.ticket.id)


def reported(case: Case, message: Inbound) -> bool:
    """Whether the order was his; an official is himself on each of his channels."""
    ticket, org = case.ticket, case.work.org
    if (ticket.channel, ticket.reporter) == (message.channel, message.sender):
        return True
    asker = org.person_of(ticket.channel, ticket.reporter) if ticket.form != "appeal" else None
    return asker is not None and asker == org.person_of(message.channel, message.sender)
