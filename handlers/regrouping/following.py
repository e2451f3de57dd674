"""What residents say about a ticket that was put into another reaches the other."""

from __future__ import annotations

from collections.abc import Collection

from handlers import passing_on, texts, wording
from handlers.closing import judging
from handlers.messages import Action, Inbound, Outcome
from handlers.passing_on import Line
from handlers.regrouping.merging import standing_for
from handlers.talk import LOOKED_AT, Talk
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from storage import supporters
from storage.tickets import Ticket


def of(work: Work, ticket: Ticket) -> Ticket:
    """Where a ticket is looked after now: itself unless it was put into another."""
    return standing_for(work, ticket) if ticket.status == Status.MERGED else ticket


def pressed(case: Case, message: Inbound, action: Action) -> Case:
    """The ticket a resident's old card is about now."""
    if case.ticket.status != Status.MERGED or action not in judging.ANYBODY:
        return case
    other = case.work.case(of(case.work, case.ticket).id) or case
    return other if judging.speaker(other, message) else case


def mine(talk: Talk, own: list[Ticket]) -> list[Ticket]:
    """The sender's tickets, each as it is looked after now, none twice."""
    found = (of(talk.work, ticket) for ticket in own)
    return list({ticket.id: ticket for ticket in found}.values())


def joined(talk: Talk, besides: Collection[int]) -> list[Ticket]:
    """The tickets he joined as a neighbour, as they are looked after now; neither `besides` nor beneath another."""
    work, message = talk.work, talk.message
    found = supporters.joined(work.conn, work.district, message.channel, message.sender, LOOKED_AT)
    known = {ticket.id: ticket for ticket in mine(talk, found)}
    return [one for one in known.values() if one.id not in besides and one.parent not in {*known, *besides}]


def told(talk: Talk, *, aloud: bool = True) -> Outcome | None:
    """More about a ticket of his that was put into another: its people hear; None when he has none such under way."""
    merged = (ticket for ticket in talk.own() if ticket.status == Status.MERGED)
    stand = (standing_for(talk.work, ticket) for ticket in merged)
    ticket = next((one for one in stand if Status(one.status) in UNDER_WAY), None)
    if ticket is None:
        return None
    case = talk.case(ticket)
    photo = bool(talk.message.images) and not talk.text
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "photo" if photo else "more")
    passing_on.tell(case, Line("photo") if photo else Line("words", talk.text))
    if aloud:
        who = wording.names_of(talk.work, case.assignees)
        talk.answer(f"收到，已转给{who}：{texts.about(case)}。有进展告诉您。", case=case)
    return Outcome("补充到并案的工单", case.ticket.id)
