"""The tickets somebody joined and was asked about, for whoever answers in words."""

from __future__ import annotations

from handlers.closing import settling, voices
from handlers.messages import Action
from handlers.talk import Talk, number_in
from handlers.workflow import Status
from storage import outbox, tickets
from storage import surveys as rows
from storage.tickets import Ticket

_LOOKED_AT = 20


def waiting(talk: Talk) -> list[Ticket]:
    """Those he has not judged since they were last called done; also one that others have judged meanwhile."""
    return [ticket for ticket in _asked(talk) if not _answered(talk, ticket)]


def judged(talk: Talk) -> list[Ticket]:
    """Those that are archived, whatever he said before."""
    return [ticket for ticket in _asked(talk) if ticket.status == Status.CLOSED]


def _asked(talk: Talk) -> list[Ticket]:
    """Those on whose cards he could say whether it is solved, latest first; not his own."""
    work, message = talk.work, talk.message
    cards = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, _LOOKED_AT)
    ids = dict.fromkeys(row.ticket_id for row in reversed(cards) if row.ticket_id and _asks(row.card))
    found = [ticket for number in ids if number and (ticket := tickets.get(work.conn, work.district, number))]
    done = [ticket for ticket in found if _done(ticket) and _joined(talk, ticket)]
    number = number_in(message.text)
    return [ticket for ticket in done if ticket.number == number] or done


def _asks(card: dict[str, object] | None) -> bool:
    buttons = (card or {}).get("buttons")
    return isinstance(buttons, list) and any(button["action"] == Action.CONFIRM for button in buttons)


def _done(ticket: Ticket) -> bool:
    closed = ticket.status == Status.CLOSED and ticket.outcome in settling.JUDGED
    return ticket.form == "appeal" and (ticket.status == Status.RESOLVED or closed)


def _joined(talk: Talk, ticket: Ticket) -> bool:
    message = talk.message
    if (ticket.channel, ticket.reporter) == (message.channel, message.sender):
        return False
    return voices.neighbour(talk.work.case_of(ticket), message.channel, message.sender) is not None


def _answered(talk: Talk, ticket: Ticket) -> bool:
    work, message = talk.work, talk.message
    found = rows.ratings_of(work.conn, work.district, ticket.id)
    here = [(one.channel, one.account) for one in found if one.round == ticket.reopened + 1]
    return (message.channel, message.sender) in here
