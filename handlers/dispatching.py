"""Handing a ticket to the people of a rung, and telling who else must know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import cards, clocks, notices, privacy, routes, routing, wording
from handlers.messages import Kind
from handlers.routing import Rung
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status

SYSTEM = "system"
_AVOIDED = "（当事人回避）"
# While nobody at all is there to take a ticket, one looks again this often.
LOOK_AGAIN = timedelta(minutes=30)
_UNTAKEN = frozenset({Status.OPEN, Status.DISPATCHED, Status.RETURNED})


def rungs_of(case: Case) -> list[Rung]:
    """The ladder above the ticket's place now, by the route it was given, without those it complains of."""
    work = case.work
    rungs = routing.of_ticket(work.org, work.policy, case.ticket, work.today, work.now)
    return [_without_meant(case, rung) for rung in rungs]


def _without_meant(case: Case, rung: Rung) -> Rung:
    """A rung without those the ticket complains of: they neither get it nor stand above it."""
    people, others = privacy.spared(case, rung.people), privacy.spared(case, rung.others)
    if len(people) == len(rung.people) and len(others) == len(rung.others):
        return rung
    return Rung(rung.level, tuple(people), f"{rung.rule}{_AVOIDED}", tuple(others))


def choose(case: Case) -> None:
    """Give the ticket the route that takes it now: at its beginning, and when its facts or its place change.

    What was confidential stays so.
    """
    work, ticket = case.work, case.ticket
    route = routes.chosen(work.org, work.policy, ticket, work.now)
    ticket.route = route.name if route else None
    ticket.confidential = ticket.confidential or bool(route and route.confidential)
    ticket.track = clocks.track_of(work.policy, ticket).name


def dispatch(case: Case, level: int, *, heading: str = "新工单", without: frozenset[str] = frozenset()) -> bool:
    """Give the ticket to the nearest rung from `level` upward that somebody holds, or to the department.

    Returns False, and leaves the ticket where it is, when nobody at all is there: the desk sees it,
    and its dispatch clock looks again until somebody is.

    Args:
        without: people who are not given it, because they have just sent it back.
    """
    rungs, level = rungs_of(case), max(level, routing.start_of(case.work.policy, case.ticket))
    rung = routing.next_rung(rungs, level, without=set(without)) or _beside(case, rungs, without)
    if rung is None:
        _look_again(case)
        return False
    vacant = [passed.rule for passed in rungs if level <= passed.level < rung.level and not passed.people]
    give(case, rung, vacant)
    tell_assignees(case, Kind.NOTIFY, heading)
    _tell_above(case, rungs, rung)
    tell_partners(case)
    return True


def give(case: Case, rung: Rung, vacant: list[str], rule: str = "") -> None:
    """Make the people of a rung responsible, and write down which rule decided; tells nobody."""
    words = routing.ruled(case.work.policy, case.ticket, rule or rung.rule)
    people, route = list(rung.people), case.ticket.route
    hand_over(case, people, SYSTEM, level=rung.level, rule=words, vacant=vacant, route=route)


def _beside(case: Case, rungs: list[Rung], without: frozenset[str]) -> Rung | None:
    """Who takes it when no rung can: the desk where all who could are meant, else the departments."""
    if any(rung.rule.endswith(_AVOIDED) for rung in rungs):
        work = case.work
        found = routing.holders(work.org, work.district, None, ["district"], ["dispatcher"], work.today)
        if people := tuple(person for person in privacy.spared(case, found) if person not in without):
            return Rung(case.ticket.level, people, f"值班台{_AVOIDED}")
    return _departments(case, without)


def _departments(case: Case, without: frozenset[str]) -> Rung | None:
    """Nobody holds any rung: the department of the category is better than nobody."""
    work, ticket = case.work, case.ticket
    found = routing.department_people(work.org, ticket.unit, ticket.category, work.today)
    people = tuple(person for person in privacy.spared(case, found) if person not in without)
    return Rung(ticket.level, people, "各级暂缺，由职能部门办理") if people else None


