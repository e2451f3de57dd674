"""Handing a ticket to the people of a rung, and telling who else must know."""

from __future__ import annotations

from handlers import cards, clocks, notices, routing, wording
from handlers.messages import Kind
from handlers.routing import Rung
from handlers.work import Case
from handlers.workflow import Status

SYSTEM = "system"


def rungs_of(case: Case) -> list[Rung]:
    """The ladder above the ticket's place today."""
    work, ticket = case.work, case.ticket
    return routing.ladder(work.org, work.policy, ticket.unit, ticket.building, work.today)


def dispatch(case: Case, level: int, *, actor: str = SYSTEM, heading: str = "新工单") -> bool:
    """Give the ticket to the nearest rung from `level` upward that somebody holds.

    Returns False, and leaves the ticket where it is, when nobody at all is there: the desk sees it.
    """
    rungs = rungs_of(case)
    rung = routing.next_rung(rungs, level)
    if rung is None:
        return False
    vacant = [passed.rule for passed in rungs if level <= passed.level < rung.level]
    hand_over(case, list(rung.people), actor, level=rung.level, rule=rung.rule, vacant=vacant)
    tell_assignees(case, Kind.NOTIFY, heading)
    _tell_partners(case)
    return True


def hand_over(case: Case, people: list[str], actor: str, **why: object) -> None:
    """Make people responsible and start their time to accept; tells nobody."""
    ticket = case.ticket
    if "level" in why:
        ticket.level = int(str(why["level"]))
    ticket.dispatched_at = ticket.dispatched_at or case.work.now
    case.assign(people)
    case.record("dispatched", actor, Status.DISPATCHED, to=people, **why)
    clocks.meet(case, "dispatch")
    clocks.stop(case, "accept")
    clocks.start(case, "accept")


def tell_assignees(case: Case, kind: Kind, heading: str) -> None:
    """A card for everybody who is responsible now."""
    for person in case.assignees:
        tell(case, person, kind, heading)


def tell(case: Case, person: str, kind: Kind, heading: str, *, acting: bool = True) -> None:
    """A card for one official."""
    card = cards.for_official(case, person, heading, acting=acting)
    notices.to_person(case.work, person, kind, cards.with_text(card), card=card, ticket=case.ticket)


def _tell_partners(case: Case) -> None:
    work, ticket = case.work, case.ticket
    partners = routing.copies(work.org, work.policy, ticket.unit, ticket.building, ticket.category, work.today)
    for person in case.tell(partners):
        tell(case, person, Kind.NOTIFY, "请协同办理")


def alarm(case: Case) -> None:
    """An emergency: every rung and every partner at once; whoever accepts first has it."""
    work, ticket = case.work, case.ticket
    rungs = [rung for rung in rungs_of(case) if rung.people]
    if rungs:
        first = list(rungs[0].people)
        hand_over(case, first, SYSTEM, level=rungs[0].level, rule="紧急：各级同时通知", vacant=[])
    everybody = [person for rung in rungs for person in rung.people]
    partners = routing.copies(work.org, work.policy, ticket.unit, ticket.building, ticket.category, work.today)
    case.tell([*everybody, *partners])
    for person in list(case.people):
        tell(case, person, Kind.EMERGENCY, f"紧急·{wording.category(ticket.category)}")
