"""A ticket from a record: as of a call, its reporter is nobody we can write to, unless people say who he is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers import dispatching, duplicates, notices, remembering, texts
from handlers import opening as usual
from handlers.evidence import doors, noting
from handlers.messages import Card, Inbound, Kind
from handlers.placing import Where
from handlers.work import Case, Work
from nlu.places import find_place
from nlu.understanding import Issue
from storage import supporters
from storage.inbox import InboxRow


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a trouble, stored, and what it is there."""

    row: InboxRow
    message: Inbound
    part: str


def open_ticket(
    work: Work, person: str, first: Told, issue: Issue, where: Where, reporter: tuple[str, str] | None
) -> Case:  # fmt: skip
    """Open a ticket whose clocks begin now.

    Args:
        person: who confirmed it.
        reporter: the account that whoever confirmed it knows to be the reporter's.
    """
    message = first.message
    if reporter is not None:
        message = replace(message, channel=reporter[0], sender=reporter[1])
    case = usual.open_ticket(work, first.row, message, issue, where, "group")
    case.record("registered", person, said_at=first.row.at.isoformat())
    return case


def add(case: Case, told: Told, unit: str | None) -> None:
    """One more message; who has the same trouble is counted with the moment at which he said so."""
    work, message, ticket = case.work, told.message, case.ticket
    own = message.sender == ticket.reporter and message.channel == ticket.channel
    part = "more" if told.part == "restored" or (own and told.part == "me_too") else told.part
    case.add_message(told.row.id, message.id, message.sender, part)
    if part == "me_too":
        remembering.heard(work, message, unit)
        text = message.text
        door = doors.in_words(text, find_place(text)).within(doors.in_name(message.sender_name or ""))
        new = supporters.add(
            work.conn, ticket, message.channel, message.sender, told.row.at, (door.building, door.entrance),
            room=door.room, floor=door.floor, inbox_id=told.row.id,
        )  # fmt: skip
        if new:
            case.record("joined", "resident", building=door.building)
    noting.facts(case, told.row, message)


def begin(case: Case, reachable: bool) -> None:
    """Hand it to the people of its place. Nothing is said in any group; nobody is asked where it is.

    People have just looked at it: nobody is sent elsewhere, and no umbrella incident rises from what is days old.
    """
    if case.ticket.urgency == "emergency":
        dispatching.alarm(case)
        duplicates.look(case)
        return
    if duplicates.look(case):
        return
    dispatching.dispatch(case, 0)
    if reachable:
        work = case.work
        text = texts.receipt(case, unsure=False)
        card = Card("已登记", (("编号", case.ticket.number),), text)
        at = work.policy.quiet.end_after(work.now)
        notices.to_reporter(work, case.ticket, Kind.ACK, text, card=card, at=at)
