"""What is confidential, on pages that everybody at the desk can open: shown to those who have to do with it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.web.reading import TicketPage
from bot.web.words import HIDDEN, Telling
from handlers import routing
from storage import tickets
from storage.tickets import Ticket

_TELLING = ("办理结果", "来电号码", "诉求人")


def may_read(conn: Connection, ticket: Ticket, person: str, telling: Telling) -> bool:
    """Whether this person has to do with the ticket, or stands on the ladder of those who mediate."""
    if not ticket.confidential:
        return True
    names = telling.names
    if any(row.person == person for row in tickets.people_of(conn, ticket)):
        return True
    rungs = routing.of_ticket(names.org, names.policy, ticket, names.today, telling.now)
    return any(person in rung.everybody for rung in rungs)


def hidden(page: TicketPage) -> TicketPage:
    """The page without a word of what was said: only how it stands."""
    return replace(
        page,
        line=replace(page.line, summary=HIDDEN, place=""),
        text=HIDDEN,
        facts=[(name, value) for name, value in page.facts if name not in _TELLING],
        said=[],
        timeline=[replace(step, quoted="") for step in page.timeline],
        answers=[replace(step, quoted="", who="当事人") for step in page.answers],
        deliveries=[],
    )
