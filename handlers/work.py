"""One transaction's worth of work, and the ticket a handler has in its hands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from handlers import workflow
from handlers.durations import local_date
from handlers.org import Org
from handlers.policy import Policy
from handlers.workflow import Status
from storage import clocks as clock_rows
from storage import events, outbox
from storage import surveys as survey_rows
from storage import tickets as ticket_rows
from storage.batch import Batch
from storage.clocks import Clock
from storage.events import Event
from storage.surveys import Survey
from storage.tickets import Ticket, TicketMessage, TicketPerson
from storage.types import Ids

_TAKEN_BACK = {"cancelled", "no_appeal"}  # outcomes of what need not have been told
_RECEIPT = "ack"  # the kind of the reporter's receipt, and of the line in his group
ASSIGNEE, PARTICIPANT = "assignee", "participant"
# Events with which words of another ticket, or of a record, come into one, or leave it again.
_BRINGS = frozenset({"absorbed", "gave_back", "message_came", "record_joined"})


@dataclass(slots=True)
class Work:
    """What every handler gets: the open transaction and everything it may look at.

    Attributes:
        source: what this work answers, e.g. `in:42`; with a running number it makes the idempotency keys.
        owed: how many messages were owed so far.
        public_url: how people outside reach our pages, without a slash at its end; empty when unknown.
        called: by channel and group, what officials are called there; read when somebody asks.
    """

    conn: Connection
    org: Org
    policy: Policy
    now: datetime
    ids: Ids
    source: str
    batch: Batch = field(default_factory=Batch)
    cases: dict[int, Case] = field(default_factory=dict)
    owed: int = 0
    public_url: str = ""
    called: dict[tuple[str, str], dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def district(self) -> str:
        """Code of the district."""
        return self.org.district

    @property
    def today(self) -> date:
        """The district's date."""
        return local_date(self.now)

    def new_id(self) -> int:
        """A fresh identifier."""
        return self.ids.next(self.now)

    def case(self, ticket_id: int) -> Case | None:
        """The ticket, locked for change; the same object each time within this work."""
        if ticket_id not in self.cases:
            ticket = ticket_rows.get(self.conn, self.district, ticket_id, lock=True)
            if ticket is None:
                return None
            self.cases[ticket_id] = Case(self, ticket)
        return self.cases[ticket_id]

    def case_of(self, ticket: Ticket) -> Case:
        """The case of a ticket that was just read without a lock: read anew, for it may have changed since."""
        return self.case(ticket.id) or Case(self, ticket)

    def finish(self) -> None:
        """Write everything; nothing of it happened before."""
        for case in self.cases.values():
            case.write()
        self.batch.flush(self.conn)


