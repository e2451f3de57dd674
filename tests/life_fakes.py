"""What the stories of a ticket's life look at besides the town itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import bootstrap
from handlers.workflow import ALLOWED, UNDER_WAY, Status
from storage import clocks, surveys, tickets
from storage.clocks import Clock
from storage.database import Database
from storage.surveys import Survey
from storage.tickets import Ticket
from storage.tree import Duty, Tree, Unit
from storage.types import CHINA
from tests.fakes import Town, tree


def at(text: str) -> datetime:
    """A moment of November 2026 in the district's time: "16 09:00"."""
    day, _, hour = text.partition(" ")
    return datetime.fromisoformat(f"2026-11-{int(day):02d}T{hour or '00:00'}").replace(tzinfo=CHINA)


def packed(database: Database, folder: Path, text: str) -> Town:
    """A town by a pack of its own, named `own`."""
    (folder / "policies").mkdir()
    (folder / "policies" / "own.yml").write_text(text, encoding="utf-8")
    return Town(database, folder, replace(tree(), policy="own"))


def with_duties(duties: Iterable[Duty], found: Tree | None = None) -> Tree:
    """The town's tree with these duties instead of its own."""
    return replace(found or tree(), duties=list(duties))


def without(*people: str) -> Tree:
    """The town's tree in which these people hold no duty."""
    return with_duties(duty for duty in tree().duties if duty.person not in people)


def imported(town: Town, found: Tree) -> None:
    """An import puts another tree in place."""
    bootstrap.import_tree(town.product.database, found)
    town.product.forget_org()


def standing_still(town: Town, moment: datetime) -> None:
    """No tick runs until then: the process was down."""
    town.clock.move_to(moment)


def ran(town: Town) -> None:
    """One tick and what it owes."""
    town.worker.run_ticks()
    town.worker.run_outbox()


def escalations(town: Town, ticket: Ticket) -> list[tuple[str, int, list[str]]]:
    """When, to which level and to whom a ticket went up."""
    found = [event for event in town.history(ticket) if event.kind == "escalated"]
    return [(f"{e.at.astimezone(CHINA):%d %H:%M}", e.data["level"], e.data["to"]) for e in found]


def kinds(town: Town, ticket: Ticket) -> list[str]:
    """What happened to a ticket, in order."""
    return [event.kind for event in town.history(ticket)]


def clock_rows(town: Town, ticket: Ticket, kind: str) -> list[Clock]:
    """Its clocks of one kind, first started first."""
    with town.product.database.read() as conn:
        found = clocks.of_ticket(conn, town.product.district, ticket.id)
    return [clock for clock in found if clock.kind == kind]


def survey_rows(town: Town, ticket: Ticket) -> list[Survey]:
    """Its surveys, first round first."""
    with town.product.database.read() as conn:
        return surveys.of_ticket(conn, town.product.district, ticket.id)


def people(town: Town, ticket: Ticket) -> dict[str, str]:
    """Who has to do with it, and as what."""
    with town.product.database.read() as conn:
        return {row.person: row.part for row in tickets.people_of(conn, ticket)}


def sent(town: Town, account: str, *wanted: str) -> list[str]:
    """The texts of these kinds that somebody was sent (all without)."""
    return [row.text for row in town.received(account) if not wanted or row.kind in wanted]


def when(town: Town, account: str, kind: str) -> list[str]:
    """When somebody was sent messages of a kind: "16 11:00"."""
    rows = [row for row in town.received(account) if row.kind == kind and row.sent_at]
    return [f"{row.sent_at.astimezone(CHINA):%d %H:%M}" for row in rows if row.sent_at]


def said_back(town: Town, account: str) -> str:
    """The last thing somebody was sent."""
    return town.received(account)[-1].text


def sound(town: Town) -> None:
    """Every history keeps the table of states, and everybody's ticket is somebody's or visibly open."""
    for ticket in town.tickets():
        before = Status.OPEN
        for event in town.history(ticket):
            after = Status(event.status)
            assert after in ALLOWED[before], f"{ticket.number}: {before} -> {after}"
            before = after
        assert ticket.status == before
        if Status(ticket.status) in UNDER_WAY and ticket.status != Status.OPEN:
            assert town.assignees(ticket), f"{ticket.number} is {ticket.status} and nobody has it"
        assert _goes_on(town, ticket), f"{ticket.number} is {ticket.status} and no clock will look at it"


def _goes_on(town: Town, ticket: Ticket) -> bool:
    """Whether something will happen to the ticket even if nobody does anything."""
    if ticket.status == Status.RESOLVED:
        return any(survey.next_at for survey in survey_rows(town, ticket))
    needed = {Status.OPEN: "dispatch", Status.DISPATCHED: "accept", Status.WAITING: "wait"}.get(Status(ticket.status))
    if needed is None:
        return True
    running = [clock for clock in clock_rows(town, ticket, needed) if clock.running]
    # At the top of the ladder a broken promise waits for no clock: it is in every morning's digest.
    return any(clock.next_at or (needed == "accept" and clock.breached_at) for clock in running)


def unit(code: str, kind: str, name: str, parent: str | None, **more: Any) -> Unit:
    """A unit of the tree."""
    return Unit(code, kind, name, parent, **more)


def did(town: Town, person: str, action: str, words: str = "", **more: Any) -> bool:
    """Press a button of the newest card."""
    outcome = town.presses(person, action, words, **more)
    return outcome is not None and outcome.ok


def did_at_desk(town: Town, person: str, action: str, words: str = "") -> bool:
    """Press a button of the ticket's page, which offers more than a card has room for."""
    outcome = town.presses(person, action, words, channel="desk", ticket=town.tickets()[-1].number)
    return outcome is not None and outcome.ok


def told_at_desk(town: Town, person: str) -> str:
    """The last answer there."""
    return town.received(person, "desk")[-1].text
