"""One trouble told twice: what an opened ticket is like, shown to people with the evidence; seldom decided alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from handlers import asking, dispatching
from handlers.entitled import RefusedError
from handlers.incidents import matter
from handlers.regrouping import merging
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from nlu import similarity
from storage import tickets, twins
from storage.tickets import Ticket
from storage.twins import APART, SUGGESTED, Twin

_COMPARED = 4_000  # open tickets of a category and community, the newest
_SHARED = 5  # expressions shown
_HOUR = 3600
# What is told of somebody's own flat: the same words of a neighbour are another flat.
_OWN_FLAT = re.compile(
    "[我俺咱]们?家|家里|家中|屋里|屋内|房间|卧室|客厅|厨房|卫生间|阳台|天花板|楼上|楼下邻居|[我俺]们?房|入户|门锁"
)


def look(case: Case) -> bool:
    """Compare a ticket with the open ones of its category and community; whether it became one with another.

    Called once, when the ticket begins and its place is known. Nothing is ever compared that is confidential.
    """
    ticket = case.ticket
    if ticket.form != "appeal" or ticket.confidential:
        return False
    found = _alike(case)
    known = _known(case) if found else set()
    for other, twin in found:
        if other.id in known:
            continue
        twins.add(case.work.batch, twin)
        if _by_itself(case, other, twin) and _merged(case, other, twin):
            return True
    return False


def heard(case: Case, others: Sequence[tuple[int, float]]) -> None:
    """Tickets to which a group's listener nearly put the words that opened this one: people are asked.

    Args:
        others: their ids, and how probably the words belonged to each.
    """
    work, ticket, rule = case.work, case.ticket, case.work.policy.duplicates
    likely = [one for one in others if rule.heard is not None and one[1] >= rule.heard]
    if not likely or not _compared(ticket) or ticket.estate is None:
        return
    known = _known(case)
    for other_id, share in likely:
        other = tickets.get(work.conn, work.district, other_id)
        if other is not None and _compared(other) and other.estate == ticket.estate and other_id not in known:
            evidence = {"heard": round(share, 2)} | _about(ticket, other)
            twins.add(work.batch, Twin(work.district, ticket.id, other_id, 0.0, evidence, SUGGESTED, work.now))


def _known(case: Case) -> set[int]:
    """The tickets this one was found to be like before: two become known to each other once."""
    return {one.beside(case.ticket.id) for one in twins.of_ticket(case.work.conn, case.work.district, case.ticket.id)}


def _compared(ticket: Ticket) -> bool:
    return ticket.form == "appeal" and not ticket.confidential and Status(ticket.status) in UNDER_WAY


def _alike(case: Case) -> list[tuple[Ticket, Twin]]:
    """The open tickets most like this one, most alike first."""
    work, ticket, rule = case.work, case.ticket, case.work.policy.duplicates
    units = _community(work, ticket.unit)
    since = asking.ago(work, rule.within)
    others = twins.candidates(work.conn, work.district, ticket.category, units, since, _COMPARED) if units else []
    told = _matter(work, ticket)
    scored = [(similarity.cosine(told, _matter(work, other)), other) for other in others if other.id != ticket.id]
    best = sorted((one for one in scored if one[0] >= rule.alike), key=lambda one: (-one[0], -one[1].id))
    return [(other, _twin(work, ticket, other, score)) for score, other in best[: rule.most]]


def _community(work: Work, unit: str) -> list[str]:
    """The codes of everything in the community of a unit; empty where it is not known to be in one."""
    above = [place for place in work.org.path(unit) if place.kind in ("community", "village")]
    found = [above[0].code] if above else []
    for code in found:
        found += [child.code for child in work.org.children(code)]
    return found


def _twin(work: Work, ticket: Ticket, other: Ticket, score: float) -> Twin:
    shared = similarity.shared(_matter(work, ticket), _matter(work, other), _SHARED)
    evidence = {"shared": shared} | _about(ticket, other)
    return Twin(work.district, ticket.id, other.id, round(score, 3), evidence, SUGGESTED, work.now)


def _about(ticket: Ticket, other: Ticket) -> dict[str, Any]:
    """How far two tickets are apart."""
    hours = round(abs((ticket.opened_at - other.opened_at).total_seconds()) / _HOUR, 1)
    return {"hours": hours, "building": _same_building(ticket, other)}


def _matter(work: Work, ticket: Ticket) -> str:
    """What is wrong in their words: that both are in one estate is known already."""
    return matter.without_estates(work, similarity.matter(ticket.summary))


def _same_building(ticket: Ticket, other: Ticket) -> bool:
    return ticket.building is not None and (ticket.unit, ticket.building) == (other.unit, other.building)


def _by_itself(case: Case, other: Ticket, twin: Twin) -> bool:
    """Whether nobody has to be asked: one building, one category, hours apart, nearly the same words."""
    ticket, rule = case.ticket, case.work.policy.duplicates.automatic
    if rule is None or twin.score < rule.alike or not twin.evidence["building"]:
        return False
    if other.opened_at < asking.ago(case.work, rule.within) or other.parent or ticket.parent:
        return False
    if "emergency" in (ticket.urgency, other.urgency):
        return False
    doors = {one.entrance for one in (ticket, other)} - {None}
    return len(doors) < 2 and not any(_own_flat(one) for one in (ticket, other))


def _own_flat(ticket: Ticket) -> bool:
    return ticket.room is not None or bool(_OWN_FLAT.search(ticket.summary))


def _merged(case: Case, other: Ticket, twin: Twin) -> bool:
    into = case.work.case(other.id)
    try:
        if into is None or not into.assignees:
            return False
        merging.merge(
            case.work,
            dispatching.SYSTEM,
            case,
            into,
            "同一栋楼、同一类别，说法几乎一样",
            score=twin.score,
            **twin.evidence,
        )
    except RefusedError:
        return False
    return True


def apart(case: Case, other: Case, person: str) -> str:
    """不是一回事: these two are not suggested again, and each goes on by itself."""
    pair = (case.ticket.id, other.ticket.id)
    twins.decide(case.work.batch, case.work.district, pair, APART, person, case.work.now)
    case.record("not_twin", person, number=other.ticket.number)
    return f"好的，{case.ticket.number}和{other.ticket.number}不是一回事，各办各的"
