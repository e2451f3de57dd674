"""Where the engine has no sense of what is said: by what was understood, and by what was said just before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import asking, talking, threads
from handlers.messages import Inbound
from handlers.talk import Talk
from handlers.threads import Decision, Heard, Thread
from handlers.work import Case, Work
from handlers.workflow import Status
from nlu.understanding import Intent, Urgency
from storage import inbox, tickets
from storage.tickets import Ticket

_OF_TROUBLES = {Intent.ME_TOO, Intent.FOLLOW_UP, Intent.RESTORED}  # what may belong to a trouble told before
_SAME_DAY = timedelta(hours=24)  # within this the same trouble told by the same person is the same ticket
_LOOKED_BACK = 50  # messages of a group among which a photo without words is looked for


def decide(talk: Talk) -> Decision:
    """Where no sense of what is said is at hand: by what was understood, and by what was said just before."""
    work, message = talk.work, talk.message
    if not (talk.issues or talk.said.place or message.images or message.reply_to or talk.said.intent in _OF_TROUBLES):
        # Most of what a group says: nobody has to look anything up for it.
        return Decision(f"群聊：{talk.said.intent.value}，不登记")
    replied = _replied_to(work, message)
    since = asking.ago(work, work.policy.conversation.thread)
    found = tickets.threads(work.conn, work.district, message.channel, message.chat or "", since)
    if replied is not None and all(ticket.id != replied.id for ticket in found):
        found = [*found, replied]
    found += _told_before(talk, {ticket.id for ticket in found})
    burst = asking.ago(work, work.policy.conversation.burst)
    spoken = [
        replace(_thread(talk, ticket, burst), earlier=ticket.last_message_at < since and ticket is not replied)
        for ticket in found
        if ticket.status not in tickets.FINAL
    ]
    follows = _just_before(talk) if talk.said.intent is Intent.FOLLOW_UP else None
    heard = Heard(talk.said, bool(message.images), replied.id if replied else None, work.now, follows)
    return threads.decide(heard, spoken, burst)


def _just_before(talk: Talk) -> int | None:
    """The ticket of what somebody else said last in the group."""
    message = talk.message
    said = inbox.talk(talk.work.conn, talk.work.district, message.channel, message.chat, limit=_LOOKED_BACK)
    others = (row for row in reversed(said) if row.id < talk.row.id and row.sender != message.sender)
    return next((row.ticket_id for row in others), None)


def _told_before(talk: Talk, known: set[int]) -> list[Ticket]:
    """What the sender told this group within a day, when he says that it goes on, or is over.

    An emergency told again may be another one, and is raised.
    """
    if talk.said.intent is not Intent.RESTORED and not (talk.issues and talking.AGAIN.search(talk.text)):
        return []
    since, chat = talk.work.now - _SAME_DAY, talk.message.chat
    return [
        ticket
        for ticket in talk.own()
        if ticket.id not in known
        and ticket.chat == chat
        and ticket.last_message_at >= since
        and ticket.urgency != Urgency.EMERGENCY
    ]


def _thread(talk: Talk, ticket: Ticket, burst_since: datetime) -> Thread:
    sender = talk.message.sender
    spoke = None
    if ticket.last_message_at >= burst_since:
        said = tickets.messages_of(talk.work.conn, ticket)
        spoke = max((row.at for row in said if row.sender == sender), default=None)
    return Thread(
        ticket.id, ticket.category, ticket.urgency, ticket.estate, ticket.building, ticket.reporter == sender, spoke,
        ticket.last_message_at, ticket.status == Status.RESOLVED,
    )  # fmt: skip


def _replied_to(work: Work, message: Inbound) -> Ticket | None:
    """The ticket of the message that is answered, if it was said in this group."""
    if message.reply_to is None:
        return None
    answered = inbox.by_message(work.conn, work.district, message.channel, message.reply_to)
    if answered is None or answered.ticket_id is None or answered.chat != message.chat:
        return None
    return tickets.get(work.conn, work.district, answered.ticket_id)


def earlier_photos(talk: Talk, case: Case) -> None:
    """Photos that the same person sent minutes before he said what is wrong."""
    work, message = talk.work, talk.message
    since = asking.ago(work, work.policy.conversation.burst)
    for row in inbox.talk(work.conn, work.district, message.channel, message.chat, limit=_LOOKED_BACK):
        alone = row.payload.get("images") and row.ticket_id is None and row.id < talk.row.id
        if alone and row.sender == message.sender and row.received_at >= since:
            case.add_message(row.id, row.message_id, row.sender, "photo")
