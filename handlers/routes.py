"""Which rule of the pack decides about an order: its route, or that another office looks after it. Pure."""

from __future__ import annotations

from datetime import datetime

from handlers.clocks import facts_of
from handlers.org import Org
from handlers.places import of
from handlers.policy import Policy
from handlers.rules.conditions import RESTDAY, WEEKDAYS, WORKDAY, Facts, Moment
from handlers.rules.routing import Route, ScopeRule
from storage.tickets import Ticket
from storage.types import CHINA


def chosen(org: Org, policy: Policy, ticket: Ticket, now: datetime) -> Route | None:
    """The first route that takes an order now; None for the pack's own ladder."""
    if ticket.form in ("part", "wish"):
        return None  # it climbs the ladder of its department, or that of wishes
    routes = policy.routing.all_routes
    number = policy.routing.table.first(facts(org, policy, ticket, now)) if routes else None
    return None if number is None else routes[number]


def elsewhere(org: Org, policy: Policy, ticket: Ticket, now: datetime) -> ScopeRule | None:
    """The rule that sends a resident to another office; an emergency is never sent away."""
    if not policy.scope or ticket.urgency == "emergency" or ticket.form != "appeal":
        return None
    number = policy.scope_table.first(facts(org, policy, ticket, now))
    return None if number is None else policy.scope[number]


def facts(org: Org, policy: Policy, ticket: Ticket, now: datetime) -> Facts:
    """An order as rules see it at a moment."""
    places = of(org, ticket.unit, ticket.building)
    known = frozenset(word for place in places for word in (place.code, place.kind))
    return Facts(facts_of(ticket), known, moment(policy, now), ticket.summary)


def moment(policy: Policy, now: datetime) -> Moment:
    """A moment as rules ask for it, by the pack's hours and calendar."""
    local = now.astimezone(CHINA)
    worked = policy.calendar.is_workday(local.date())
    parts = {"working" if worked and policy.working_hours.hours.contain(now) else "off"}
    if policy.quiet.contain(now):
        parts.add("night")
    day = {WEEKDAYS[local.weekday()], WORKDAY if worked else RESTDAY}
    return Moment(local.time(), frozenset(parts), frozenset(day))
