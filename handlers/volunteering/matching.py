"""Which volunteers a wish is offered to, nearest first, and what it is about. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers import places, wording
from handlers.org import Org, in_force
from handlers.policy import Policy
from storage.tickets import Ticket
from storage.tree import Chat, Duty, Unit

CHAT_KIND = "volunteers"


@dataclass(frozen=True, slots=True)
class Ring:
    """Everybody a wish is offered to at one distance.

    Attributes:
        place: the unit all of them belong to.
        people: those whose skills fit first.
        chats: their groups.
    """

    place: Unit
    people: tuple[str, ...]
    chats: tuple[Chat, ...]


def rings(org: Org, policy: Policy, ticket: Ticket, on: date) -> list[Ring]:
    """From the nearest to the farthest; each holds also who was in the one before."""
    return [_ring(org, policy, ticket.category, unit, on) for unit in _near(org, policy, ticket)]


def _near(org: Org, policy: Policy, ticket: Ticket) -> list[Unit]:
    rule = policy.volunteering
    here = places.of(org, ticket.unit, ticket.building)
    kinds = rule.wishes.near if rule else ()
    return [unit for kind in kinds for unit in here if unit.kind == kind]


def _ring(org: Org, policy: Policy, category: str, place: Unit, on: date) -> Ring:
    duties = [duty for duty in _duties(org, policy, on) if _within(org, duty.unit, place)]
    fitting = [duty.person for duty in duties if category in duty.skills]
    willing = [duty.person for duty in duties if not duty.skills]
    others = [duty.person for duty in duties]
    chats = tuple(chat for chat in org.tree.chats if chat.kind == CHAT_KIND and _within(org, chat.unit, place))
    return Ring(place, tuple(dict.fromkeys([*fitting, *willing, *others])), chats)


def _duties(org: Org, policy: Policy, on: date) -> Iterator[Duty]:
    roles = policy.volunteering.roles if policy.volunteering else ()
    return (duty for duty in org.tree.duties if duty.role in roles and in_force(duty, on))


def _within(org: Org, unit: str, place: Unit) -> bool:
    return any(above.code == place.code for above in org.path(unit))


def volunteers(org: Org, policy: Policy, on: date) -> list[Duty]:
    """Every volunteer's first duty, as the file orders it."""
    found: dict[str, Duty] = {}
    for duty in _duties(org, policy, on):
        found.setdefault(duty.person, duty)
    return list(found.values())


def is_volunteer(org: Org, policy: Policy, person: str, on: date) -> bool:
    """Whether somebody is a volunteer that day, whatever else he is."""
    roles = policy.volunteering.roles if policy.volunteering else ()
    return any(duty.role in roles for duty in org.duties_of(person, on))


def declines(org: Org, policy: Policy, ticket: Ticket, person: str, on: date) -> bool:
    """Whether this person may decline a wish: a volunteer does only where he sees to wishes as well."""
    if not is_volunteer(org, policy, person, on):
        return True
    here = {unit.code: unit.kind for unit in places.of(org, ticket.unit, ticket.building)}
    rules = policy.volunteering.wishes.ladder if policy.volunteering else ()
    duties = org.duties_of(person, on)
    return any(here.get(duty.unit) in rule.at and duty.role in rule.roles for duty in duties for rule in rules)


def may_claim(org: Org, policy: Policy, ticket: Ticket, person: str, on: date) -> bool:
    """Whether the wish is, or will be, offered to this person; nobody grants his own."""
    if org.person_of(ticket.channel, ticket.reporter) == person:
        return False
    return any(person in ring.people for ring in rings(org, policy, ticket, on))


def want(policy: Policy, ticket: Ticket) -> str:
    """What a wish is about, as groups and the wall are told: nothing of what the wisher said himself."""
    found = want_in(policy, ticket.summary)
    return found[0] if found else "帮忙" if ticket.category == "other" else wording.category(ticket.category)


def want_in(policy: Policy, words: str) -> tuple[str, str] | None:
    """Title and category of the first want of the pack that these words name."""
    wants = policy.volunteering.wishes.wants if policy.volunteering else ()
    return next(((one.title, one.category) for one in wants if any(word in words for word in one.words)), None)
