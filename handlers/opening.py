"""Opening a ticket: the first event of its history, and who hears of it."""

from __future__ import annotations

from handlers import clocks, dispatching, duplicates, notices, orders, scoping, texts
from handlers.evidence import noting
from handlers.incidents import asked, watching
from handlers.messages import Action, Button, Card, Inbound, Kind
from handlers.org import Address
from handlers.placing import Where
from handlers.volunteering import offering
from handlers.work import Case, Work
from handlers.workflow import FIRST
from nlu.guessing import SURE
from nlu.understanding import Issue
from storage.inbox import InboxRow
from storage.tickets import Ticket


def open_ticket(
    work: Work, row: InboxRow, message: Inbound, issue: Issue, at: Where, source: str | None = None,
    *, form: str = "appeal", track: str = "",
) -> Case:  # fmt: skip
    """Open a ticket for one issue of a message and start its clocks; nobody has it yet.

    Args:
        source: the way it came in, where the message does not show it.
        track: what orders of this form are always on.
    """
    ticket = _ticket(work, message, issue, at)
    ticket.source, ticket.form, ticket.track = source or ticket.source, form, track
    ticket.grade = work.policy.grade(clocks.facts_of(ticket))
    case = Case(work, ticket, new=True)
    work.cases[ticket.id] = case
    dispatching.choose(case)
    case.record("opened", "resident", summary=ticket.summary, urgency=ticket.urgency, kind=ticket.kind)
    case.add_message(row.id, message.id, message.sender, "opening")
    clocks.begin(case)
    noting.facts(case, row, message)
    return case


def _ticket(work: Work, message: Inbound, issue: Issue, at: Where) -> Ticket:
    unit = work.org.unit(at.unit)
    return Ticket(
        district=work.district, id=work.new_id(), number=orders.number(work),
        category=issue.category, kind=issue.kind.value, urgency=issue.urgency.value, track="", status=FIRST.value,
        level=0, unit=unit.code if unit else work.district, estate=orders.estate(work, unit.code) if unit else None,
        building=at.building, entrance=at.entrance, room=at.room,
        channel=message.channel, chat=message.chat, reporter=message.sender, summary=message.text,
        opened_at=work.now, last_message_at=work.now, source=_source(work, message),
    )  # fmt: skip


def _source(work: Work, message: Inbound) -> str:
    """The way an appeal came in."""
    if message.channel in ("hotline", "web"):
        return message.channel
    if message.chat is not None:
        return "group"
    if message.scene is not None:
        return "scan"
    return "private" if work.org.person_of(message.channel, message.sender) is None else "official"


def begin(case: Case, issue: Issue | None = None, *, insisted: bool = False, fresh: bool = True) -> None:
    """Hand a ticket to the people of its place; the reporter hears who has it, a group one short line.

    Args:
        issue: what was understood, while it is at hand: where that is unsure the reporter is told so.
        insisted: whether the reporter was just told to go elsewhere and wants it looked after here.
        fresh: whether it may be what somebody told before; not where people just said that it is something else.
    """
    if case.ticket.urgency == "emergency":
        _emergency(case)
        if fresh:
            duplicates.look(case)
        return
    if case.ticket.form == "wish":
        offering.begin(case)
        return
    if not insisted and scoping.send_elsewhere(case):
        return
    if fresh and duplicates.look(case):
        return
    unsure = issue is not None and issue.confidence < SURE
    if not unsure:  # in doubt nobody is put with others
        watching.cover(case)
    dispatching.dispatch(case, 0)
    receipt(case, unsure=unsure)
    group_line(case)
    if not unsure:
        watching.look(case)


def group_line(case: Case) -> None:
    """The only line a group gets of a ticket that was told there; none of what is confidential."""
    if case.ticket.chat is not None and not case.ticket.confidential and not asked.group_was_told(case):
        to = Address(case.ticket.channel, case.ticket.chat)
        at = case.work.policy.quiet.end_after(case.work.now)
        notices.owe(case.work, to, Kind.ACK, texts.group_line(case), ticket=case.ticket, not_before=at)


def receipt(case: Case, *, unsure: bool = False) -> None:
    """The reporter's own receipt: the number, who has it, by when. Nobody in a group asked for one at night."""
    text = asked.receipt(case) or texts.receipt(case, unsure=unsure)
    card = Card("已登记", (("编号", case.ticket.number),), text, (Button(Action.CANCEL.value, "撤销"),))
    waits = case.ticket.chat is not None and case.ticket.urgency != "emergency"
    at = case.work.policy.quiet.end_after(case.work.now) if waits else None
    notices.to_reporter(case.work, case.ticket, Kind.ACK, text, card=card, at=at)


def _emergency(case: Case) -> None:
    """Everybody up the tree at once, and what to do meanwhile, where it was said."""
    dispatching.alarm(case)
    first_aid(case)
    if case.ticket.chat is not None:
        receipt(case)


def first_aid(case: Case) -> None:
    """What to do at once, where the danger was told."""
    to = Address(case.ticket.channel, case.ticket.chat or case.ticket.reporter)
    notices.owe(case.work, to, Kind.EMERGENCY, texts.emergency(case), ticket=case.ticket)
