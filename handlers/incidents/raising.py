"""Opening an incident above its tickets, putting tickets beneath it, and widening it to the estate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers import clocks, dispatching, orders, routing
from handlers.incidents import telling
from handlers.incidents.counting import Household
from handlers.incidents.covering import rule_of
from handlers.messages import Kind
from handlers.notices import NOWHERE
from handlers.org import Address
from handlers.rules.incidents import TRACK
from handlers.work import Case, Work
from handlers.workflow import FIRST, Status
from nlu.understanding import Urgency
from storage import incidents as rows
from storage.incidents import FORM
from storage.tickets import Ticket

# Nobody asked for an incident: what would be said to its asker is owed to no one.
NOBODY = Address(NOWHERE, FORM)


def open_over(work: Work, tickets: Sequence[Ticket], found: Sequence[Household], building: str | None) -> Case:
    """An early warning to the right level, with the evidence; the tickets stay with their people.

    Args:
        tickets: those of the households `found`, first first.
        building: the only one it is of; None: it is of the estate.
    """
    case = Case(work, _ticket(work, tickets, telling.evidence(work, tickets[0].category, found), building), new=True)
    work.cases[case.ticket.id] = case
    dispatching.choose(case)
    numbers = [ticket.number for ticket in tickets]
    case.record("opened", dispatching.SYSTEM, summary=case.ticket.summary, households=len(found), tickets=numbers)
    clocks.begin(case)
    level = max(ticket.level for ticket in tickets) + rule_of(work).rungs_above
    dispatching.dispatch(case, _held(case, level), heading="预警：多户反映同一问题")
    return case


def _ticket(work: Work, tickets: Sequence[Ticket], summary: str, building: str | None) -> Ticket:
    first = tickets[0]
    urgent = any(ticket.urgency == Urgency.URGENT for ticket in tickets)
    return Ticket(
        district=work.district, id=work.new_id(), number=orders.number(work), category=first.category,
        kind=first.kind, urgency=(Urgency.URGENT if urgent else Urgency.NORMAL).value, track=TRACK,
        status=FIRST.value, level=0, unit=first.unit, estate=first.estate, building=building, entrance=None,
        room=None, channel=NOBODY.channel, chat=None, reporter=NOBODY.account, summary=summary,
        opened_at=work.now, last_message_at=work.now, form=FORM, source=first.source,
    )  # fmt: skip


def _held(case: Case, level: int) -> int:
    """The rung, or the highest one below it that anybody holds when all above are vacant."""
    held = [rung.level for rung in dispatching.rungs_of(case) if rung.people]
    return level if not held or routing.next_rung(dispatching.rungs_of(case), level) else max(held)


def put_beneath(incident: Ticket, case: Case) -> None:
    """A ticket belongs to the incident from now on; what was done there already holds for it."""
    case.ticket.parent = incident.id
    case.record("gathered", dispatching.SYSTEM, incident=incident.number)


def follow_accepted(incident: Ticket, case: Case, actor: str) -> None:
    """The incident is accepted: nobody has to accept what stands beneath it; its people keep it."""
    if case.ticket.status != Status.DISPATCHED:
        return
    case.ticket.accepted_at = case.work.now
    case.record(rows.FOLLOWED, actor, Status.ACCEPTED, incident=incident.number, what="accept")
    clocks.meet(case, "accept")
    clocks.begin(case, "accepted")


def gather(work: Work, incident: Ticket, tickets: Iterable[Ticket]) -> list[Case]:
    """Put tickets beneath it, but none that somebody else is changing now: that comes the next time one looks."""
    wanted = [ticket.id for ticket in tickets if ticket.parent is None]
    new = {case.ticket.id for case in work.cases.values()}
    free = new | rows.lockable(work.conn, work.district, [one for one in wanted if one not in new])
    cases = [case for one in wanted if one in free and (case := work.case(one))]
    for case in cases:
        put_beneath(incident, case)
        if incident.accepted_at:
            follow_accepted(incident, case, dispatching.SYSTEM)
    return cases


def widen(work: Work, incident: Ticket, found: Sequence[Household]) -> Case | None:
    """It is more than one building: the incident is of the whole place now; None while somebody else changes it."""
    if incident.id not in work.cases and not rows.lockable(work.conn, work.district, [incident.id]):
        return None
    case = work.case(incident.id)
    if case is None:
        return None
    case.ticket.building = None
    case.ticket.summary = telling.evidence(work, case.ticket.category, found)
    case.record("widened", dispatching.SYSTEM, text=case.ticket.summary, households=len(found))
    for person in case.assignees:
        dispatching.tell(case, person, Kind.NOTIFY, "预警扩大：不止一栋楼")
    return case
