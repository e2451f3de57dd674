"""Where a ticket is: set when it opens, found out later, or put right by the resident."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers import dispatching, notices, passing_on, wording
from handlers.messages import Kind
from handlers.remembering import home
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from nlu.understanding import Place
from storage.residents import Resident
from storage.tickets import Ticket

_TOLD = re.compile("（居民说的地点：[^）]*）")


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an appeal: a unit of the tree (None while unknown) and what was said of the door."""

    unit: str | None
    building: str | None = None
    entrance: str | None = None
    room: str | None = None


def as_told(words: str) -> str:
    """What a resident said of a place the tree does not know, for the people who have to find it."""
    return f"（居民说的地点：{wording.short(words, 60)}）"


def told_before(earlier: Iterable[Ticket]) -> str:
    """The same from an earlier ticket of the resident; empty when he never said."""
    return next((found[0] for ticket in earlier if (found := _TOLD.search(ticket.summary))), "")


def in_group(unit: str | None, place: Place) -> Where:
    """The place that was said, in the group's unit unless another estate was named."""
    return Where(place.estate or unit, place.building, place.entrance, place.room)


def of_resident(resident: Resident, place: Place) -> Where:
    """The place that was said; where nothing was, the one remembered."""
    if place.estate not in (None, resident.unit):
        return Where(place.estate, place.building, place.entrance, place.room)
    if place.building not in (None, resident.building):
        return Where(resident.unit, place.building, place.entrance, place.room)
    entrance, room = place.entrance or resident.entrance, place.room or resident.room
    if place.entrance not in (None, resident.entrance):
        room = place.room
    return Where(resident.unit, resident.building, entrance, room)


def complete(ticket: Ticket, place: Place) -> bool:
    """Fill in what somebody adds about the door of this ticket; whether anything was new."""
    if place.estate not in (None, ticket.estate) or place.building not in (None, ticket.building or place.building):
        return False
    before = (ticket.building, ticket.entrance, ticket.room)
    ticket.building = ticket.building or place.building
    ticket.entrance = ticket.entrance or place.entrance
    ticket.room = ticket.room or place.room
    return before != (ticket.building, ticket.entrance, ticket.room)


def unknown(case: Case) -> bool:
    """Whether nobody knows yet which estate or community the ticket is in."""
    return home(case.work.org, case.ticket.unit) is None


def put(case: Case, at: Where) -> None:
    """Set the place; who has not begun yet hands the ticket to the people of that place.

    A ticket that is over stays as it is. What somebody has accepted stays his: he is told.
    """
    ticket, unit = case.ticket, case.work.org.unit(at.unit)
    if Status(ticket.status) not in UNDER_WAY or unit is None:
        return
    if unknown(case):
        complete(ticket, Place(None, at.building, at.entrance, at.room))
    else:
        ticket.building, ticket.entrance, ticket.room = at.building, at.entrance, at.room
    moved = ticket.unit != unit.code
    ticket.unit, ticket.estate = unit.code, unit.code if unit.kind == "estate" else None
    case.record("placed", "resident", unit=ticket.unit, building=ticket.building)
    dispatching.choose(case)
    if ticket.status != Status.OPEN:
        _tell(case, moved=moved)


def _tell(case: Case, *, moved: bool) -> None:
    if moved and case.ticket.urgency == "emergency":
        # It was sent out at once; now the people nearest to it are known.
        dispatching.alarm(case)
    elif moved and case.ticket.status == Status.DISPATCHED:
        _hand_to_new(case)
    else:
        place = wording.place(case.work.org, case.ticket, room=True)
        passing_on.tell(case, passing_on.Line("place", f"地点是{place}"))


def _hand_to_new(case: Case) -> None:
    before = case.assignees
    dispatching.dispatch(case, 0, heading="新工单·地点已核实")
    text = f"{case.ticket.number}地点已核实，转{wording.names_of(case.work, case.assignees)}，您无需处理。"
    for person in before:
        if person not in case.assignees:
            notices.to_person(case.work, person, Kind.NOTICE, text, ticket=case.ticket)
