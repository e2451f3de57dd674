"""归到: a message nobody was sure of belongs to a ticket the group speaks of, as if it had been heard so."""

from __future__ import annotations

from handlers import group_talk, neighbours
from handlers.entitled import RefusedError
from handlers.listening import memory, weighing
from handlers.messages import Inbound
from handlers.regrouping import sketching
from handlers.unsure import guard
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from nlu.understanding import Intent
from storage import asks, doubts, heard, inbox, tickets
from storage.inbox import InboxRow


def attach(work: Work, person: str, row: InboxRow, number: str | None) -> Case:
    """Let a message that has no ticket belong to this one; None: to the one it was near when somebody was asked.

    Raises:
        RefusedError: it belongs to one already, or this one takes no messages.
    """
    guard.may_decide(work, person, row)
    if row.ticket_id is not None:
        raise RefusedError("这条消息已经在工单里了，请在那张单上移动。")
    case = _meant(work, row, number)
    asks.settle(work.conn, work.district, row.id)
    doubts.take(work.conn, work.district, row.id)
    add(work, row, case)
    case.record("attached", person, inbox=row.id)
    return case


def add(work: Work, row: InboxRow, case: Case) -> None:
    """Everything that follows when a message joins: its people hear of it, a household is counted in."""
    intent = Intent(row.intent) if row.intent in set(Intent) else Intent.CHATTER
    talk = group_talk.said_before(work, row, intent)
    neighbours.join(talk, case, _part(work, row, talk.message, intent))
    inbox.belongs(work.batch, work.district, row.id, case.ticket.id, f"由人工归到{case.ticket.number}")
    sketching.redraw(case)


def _part(work: Work, row: InboxRow, message: Inbound, intent: Intent) -> str:
    """What it is to the ticket; see `handlers.listening.weighing.part`."""
    if not message.text.strip():
        return "photo" if message.images else "more"
    kept = heard.of_messages(work.conn, work.district, [row.id])
    also = any(weighing.has_it_too(memory.remark_of(one)) for one in kept)
    return "me_too" if intent is Intent.ME_TOO or also else "more"


def _meant(work: Work, row: InboxRow, number: str | None) -> Case:
    asked = asks.get(work.conn, work.district, row.id)
    ticket = tickets.by_number(work.conn, work.district, number) if number else None
    near = ticket.id if ticket else asked.near_id if asked and not number else None
    case = work.case(near) if near is not None else None
    if case is None:
        raise RefusedError(f"没有编号{number}的工单。" if number else "请选归到哪张工单。")
    if case.ticket.form != "appeal" or case.ticket.confidential or Status(case.ticket.status) not in UNDER_WAY:
        raise RefusedError(f"{case.ticket.number}现在不能接收消息，请换一张或单独登记。")
    return case
