"""What many people write about, as the desk's page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.web import views
from bot.web.views import TicketLine
from bot.web.words import Telling
from handlers import wording
from nlu import hot
from nlu.hot import Hotspot, Told
from storage.tickets import Ticket

_SHOWN = 30
_LISTED = 8  # tickets of an issue that are listed


@dataclass(frozen=True, slots=True)
class Spot:
    """One issue: `span` is from when to when it was told, `more` how many tickets are not listed."""

    name: str
    place: str
    tickets: int
    people: int
    span: str
    heat: int
    lines: list[TicketLine]
    more: int


def spots(found: Sequence[Ticket], telling: Telling) -> list[Spot]:
    """The hottest issues of these tickets."""
    known = {ticket.number: ticket for ticket in found}
    issues = hot.find([told(ticket, telling) for ticket in found])
    return [_spot(issue, known, telling) for issue in issues[:_SHOWN]]


def told(ticket: Ticket, telling: Telling) -> Told:
    """A ticket as far as issues need it: where it is, and what was said."""
    return Told(
        ticket.number,
        telling.names.unit(ticket.unit),
        ticket.summary,
        f"{ticket.channel}:{ticket.reporter}",
        ticket.opened_at,
    )


def _spot(issue: Hotspot, known: dict[str, Ticket], telling: Telling) -> Spot:
    first, last = (wording.moment(at, telling.now) if at else "" for at in (issue.first, issue.last))
    lines = [views.line(known[number], (), (), telling) for number in issue.keys[:_LISTED]]
    return Spot(
        issue.name, issue.place, len(issue.keys), issue.people, first if first == last else f"{first} 至 {last}",
        round(issue.heat), lines, max(0, len(issue.keys) - _LISTED),
    )  # fmt: skip
