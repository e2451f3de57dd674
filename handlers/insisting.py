"""仍要反映: the resident was told to go elsewhere and wants it looked after here all the same."""

from __future__ import annotations

from handlers import asking, entitled, notices, opening, phrases, placing, scoping, texts
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.talk import Talk
from handlers.work import Case
from storage.tickets import Ticket

_STOPS = " 。！!，,"


def press(case: Case, message: Inbound) -> Outcome:
    """The button: the resident's own, or a seat's for a caller; what an official refused stays refused."""
    work, ticket = case.work, case.ticket
    person = work.org.person_of(message.channel, message.sender)
    own = (ticket.channel, ticket.reporter) == (message.channel, message.sender)
    if not own and (person is None or not entitled.at_desk(work, person)):
        return _say(case, message, phrases.NOT_YOUR_TICKET, ok=False)
    if not scoping.listed_elsewhere(ticket):
        return _say(case, message, texts.too_late(case), ok=False)
    if own or person is None:
        return pressed(case, message)
    return _say(case, message, _for_resident(case, person, message.text.strip()))


def _say(case: Case, message: Inbound, text: str, *, ok: bool = True) -> Outcome:
    notices.owe(case.work, Address(message.channel, message.sender), Kind.ANSWER, text, ticket=case.ticket)
    return Outcome(text, case.ticket.id, ok)


def pressed(case: Case, message: Inbound) -> Outcome:
    """Hand the ticket on as if there were no scope list; it is asked for its place where nobody knows it."""
    scoping.insist(case, "resident", message.text.strip())
    if placing.unknown(case):
        _ask_place(case, message)
    else:
        opening.begin(case, insisted=True)
    return Outcome(scoping.INSISTS, case.ticket.id)


def _for_resident(case: Case, person: str, words: str) -> str:
    """The desk takes it up: a caller insists, or the list was wrong about this one."""
    scoping.insist(case, person, words)
    opening.begin(case, insisted=True)
    return "已按一般诉求派单，居民已收到编号"


def meant(talk: Talk) -> Ticket | None:
    """The ticket somebody insists on in words; None where he says something else or has none."""
    if not talk.text.strip(_STOPS).startswith(scoping.INSISTS):
        return None
    return next((ticket for ticket in talk.own(Action.APPEAL_ANYWAY) if scoping.listed_elsewhere(ticket)), None)


def _ask_place(case: Case, message: Inbound) -> None:
    work = case.work
    before = asking.pending(work, message)
    waiting = list(before.data["tickets"]) if before is not None and before.topic == asking.PLACE else []
    notices.to_reporter(work, case.ticket, Kind.ASK, texts.receipt_asking(case))
    wait = asking.ahead(work, work.policy.conversation.place_wait)
    asking.ask(work, message, asking.PLACE, {"tickets": [*waiting, case.ticket.id]}, wait)
