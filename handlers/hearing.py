"""Listening in a group: silent unless something is wrong, and then one short line."""

from __future__ import annotations

from handlers import opening, threads
from handlers.messages import Inbound, Outcome
from handlers.opening import Where, where
from handlers.threads import Decision, Heard, Thread
from handlers.work import Case, Work
from nlu.understanding import Understanding
from storage import inbox, residents, tickets
from storage.inbox import InboxRow
from storage.residents import Resident
from storage.tickets import Ticket


def hear(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> Outcome:
    """A message in a group: joins a ticket, opens one, or is none of our business."""
    chat = work.org.chat(message.channel, message.chat or "")
    unit = chat.unit if chat else None
    _remember(work, message, unit)
    spoken = _spoken_of(work, message)
    calendar, talk = work.policy.calendar, work.policy.conversation
    since = work.now - (talk.burst.after(work.now, calendar) - work.now)
    heard = Heard(said, bool(message.images), _replied_to(work, message), work.now)
    decision = threads.decide(heard, spoken, since)
    if decision.join is not None and (case := work.case(decision.join)):
        return _join(case, row, message, said, decision)
    if not decision.open:
        return Outcome(decision.reason)
    return _open(work, row, message, said, decision, where(unit, said.place))


def _open(work: Work, row: InboxRow, message: Inbound, said: Understanding, decision: Decision, at: Where) -> Outcome:
    cases = [opening.open_ticket(work, row, message, issue, at) for issue in decision.open]
    for case in cases:
        opening.begin(case, row)
    return Outcome(decision.reason, cases[0].ticket.id)


def _join(case: Case, row: InboxRow, message: Inbound, said: Understanding, decision: Decision) -> Outcome:
    """The message belongs to a ticket; a neighbour with the same trouble is counted in."""
    case.add_message(row.id, message.id, message.sender, decision.part)
    ticket, place = case.ticket, said.place
    if decision.part == "me_too" and message.sender != ticket.reporter:
        door = (place.building, place.entrance)
        if tickets.add_supporter(case.work.conn, ticket, message.channel, message.sender, case.work.now, door):
            case.record("joined", "resident", building=place.building)
    elif message.sender == ticket.reporter:
        complete(case, said)
    return Outcome(decision.reason, ticket.id)


def complete(case: Case, said: Understanding) -> None:
    """Fill in what the reporter adds about the door, and keep his words."""
    ticket, place = case.ticket, said.place
    ticket.building = ticket.building or place.building
    ticket.entrance = ticket.entrance or place.entrance
    ticket.room = ticket.room or place.room
    if said.text.strip() and len(ticket.summary) < 500:
        ticket.summary = f"{ticket.summary} / {said.text}".strip(" /")


def _spoken_of(work: Work, message: Inbound) -> list[Thread]:
    talk = work.policy.conversation.thread
    since = work.now - (talk.after(work.now, work.policy.calendar) - work.now)
    found = tickets.threads(work.conn, work.district, message.channel, message.chat or "", since)
    open_ones = [ticket for ticket in found if ticket.status not in tickets.FINAL]
    return [_thread(work, ticket, message) for ticket in open_ones]


def _thread(work: Work, ticket: Ticket, message: Inbound) -> Thread:
    own = ticket.reporter == message.sender
    return Thread(ticket.id, ticket.category, ticket.urgency, ticket.building, own, ticket.last_message_at)


def _replied_to(work: Work, message: Inbound) -> int | None:
    if message.reply_to is None:
        return None
    answered = inbox.by_message(work.conn, work.district, message.channel, message.reply_to)
    return answered.ticket_id if answered else None


def _remember(work: Work, message: Inbound, unit: str | None) -> None:
    """Who speaks in an estate's group lives there, unless he said otherwise."""
    known = residents.get(work.conn, work.district, message.channel, message.sender)
    if known is None or (known.unit is None and unit):
        resident = Resident(
            work.district, message.channel, message.sender, message.sender_name, unit, None, None, None, work.now
        )
        residents.put(work.conn, resident)