def _look_again(case: Case) -> None:
    if Status(case.ticket.status) not in (Status.OPEN, Status.RETURNED):
        return
    clocks.start(case, "dispatch")
    every = case.work.policy.reminders.emergency_every.after(case.work.now, case.work.policy.calendar)
    again = every if case.ticket.urgency == "emergency" else case.work.now + LOOK_AGAIN
    for clock in case.running("dispatch"):
        clock.remind_at, clock.next_at = None, again
        case.save_clock(clock)


def hand_over(
    case: Case, people: list[str], actor: str, *, level: int | None = None, at: datetime | None = None, **why: object
) -> None:
    """Make people responsible and start their time to accept, from `at` on; tells nobody."""
    ticket = case.ticket
    if level is not None:
        ticket.level = level
        why = {"level": level} | why
    ticket.dispatched_at = ticket.dispatched_at or case.work.now
    clocks.go_on(case)
    case.assign(people)
    case.record("dispatched", actor, Status.DISPATCHED, to=people, **why)
    clocks.meet(case, "dispatch")
    clocks.stop(case, "accept")
    clocks.start(case, "accept", at=at)


def tell_assignees(case: Case, kind: Kind, heading: str) -> None:
    """A card for everybody who is responsible now."""
    for person in case.assignees:
        tell(case, person, kind, heading)


def tell(
    case: Case, person: str, kind: Kind, heading: str, *, acting: bool = True, rows: Sequence[tuple[str, str]] = ()
) -> None:
    """A card for one official. `rows`: what he reads besides what the ticket says by itself."""
    card = cards.for_official(case, person, heading, acting=acting)
    card = replace(card, rows=(*card.rows, *rows))
    if case.ticket.reopened and case.ticket.resolution:
        card = replace(card, rows=(*card.rows, ("上次办结", wording.short(case.ticket.resolution, 40))))
    notices.to_person(case.work, person, kind, cards.with_text(card), card=card, ticket=case.ticket)


def _tell_above(case: Case, rungs: list[Rung], rung: Rung) -> None:
    """Nobody of the rung can be reached on any channel: the nearest one above who can passes it on."""
    reach = case.work.org.reach
    if any(reach(person) for person in rung.people):
        return
    above = [[person for person in step.people if reach(person)] for step in rungs if step.level > rung.level]
    for person in case.tell(next((people for people in above if people), [])):
        tell(case, person, Kind.NOTIFY, "下级没有联系渠道，请转告或接单")


def tell_partners(case: Case) -> None:
    """The departments and partners of the category who do not know yet, and the leader who follows it."""
    for person in case.tell(_leaders(case)):
        tell(case, person, Kind.NOTIFY, "请跟踪督办", acting=False)
    for person in case.tell(partners(case)):
        tell(case, person, Kind.NOTIFY, "请协同办理")


def partners(case: Case) -> list[str]:
    """Who is told besides the people of the rung."""
    work, ticket = case.work, case.ticket
    if ticket.form in ("part", "wish") or (ticket.form == "appeal" and ticket.parent):
        return []  # each department has a part of its own, or the incident above; of a wish volunteers are told
    found = routing.copies(
        work.org, work.policy, ticket.unit, ticket.building, ticket.category, work.today,
        about=clocks.facts_of(ticket), route=ticket.route,
    )  # fmt: skip
    return privacy.spared(case, found)


def _leaders(case: Case) -> list[str]:
    """Whom the route names to follow it."""
    work = case.work
    return privacy.spared(case, routing.leaders(work.org, work.policy, case.ticket, work.today))


def alarm(case: Case) -> None:
    """An emergency: every rung and every partner at once; whoever accepts first has it.

    Called again when more is known of the place: then whoever has accepted keeps it.
    """
    if Status(case.ticket.status) not in UNDER_WAY:
        return
    if Status(case.ticket.status) in _UNTAKEN:
        rungs = rungs_of(case)
        rung = routing.next_rung(rungs, 0) or _beside(case, rungs, frozenset())
        if rung is None:
            _look_again(case)
        else:
            give(case, rung, [], "紧急，各级同时通知")
    gather(case)
    for person in list(case.people):
        tell(case, person, Kind.EMERGENCY, f"紧急·{wording.category(case.ticket.category)}")


def gather(case: Case) -> None:
    """Bring in everybody an emergency concerns as the tree stands now; tells nobody."""
    case.tell([person for rung in rungs_of(case) for person in rung.people] + _leaders(case) + partners(case))
