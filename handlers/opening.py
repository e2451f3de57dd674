"""Opening a ticket: the first event of its history."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import clocks, dispatching, notices, texts
from handlers.durations import local_date
from handlers.messages import Action, Button, Card, Inbound, Kind
from handlers.org import Address
from handlers.work import Case, Work
from handlers.workflow import FIRST
from nlu.understanding import Issue, Place
from storage import tickets as ticket_rows
from storage.inbox import InboxRow
from storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an appeal: a unit of the tree (None while unknown) and what was said of the door."""

    unit: str | None
    building: str | None = None
    entrance: str | None = None
    room: str | None = None


def where(unit: str | None, place: Place) -> Where:
    """The place that was said, in this unit unless another estate was named."""
    return Where(place.estate or unit, place.building, place.entrance, place.room)


def open_ticket(work: Work, row: InboxRow, message: Inbound, issue: Issue, at: Where) -> Case:
    """Open a ticket for one issue of a message and start its clocks; nobody has it yet."""
    ticket = _ticket(work, message, issue, at)
    ticket.track = clocks.track_of(work.policy, ticket).name
    case = Case(work, ticket, new=True)
    work.cases[ticket.id] = case
    case.record("opened", "resident", summary=ticket.summary, urgency=ticket.urgency, kind=ticket.kind)
    case.add_message(row.id, message.id, message.sender, "opening")
    clocks.start(case, *clocks.AT_OPENING)
    return case


def _ticket(work: Work, message: Inbound, issue: Issue, at: Where) -> Ticket:
    unit = work.org.unit(at.unit)
    day = f"{local_date(work.now):%y%m%d}"
    number = ticket_rows.next_in_series(work.conn, work.district, day)
    return Ticket(
        district=work.district, id=work.new_id(), number=f"{day}-{number:04d}",
        category=issue.category, kind=issue.kind.value, urgency=issue.urgency.value, track="", status=FIRST.value,
        level=0, unit=unit.code if unit else work.district,
        estate=unit.code if unit and unit.kind == "estate" else None,
        building=at.building, entrance=at.entrance, room=at.room,
        channel=message.channel, chat=message.chat, reporter=message.sender, summary=message.text,
        opened_at=work.now, last_message_at=work.now,
    )  # fmt: skip


def begin(case: Case, row: InboxRow, *, quietly: bool = False) -> None:
    """Hand a ticket whose place is known to the people of its rung, and tell the reporter.

    `quietly`: only the group hears of it (the reporter asked nothing in private).
    """
    if case.ticket.urgency == "emergency":
        _emergency(case)
        return
    dispatching.dispatch(case, 0)
    if case.ticket.chat is not None:
        group = Address(case.ticket.channel, case.ticket.chat)
        notices.owe(
            case.work, group, Kind.ACK, texts.group_line(case), ticket=case.ticket,
            not_before=case.work.policy.quiet.end_after(case.work.now),
        )  # fmt: skip
    if not quietly:
        _receipt(case)


def _receipt(case: Case) -> None:
    text = texts.receipt(case)
    card = Card("已登记", (("编号", case.ticket.number),), text, (Button(Action.CANCEL.value, "撤销"),))
    notices.to_reporter(case.work, case.ticket, Kind.ACK, text, card=card)


def _emergency(case: Case) -> None:
    """Everybody up the tree at once, and what to do meanwhile, where it was said."""
    dispatching.alarm(case)
    ticket = case.ticket
    to = Address(ticket.channel, ticket.chat or ticket.reporter)
    notices.owe(case.work, to, Kind.EMERGENCY, texts.emergency(case), ticket=ticket)
    if ticket.chat is not None:
        _receipt(case)
