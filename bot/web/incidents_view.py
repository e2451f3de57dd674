"""Umbrella incidents as the desk shows them: the list, and one with its households over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.web import evidence_view, reading, views, words
from bot.web.evidence_view import View
from bot.web.views import Step, TicketLine
from bot.web.words import Telling
from handlers import wording
from handlers.evidence import gathering
from handlers.evidence import telling as told
from storage import events, incidents, tickets
from storage.tickets import Ticket

# So many columns of households over time at most.
_COLUMNS = 12
_STEPS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7))
# What an official wrote that residents heard.
_PUBLIC = ("progress", "on_site", "resolved")
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in a list."""

    number: str
    category: str
    place: str
    status: str
    people: str
    opened: str
    households: int
    tickets: int


@dataclass(frozen=True, slots=True)
class Column:
    """How many households told of it in a span of time, and how many had by its end; `high`: of 100."""

    since: str
    new: int
    total: int
    high: int


@dataclass(frozen=True, slots=True)
class Page:
    """One incident.

    Attributes:
        text: the evidence with which it was opened, or widened.
        columns: households over time.
        said: what was said publicly, newest first.
    """

    line: Line
    text: str
    columns: list[Column]
    beneath: list[TicketLine]
    said: list[Step]
    timeline: list[Step]
    evidence: View | None
    facts: list[tuple[str, str]]


def listed(conn: Connection, telling: Telling, *, under_way: bool) -> list[Line]:
    """Incidents, newest first."""
    district = telling.names.org.district
    return [_line(conn, ticket, telling) for ticket in incidents.listed(conn, district, under_way=under_way)]


def counts(conn: Connection, telling: Telling) -> tuple[int, int]:
    """Incidents opened, and residents answered at once, in the last 30 days."""
    now = telling.now
    return incidents.counts(conn, telling.names.org.district, now - _MONTH, now + timedelta(seconds=1))


def _line(conn: Connection, ticket: Ticket, telling: Telling) -> Line:
    below = incidents.beneath(conn, ticket.district, ticket.id)
    has = [row.person for row in tickets.people_of(conn, ticket) if row.part == "assignee"]
    return Line(
        ticket.number, wording.category(ticket.category), telling.place(ticket),
        words.OUTCOMES.get(ticket.outcome or "", words.status(ticket.status)), views.people(has, telling),
        wording.moment(ticket.opened_at, telling.now), len(_homes(conn, below, telling)), len(below),
    )  # fmt: skip


def _homes(conn: Connection, below: list[Ticket], telling: Telling) -> list[datetime]:
    """When each household was first heard of, first first."""
    if not below:
        return []
    first: dict[tuple[str, str], datetime] = {(one.channel, one.reporter): one.opened_at for one in reversed(below)}
    for one in incidents.neighbours(conn, below[0].district, [ticket.id for ticket in below]):
        first.setdefault((one.channel, one.account), one.since)
    found = []
    for home in gathering.of_tickets(reading.work(conn, telling), below).affected:
        mine = [first.pop(account) for account in home.accounts if account in first]
        found += [min(mine)] if mine else []
    return sorted(found)


def page(conn: Connection, ticket: Ticket, telling: Telling) -> Page:
    """Everything about one incident."""
    below = incidents.beneath(conn, ticket.district, ticket.id)
    history = events.of_ticket(conn, ticket.district, ticket.id)
    gathered = gathering.of_tickets(reading.work(conn, telling), below) if below else None
    line = told.words(gathered, ticket.category) if gathered else ""
    return Page(
        _line(conn, ticket, telling), ticket.summary, columns(_homes(conn, below, telling), telling.now),
        reading.lines(conn, below, telling),
        views.timeline([event for event in history if event.kind in _PUBLIC], telling),
        views.timeline(history, telling),
        evidence_view.view(gathered, line, ticket, telling.now) if gathered else None,
        views.facts(ticket, 0, telling),
    )  # fmt: skip


def columns(heard: Iterable[datetime], now: datetime) -> list[Column]:
    """Households over time in a dozen columns at most."""
    found = sorted(heard)
    if not found:
        return []
    step = next((one for one in _STEPS if (found[-1] - found[0]) / one < _COLUMNS), _STEPS[-1])
    first = found[max(0, len(found) - 1)] - step * (_COLUMNS - 1)
    start = max(found[0], first)
    counted, at = [], start
    while at <= found[-1]:
        new = sum(at <= one < at + step for one in found)
        counted.append((at, new, sum(one < at + step for one in found)))
        at += step
    return [Column(wording.moment(at, now), new, total, round(100 * total / len(found))) for at, new, total in counted]
