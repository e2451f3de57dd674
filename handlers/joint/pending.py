"""The parts of a ticket as its card tells of them: who was called, and who has reported."""

from __future__ import annotations

from handlers import wording
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from storage import parts as rows
from storage import tickets
from storage.tickets import Ticket

_STANDS = {
    Status.ACCEPTED: "已签收",
    Status.WAITING: "已挂起",
    Status.RESOLVED: "已报到",
    Status.CLOSED: "已报到",
}
_SHOWS = (Status.ACCEPTED, Status.WAITING)


def parts(case: Case) -> list[Ticket]:
    """The parts of a ticket, as they are within this work."""
    work, ticket = case.work, case.ticket
    found = {part.id: part for part in rows.of_parent(work.conn, ticket.district, ticket.id)}
    at_hand = [other.ticket for other in work.cases.values() if other.ticket.parent == ticket.id]
    found |= {part.id: part for part in at_hand if part.form == "part"}
    return [found[key] for key in sorted(found)]


def open_parts(case: Case) -> list[Ticket]:
    """Those that have not reported yet."""
    return [part for part in parts(case) if Status(part.status) in UNDER_WAY]


def office(case: Case, part: Ticket) -> str:
    """The name of the department a part is for."""
    unit = case.work.org.unit(part.unit)
    return unit.name if unit else part.unit


def stands(case: Case, part: Ticket) -> str:
    """A part in words, e.g. 区供热办已签收."""
    ended = "不用报到" if part.outcome in ("called_off", "cancelled") else ""
    return office(case, part) + (ended or _STANDS.get(Status(part.status), "待签收"))


def line(case: Case) -> tuple[str, str] | None:
    """The row of a card: of a part the whole, of an appeal under way its parts."""
    ticket = case.ticket
    if ticket.form == "part" and ticket.parent:
        whole = tickets.get(case.work.conn, ticket.district, ticket.parent)
        return ("原单", whole.number) if whole else None
    if ticket.form != "appeal" or ticket.status not in _SHOWS:
        return None
    told = "，".join(stands(case, part) for part in parts(case))
    return ("吹哨", wording.short(told, 60)) if told else None
