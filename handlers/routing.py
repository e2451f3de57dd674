"""Who a ticket goes to: the ladder above a place, and who else is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers import places, standing
from handlers.org import Org
from handlers.policy import Policy
from handlers.rules.routing import RungRule
from handlers.rules.volunteering import OFFICIALS
from handlers.standing import Seen
from storage.tickets import Ticket
from storage.tree import Duty


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder.

    Attributes:
        level: 0 is nearest to the resident.
        people: person codes, none when the rung is vacant.
        rule: what decided, in words an official understands, e.g. "锦绣花园 院长、网格员".
        others: who stands on it as well, but is not told now: off duty, or skilled in something else.
    """

    level: int
    people: tuple[str, ...]
    rule: str
    others: tuple[str, ...] = ()

    @property
    def everybody(self) -> tuple[str, ...]:
        """Whoever stands on it, told now or not."""
        return self.people + self.others


def ladder(
    org: Org,
    policy: Policy,
    unit: str,
    building: str | None,
    on: date,
    *,
    route: str | None = None,
    category: str = "",
    now: datetime | None = None,
    rules: Sequence[RungRule] | None = None,
) -> list[Rung]:
    """Every rung above a place, vacant ones included, nearest first.

    Args:
        route: the rule that chose the ladder; None is the pack's own.
        category: decides who is skilled, and which department or task force it is.
        now: decides who is on duty; without it everybody who holds a role is.
        rules: a ladder that no route leads to.
    """
    seen = Seen(org, policy, places.of(org, unit, building), unit, category, on, now)
    rungs = []
    for level, rule in enumerate(policy.routing.rungs(route) if rules is None else rules):
        people, others, words = standing.on(seen, rule)
        rungs.append(Rung(level, people, words, others))
    return rungs


def of_ticket(org: Org, policy: Policy, ticket: Ticket, on: date, now: datetime) -> list[Rung]:
    """The ladder a ticket climbs, by the route it was given."""
    where = (ticket.unit, ticket.building)
    rules = _rules(policy, ticket.form)
    return ladder(org, policy, *where, on, route=ticket.route, category=ticket.category, now=now, rules=rules)


def _rules(policy: Policy, form: str) -> Sequence[RungRule] | None:
    """The ladder that orders of this form climb, whatever their route."""
    if form == "part":
        return policy.joint.whistle.ladder if policy.joint.whistle else None
    return policy.volunteering.ladder if form == "wish" and policy.volunteering else None


def next_rung(rungs: list[Rung], from_level: int, without: set[str] | None = None) -> Rung | None:
    """The nearest rung from a level upward that somebody holds; vacancies fall upward.

    `without` are people who do not count as holding it, because they already have the ticket.
    """
    for rung in rungs:
        people = tuple(person for person in rung.people if person not in (without or set()))
        if rung.level >= from_level and people:
            return Rung(rung.level, people, rung.rule)
    return None


def copies(
    org: Org,
    policy: Policy,
    unit: str,
    building: str | None,
    category: str,
    on: date,
    *,
    about: Mapping[str, str] | None = None,
    route: str | None = None,
) -> list[str]:
    """Who is told besides the rung: the departments of the category, the partners the policy and the route name.

    Args:
        about: kind, source and urgency, for rules that ask for them.
    """
    found = department_people(org, unit, category, on)
    facts = {**(about or {}), "category": category}
    asked = [(rule.at, rule.roles) for rule in policy.routing.copies if rule.takes(facts)]
    if chosen := policy.routing.route(route):
        asked.append((chosen.copies_at, chosen.copies))
    for at, roles in asked:
        found += holders(org, unit, building, at, roles, on)
    return list(dict.fromkeys(found))


def holders(org: Org, unit: str, building: str | None, at: Iterable[str], roles: Iterable[str], on: date) -> list[str]:
    """Who holds these roles at these kinds of unit above a place."""
    here = [place for place in places.of(org, unit, building) if place.kind in tuple(at)]
    return _people(org, [duty for place in here for role in roles for duty in org.holders(place.code, role, on)])


def leaders(org: Org, policy: Policy, ticket: Ticket, on: date) -> list[str]:
    """Whom the route names to follow a ticket from the beginning."""
    route = policy.routing.route(ticket.route)
    if route is None or route.leader is None:
        return []
    return holders(org, ticket.unit, ticket.building, route.leader.at, route.leader.roles, on)


def department_people(org: Org, unit: str, category: str, on: date) -> list[str]:
    """The people of the departments whose business a category is at this place."""
    departments = org.departments(category, unit)
    return _people(org, [duty for unit_ in departments for duty in org.holders(unit_.code, "department", on)])


def _people(org: Org, duties: Iterable[Duty]) -> list[str]:
    return list(dict.fromkeys(standing.present(org, duty) for duty in duties))


def start_of(policy: Policy, ticket: Ticket) -> int:
    """The level a ticket's ladder begins with."""
    if ticket.form == "wish":
        return OFFICIALS
    route = policy.routing.route(ticket.route)
    return route.level if route else 0


def ruled(policy: Policy, ticket: Ticket, words: str) -> str:
    """What decided, with the rule of the pack in front: 规则『夜间燃气』：燃气公司值班."""
    return words if policy.routing.route(ticket.route) is None else f"规则『{ticket.route}』：{words}"


def level_of(rungs: list[Rung], person: str) -> int | None:
    """The nearest rung a person stands on; None for somebody beside the ladder, e.g. of a department."""
    return next((rung.level for rung in rungs if person in rung.everybody), None)


def level_above(rungs: list[Rung], level: int, people: Iterable[str]) -> int:
    """Where to look for the next rung: above these people, or on `level` itself when they stand beside the ladder.

    A department that a 服务长 brought in gives a ticket back to him, not over his head.
    """
    return level + any(level_of(rungs, person) is not None for person in people)


def locked(policy: Policy, ticket: Ticket) -> bool:
    """首接负责: whether a ticket was sent back so often that it stays where it is."""
    return 0 < policy.returns.lock_after <= ticket.returned


def gone(org: Org, person: str, on: date) -> bool:
    """Whether somebody left: not in the tree any more, or every duty he had is over."""
    return org.person(person) is None or (org.held_duty(person) and not org.duties_of(person, on))


def roles_of(org: Org, person: str, on: date) -> set[str]:
    """The roles a person holds that day."""
    return {duty.role for duty in org.duties_of(person, on)}
