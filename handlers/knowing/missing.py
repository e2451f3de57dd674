"""Whether an appeal is about a missing person, and who may have him looked for."""

from __future__ import annotations

from handlers.messages import Action
from handlers.work import Case
from storage import broadcasts


def about(case: Case) -> bool:
    """Whether the appeal tells of a missing person."""
    rule, ticket = case.work.policy.lost, case.ticket
    return ticket.form == "appeal" and ticket.category in rule.categories and rule.about(ticket.summary)


def may(case: Case, person: str) -> bool:
    """Whether this person may have somebody looked for at the place of this appeal."""
    work = case.work
    above = {unit.code: unit.kind for unit in work.org.path(case.ticket.unit)}
    held = [(above.get(duty.unit), duty.role) for duty in work.org.duties_of(person, work.today)]
    return any(kind in who.at and role in who.roles for kind, role in held for who in work.policy.lost.who if kind)


def under_way(case: Case) -> bool:
    """Whether a broadcast about this appeal is still open."""
    found = broadcasts.of_ticket(case.work.conn, case.work.district, case.ticket.id)
    return any(one.ended_at is None for one in found)


def fits(case: Case, person: str | None, action: Action) -> bool:
    """Whether 发布寻人 or 已找到 stands on this card."""
    if not about(case) or (person is not None and not may(case, person)):
        return False
    if action is Action.BROADCAST and case.ticket.urgency != "emergency":
        return False
    return under_way(case) == (action is Action.FOUND)