class Case:
    """A ticket with its people and clocks while a handler works on it."""

    def __init__(self, work: Work, ticket: Ticket, *, new: bool = False) -> None:
        self.work = work
        self.ticket = ticket
        self._new = new
        self._touched = new
        self._people: dict[str, str] | None = {} if new else None
        self._clocks: list[Clock] | None = [] if new else None
        self._adopted: dict[int, Clock] = {}
        self._surveys: list[Survey] | None = [] if new else None
        self._belonging: set[int] = set()  # messages that this work let belong to it
        self._brought: list[tuple[str, dict[str, Any]]] | None = [] if new else None
        # Kept by `origins`: what was told elsewhere and is read here; None is not looked for yet.
        self.elsewhere: list[tuple[str, str]] | None = [] if new else None

    # --- people ---

    @property
    def people(self) -> dict[str, str]:
        """Person code → `assignee` (now responsible) or `participant` (told)."""
        if self._people is None:
            rows = ticket_rows.people_of(self.work.conn, self.ticket)
            self._people = {row.person: row.part for row in rows}
        return self._people

    @property
    def assignees(self) -> list[str]:
        """Who is responsible now."""
        return [person for person, part in self.people.items() if part == ASSIGNEE]

    def assign(self, people: list[str]) -> None:
        """Make these people, and nobody else, responsible; who was before stays told."""
        for person in [person for person in self.assignees if person not in people]:
            self._set_part(person, PARTICIPANT)
        for person in people:
            self._set_part(person, ASSIGNEE)

    def tell(self, people: list[str]) -> list[str]:
        """Bring people in who were not; returns those who are new."""
        new = [person for person in people if person not in self.people]
        for person in new:
            self._set_part(person, PARTICIPANT)
        return new

    def _set_part(self, person: str, part: str) -> None:
        batch = self.work.batch
        if person not in self.people:
            row = TicketPerson(self.ticket.id, person, part, self.work.now)
            ticket_rows.add_person(batch, self.ticket, row)
        elif self.people[person] != part:
            ticket_rows.set_part(batch, self.ticket, person, part)
        self.people[person] = part

    # --- history ---

    def record(self, kind: str, actor: str, status: Status | None = None, /, **data: Any) -> None:
        """Write an event; with `status` the ticket changes its state, which the table must allow."""
        if status is not None:
            workflow.check(self.ticket.status, status)
            self.ticket.status = status.value
            self._say_no_more(status)
        self._touched = True
        if kind in _BRINGS:
            self.brought.append((kind, data))
            self.elsewhere = None
        events.append(self.work.batch, self.ticket, self.work.now, actor, kind, data)

    def _say_no_more(self, status: Status) -> None:
        """What is taken back, or is one with another, before its receipts went out in the morning gets none."""
        if status is Status.MERGED or self.ticket.outcome in _TAKEN_BACK:
            outbox.drop_waiting(self.work.conn, self.work.district, self.ticket.id, _RECEIPT, self.work.now)

    @property
    def brought(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind and data of every event that brought words from elsewhere, those of this work included."""
        if self._brought is None:
            self._brought = [(event.kind, event.data) for event in self.history() if event.kind in _BRINGS]
        return self._brought

    def history(self) -> list[Event]:
        """Everything that happened to the ticket before this work, first first."""
        return events.of_ticket(self.work.conn, self.ticket.district, self.ticket.id)

    def happened(self, kind: str, actor: str) -> bool:
        """Whether this person did this to the ticket before."""
        return any(event.kind == kind and event.actor == actor for event in self.history())

    def saw(self, *kinds: str, since: datetime) -> bool:
        """Whether something of these kinds happened to the ticket since then."""
        return any(event.kind in kinds and event.at >= since for event in self.history())

    def add_message(self, inbox_id: int, message_id: str, sender: str, part: str) -> None:
        """Let a message belong to the ticket."""
        self._touched = True
        self.ticket.last_message_at = max(self.ticket.last_message_at, self.work.now)
        message = TicketMessage(self.ticket.id, inbox_id, message_id, sender, part, self.work.now)
        ticket_rows.add_message(self.work.batch, self.ticket, message)

    # --- clocks ---

    @property
    def clocks(self) -> list[Clock]:
        """All clocks of the ticket, first started first."""
        if self._clocks is None:
            rows = clock_rows.of_ticket(self.work.conn, self.ticket.district, self.ticket.id)
            self._clocks = [self._adopted.get(row.id, row) for row in rows]
        return self._clocks

    def running(self, *kinds: str) -> list[Clock]:
        """The clocks that still run, of these kinds or of any."""
        return [clock for clock in self.clocks if clock.running and (not kinds or clock.kind in kinds)]

    def add_clock(self, clock: Clock) -> None:
        """Start a clock."""
        self.clocks.append(clock)
        clock_rows.add(self.work.batch, clock)

    def adopt(self, clock: Clock) -> Clock:
        """Use this row, which a tick has locked, as the ticket's clock, or the one already in hand for it."""
        if self._clocks is None:
            return self._adopted.setdefault(clock.id, clock)
        return next((known for known in self._clocks if known.id == clock.id), clock)

    def save_clock(self, clock: Clock) -> None:
        """Write a changed clock back."""
        clock_rows.save(self.work.batch, clock)

    @property
    def surveys(self) -> list[Survey]:
        """All questions about its completions, first round first; the same objects each time."""
        if self._surveys is None:
            self._surveys = survey_rows.of_ticket(self.work.conn, self.ticket.district, self.ticket.id)
        return self._surveys

    def write(self) -> None:
        """Write the ticket if anything happened to it."""
        if self._new:
            ticket_rows.add(self.work.batch, self.ticket)
        elif self._touched:
            ticket_rows.save(self.work.batch, self.ticket)
        self._new = self._touched = False
