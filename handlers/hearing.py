"""Listening in a group: silent unless something is wrong, and then one short line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import (
    asking,
    neighbours,
    officers,
    opening,
    placing,
    remembering,
    replying,
    speakers,
    talking,
    threads,
)
from handlers.knowing import in_group, sighting
from handlers.messages import Inbound, Kind, Outcome
from handlers.placing import Where
from handlers.talk import Talk
from handlers.threads import Decision, Heard, Thread
from handlers.work import Case, Work
from handlers.workflow import Status
from nlu.understanding import Intent, Issue, Understanding, Urgency
from storage import inbox, tickets
from storage.inbox import InboxRow
from storage.tickets import Ticket

RESIDENTS = "residents"
_OF_TROUBLES = {Intent.ME_TOO, Intent.FOLLOW_UP, Intent.RESTORED}  # what may belong to a trouble told before
_SAME_DAY = timedelta(hours=24)  # within this the same trouble told by the same person is the same ticket
_LOOKED_BACK = 50  # messages of a group among which a photo without words is looked for


def hear(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> Outcome:
    """A message in a group: joins tickets, opens some, or is none of our business."""
    talk, unit = said_in(work, row, message, said)
    if (known := sighting.heard(talk) or in_group.answer(talk)) is not None:
        return known
    decision = _decide(talk)
    if (decision.join or decision.open) and speakers.for_the_office(work, message, unit):
        decision = speakers.as_answer(decision)
    joined = [(case, part) for ticket, part in decision.join if (case := work.case(ticket))]
    for case, part in joined:
        neighbours.join(talk, case, part)
    opened = _open(talk, decision, unit) if decision.open else []
    if found := opened or [case for case, _ in joined]:
        return Outcome(decision.reason, found[0].ticket.id)
    return _in_private(talk) or Outcome(decision.reason)


def said_in(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> tuple[Talk, str | None]:
    """A group message with who said it, and the unit of the group."""
    chat = work.org.chat(message.channel, message.chat or "")
    unit = chat.unit if chat else None
    lives = unit if chat and chat.kind == RESIDENTS else None
    return Talk(work, row, message, said, remembering.heard(work, message, lives)), unit


def place_of(talk: Talk, unit: str | None) -> Where:
    """Where a trouble told in the group of `unit` is."""
    return placing.in_group(unit or remembering.home(talk.work.org, talk.resident.unit), talk.said.place)


def _open(talk: Talk, decision: Decision, unit: str | None) -> list[Case]:
    at = place_of(talk, unit)
    cases = []
    for issue in decision.open:
        if again := talking.again(talk, issue):
            cases.append(again)
            continue
        case = opening.open_ticket(talk.work, talk.row, talk.message, issue, at)
        cases.append(case)
        begin(talk, case, issue, at)
    _earlier_photos(talk, cases[0])
    return cases


def begin(talk: Talk, case: Case, issue: Issue, at: Where) -> None:
    """Hand a fresh ticket on; only who was never heard to live anywhere is asked where it is."""
    if at.unit is None and talk.resident.unit is None:
        talking.begin_without_place(talk, case, issue)
        return
    opening.begin(case, issue)


def _earlier_photos(talk: Talk, case: Case) -> None:
    """Photos that the same person sent minutes before he said what is wrong."""
    work, message = talk.work, talk.message
    since = asking.ago(work, work.policy.conversation.burst)
    for row in inbox.talk(work.conn, work.district, message.channel, message.chat, limit=_LOOKED_BACK):
        alone = row.payload.get("images") and row.ticket_id is None and row.id < talk.row.id
        if alone and row.sender == message.sender and row.received_at >= since:
            case.add_message(row.id, row.message_id, row.sender, "photo")


def _in_private(talk: Talk) -> Outcome | None:
    """Questions asked in a group are answered in private, to those whom they concern."""
    if talk.said.intent is Intent.ASK_OFFICER and (unit := remembering.home(talk.work.org, talk.resident.unit)):
        officers.tell(talk, unit, kind=Kind.NOTICE)
        return Outcome("群里问负责人，私下回答")
    if talk.said.intent is Intent.ASK_PROGRESS and any(t.status not in tickets.FINAL for t in talk.own()):
        return replying.progress(talk, kind=Kind.NOTICE)
    return None


def _decide(talk: Talk) -> Decision:
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
