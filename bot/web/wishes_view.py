"""Wishes as the wall and the desk show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.web.words import Telling
from handlers import wording
from handlers.policy import Policy
from handlers.rules.volunteering import Volunteering
from handlers.volunteering import figures, matching, services
from handlers.volunteering.figures import WishRates
from storage import tickets
from storage import volunteering as rows
from storage.tickets import Ticket

# A good score is thanks.
_THANKED = 4
_HIDDEN = ("cancelled", "no_appeal", "out_of_scope")
_STANDS = {"accepted": "已有人认领", "waiting": "已有人认领", "resolved": "办好了，等确认", "closed": "圆满了"}
_RATED, _TO_NOW = timedelta(days=90), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A wish.

    Attributes:
        want: what it is about in the pack's words; not a word of the wisher.
        state: waiting, claimed or fulfilled.
        people: who has it, for the desk.
    """

    number: str
    place: str
    want: str
    state: str
    stands: str
    made: str
    thanked: bool
    people: str = ""


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A volunteer and what counts of this month."""

    name: str
    place: str
    services: int
    hours: str
    missing: int


def wall(conn: Connection, telling: Telling, policy: Policy, place: str) -> list[Line]:
    """What everybody may see: never a name, a door, a number or a word of who wished it."""
    return [_line(ticket, telling, policy) for ticket in _shown(conn, telling, place) if ticket.outcome not in _HIDDEN]


def desk(conn: Connection, telling: Telling, policy: Policy, place: str) -> list[Line]:
    """The same with who has it, and those that were declined or taken back."""
    found = []
    for ticket in _shown(conn, telling, place):
        has = [row.person for row in tickets.people_of(conn, ticket) if row.part == "assignee"]
        named = "、".join(telling.names.person(code) for code in has[:2])
        found.append(_line(ticket, telling, policy, named))
    return found


def _shown(conn: Connection, telling: Telling, place: str) -> list[Ticket]:
    org = telling.names.org
    found = rows.wishes(conn, org.district)
    if not org.unit(place):
        return found
    return [ticket for ticket in found if any(unit.code == place for unit in org.path(ticket.unit))]


def _line(ticket: Ticket, telling: Telling, policy: Policy, people: str = "") -> Line:
    unit = telling.names.org.unit(ticket.unit)
    ended = {"cancelled": "不需要了", "out_of_scope": "没能安排"}.get(ticket.outcome or "")
    state = {"closed": "fulfilled", "resolved": "fulfilled"}.get(ticket.status, "claimed")
    state = "waiting" if ticket.status in rows.UNCLAIMED else state
    return Line(
        ticket.number, unit.name if unit else "", matching.want(policy, ticket), state,
        ended or _STANDS.get(ticket.status, "等人认领"), wording.moment(ticket.opened_at, telling.now).split(" ")[0],
        (ticket.rating or 0) >= _THANKED and ticket.status == "closed", people,
    )  # fmt: skip


def places(telling: Telling) -> list[tuple[str, str]]:
    """Communities and estates to choose from, code and name."""
    kinds = ("community", "village", "estate")
    return [(unit.code, unit.name) for unit in telling.names.org.tree.units if unit.kind in kinds]


def volunteers(conn: Connection, telling: Telling, policy: Policy, rule: Volunteering) -> list[Volunteer]:
    """Everybody's month, in the order of the file: who did how much is no ranking."""
    org, span = telling.names.org, services.month_of(telling.now)
    done = {one.person: one for one in rows.counted(conn, org.district, *span, rule.counted)}
    found = []
    for duty in matching.volunteers(org, policy, telling.names.today):
        own, unit = done.get(duty.person), org.unit(duty.unit)
        count, minutes = (own.services, own.minutes) if own else (0, 0)
        missing = max(0, rule.expected_services_month - count)
        name = telling.names.person(duty.person)
        found.append(Volunteer(name, unit.name if unit else "", count, f"{minutes / 60:g}", missing))
    return found


def rates(conn: Connection, district: str, now: datetime, rule: Volunteering) -> WishRates:
    """接单率 and 完成率 of the last quarter."""
    return figures.rates(rows.opened(conn, district, now - _RATED, now + _TO_NOW), rule.counted)
