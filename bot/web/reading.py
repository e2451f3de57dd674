"""What a page about tickets reads, in one consistent view of the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.web import correspondence, evidence_view, inspection_view, views, words
from bot.web.correspondence import Delivery, Said
from bot.web.evidence_view import View
from bot.web.views import ClockView, Involved, Offer, Step, TicketLine
from bot.web.words import Telling
from handlers.evidence import gathering
from handlers.evidence import telling as told
from handlers.work import Work
from handlers.workflow import Status
from storage import clocks, events, files, inbox, outbox, overdue, parts, supporters, surveys, tickets
from storage.outbox import OutboxRow
from storage.tickets import Ticket
from storage.types import Ids

DELIVERIES = 30


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Everything about one ticket."""

    line: TicketLine
    text: str
    facts: list[tuple[str, str]]
    said: list[Said]
    people: list[Involved]
    clocks: list[ClockView]
    timeline: list[Step]
    answers: list[Step]
    deliveries: list[Delivery]
    offers: list[Offer]
    evidence: View | None = None


def work(conn: Connection, telling: Telling) -> Work:
    """What handlers read by, for a page: nothing is written through it."""
    return Work(conn, telling.names.org, telling.names.policy, telling.now, Ids(), "page")


def lines(conn: Connection, found: Iterable[Ticket], telling: Telling) -> list[TicketLine]:
    """Tickets as a list shows them."""
    return [_line(conn, ticket, telling) for ticket in found]


def _line(conn: Connection, ticket: Ticket, telling: Telling) -> TicketLine:
    assignees = [row.person for row in tickets.people_of(conn, ticket) if row.part == "assignee"]
    return views.line(ticket, assignees, clocks.of_ticket(conn, ticket.district, ticket.id), telling)


def overdue_numbers(conn: Connection, district: str, telling: Telling) -> list[str]:
    """Numbers of the tickets past a deadline, longest overdue first."""
    found = {row.number: row.due_at for rows in overdue.by_person(conn, district, telling.now).values() for row in rows}
    return sorted(found, key=lambda number: (found[number], number))


def page(conn: Connection, ticket: Ticket, telling: Telling) -> TicketPage:
    """One ticket with everything about it."""
    neighbours = supporters.of_ticket(conn, ticket)
    found = gathering.of_ticket(work(conn, telling), ticket)
    others = found.beside((ticket.channel, ticket.reporter))
    rows = clocks.of_ticket(conn, ticket.district, ticket.id)
    people = tickets.people_of(conn, ticket)
    assignees = [row.person for row in people if row.part == "assignee"]
    return TicketPage(
        line=views.line(ticket, assignees, rows, telling),
        text=ticket.summary,
        facts=[*views.facts(ticket, others, telling), *joint(conn, ticket, telling), *promised(conn, ticket, telling)],
        said=_said(conn, ticket, telling),
        people=[views.involved(row, telling) for row in sorted(people, key=lambda row: row.part != "assignee")],
        clocks=[views.clock(row, telling) for row in rows],
        timeline=views.timeline(events.of_ticket(conn, ticket.district, ticket.id), telling),
        answers=_answers(conn, ticket, telling),
        deliveries=_deliveries(conn, ticket, neighbours, telling),
        offers=views.offers(ticket, telling),
        evidence=evidence_view.view(found, told.words(found, ticket.category), ticket, telling.now),
    )


def joint(conn: Connection, ticket: Ticket, telling: Telling) -> list[tuple[str, str]]:
    """Who else works on it: of a whole its parts, of a part the whole; and how it was settled."""
    whole = tickets.get(conn, ticket.district, ticket.parent) if ticket.parent else None
    found = [("原单", whole.number)] if whole else []
    for part in parts.of_parent(conn, ticket.district, ticket.id):
        score = f"，{part.rating}分" if part.rating else ""
        told = f"{telling.names.unit(part.unit)} {words.status(part.status)}{score}（{part.number}）"
        found.append((part.track, told))
    method = telling.names.policy.methods.get(ticket.method or "")
    return [*found, ("处置方式", method.title)] if method else found


def promised(conn: Connection, ticket: Ticket, telling: Telling) -> list[tuple[str, str]]:
    """What somebody said he would do by when, and whether he did."""
    return inspection_view.of_ticket(conn, ticket, telling)


def _said(conn: Connection, ticket: Ticket, telling: Telling) -> list[Said]:
    roles = {row.inbox_id: row.part for row in tickets.messages_of(conn, ticket)}
    rows = inbox.get_many(conn, ticket.district, list(roles))
    sent = files.by_inbox(conn, ticket.district, roles)
    return [correspondence.said(row, roles[row.id], telling, sent.get(row.id, ())) for row in rows]


def _answers(conn: Connection, ticket: Ticket, telling: Telling) -> list[Step]:
    asked = [correspondence.survey(row, telling) for row in surveys.of_ticket(conn, ticket.district, ticket.id)]
    return asked + [correspondence.rating(row, telling) for row in surveys.ratings_of(conn, ticket.district, ticket.id)]


def _deliveries(
    conn: Connection, ticket: Ticket, neighbours: list[tuple[str, str]], telling: Telling
) -> list[Delivery]:
    """What the reporter, the group and the first neighbours were sent about it, latest last."""
    places = [(ticket.channel, ticket.reporter, words.account(ticket.channel, ticket.reporter))]
    places += [(ticket.channel, ticket.chat, "群")] if ticket.chat else []
    places += [(channel, account, words.account(channel, account)) for channel, account in neighbours[:5]]
    found: list[tuple[OutboxRow, str]] = []
    for channel, account, name in dict.fromkeys(places):
        rows = outbox.of_recipient(conn, ticket.district, channel, account)
        found += [(row, name) for row in rows if row.ticket_id == ticket.id]
    found.sort(key=lambda pair: pair[0].id)
    return [correspondence.delivery(row, name, telling) for row, name in found[-DELIVERIES:]]


def listed(
    conn: Connection, district: str, status: str, late: list[str], limit: int, before: int | None
) -> list[Ticket]:
    """A page of tickets in a state, past a deadline (`overdue`), or all; newest first, the latest deadline first."""
    if status == "overdue":
        found = [tickets.by_number(conn, district, number) for number in late[:limit]]
        return [ticket for ticket in found if ticket is not None]
    wanted = [status] if status in set(Status) else []
    return tickets.listed(conn, district, wanted, limit, before)
