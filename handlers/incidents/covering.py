"""Which umbrella incident is over an appeal or a place, and whether a ticket waits quietly beneath it."""

from __future__ import annotations

from handlers import clocks
from handlers.rules.incidents import IncidentRule
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from nlu.understanding import Urgency
from storage import incidents as rows
from storage import tickets
from storage.clocks import Clock
from storage.incidents import FORM, Slot
from storage.tickets import Ticket

_RANKS = {Urgency.NORMAL: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 2}


def slot_of(work: Work, category: str, unit: str | None, building: str | None) -> Slot | None:
    """Where such troubles are counted; None where none ever makes an incident."""
    rule, place = work.policy.incidents, work.org.unit(unit)
    if rule is None or place is None or category not in rule.categories or place.kind not in rule.at:
        return None
    if category in rule.building_only:
        return Slot(work.district, category, place.code, building) if building else None
    return Slot(work.district, category, place.code)


def counts(ticket: Ticket) -> bool:
    """Whether a ticket's households are counted: an emergency waits for nobody, what is confidential stays so."""
    calm = ticket.urgency != Urgency.EMERGENCY and not ticket.confidential
    return ticket.form == "appeal" and calm and Status(ticket.status) in UNDER_WAY


def slot(work: Work, ticket: Ticket) -> Slot | None:
    """The same for a ticket."""
    return slot_of(work, ticket.category, ticket.unit, ticket.building) if counts(ticket) else None


def read(work: Work, ticket_id: int | None) -> Ticket | None:
    """An incident as it stands within this work, not locked: who changes a ticket beneath must not wait for it."""
    if ticket_id is None:
        return None
    at_hand = work.cases.get(ticket_id)
    found = at_hand.ticket if at_hand else tickets.get(work.conn, work.district, ticket_id)
    return found if found and found.form == FORM else None


def unlocked(work: Work, ticket: Ticket) -> Case:
    """A ticket only to look at and to tell its people, such as an incident; nothing of it is written."""
    return work.cases.get(ticket.id) or Case(work, ticket)


def above(work: Work, ticket: Ticket) -> Ticket | None:
    """The incident under way that a ticket stands beneath."""
    found = read(work, ticket.parent) if ticket.form == "appeal" else None
    return found if found and Status(found.status) in UNDER_WAY else None


def over(work: Work, category: str, unit: str | None, building: str | None) -> Ticket | None:
    """The incident under way at a place, whatever building it is of; see `covers`."""
    place = slot_of(work, category, unit, building)
    found = read(work, rows.holder(work.conn, place)) if place else None
    return found if found and Status(found.status) in UNDER_WAY else None


def covers(incident: Ticket, building: str | None) -> bool:
    """Whether a household of this building is one of those it is about."""
    return incident.building in (None, building)


def no_graver(urgency: str, incident: Ticket) -> bool:
    """Whether something so urgent may wait for this incident."""
    return _RANKS[Urgency(urgency)] <= _RANKS[Urgency(incident.urgency)]


def rule_of(work: Work) -> IncidentRule:
    """The pack's rule; ask only where a slot was found: without a rule there is none."""
    if work.policy.incidents is None:
        raise LookupError("incidents")
    return work.policy.incidents


def quiet(case: Case) -> bool:
    """Whether nobody is reminded of a ticket for now, because its incident is looked after.

    An emergency never waits, nor does what is graver than its incident.
    """
    rule = case.work.policy.incidents
    incident = above(case.work, case.ticket) if rule and rule.quiet else None
    return incident is not None and no_graver(case.ticket.urgency, incident)


def wait_quietly(case: Case, clock: Clock) -> None:
    """A promise beneath an incident: broken it stays on record as broken, but nobody is called for it."""
    clock.remind_at, clock.next_at = None, clock.due_at
    if case.work.now >= clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
        clock.next_at = case.work.now + clocks.AFTER_WAIT
    case.save_clock(clock)


def line(case: Case) -> tuple[str, str] | None:
    """The row of a ticket's card."""
    incident = above(case.work, case.ticket)
    return ("预警单", incident.number) if incident else None
