"""What a replay leaves: tickets, deliveries and messages as JSON lines (interfaces.md section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot import jsonl
from bot.replay import above
from bot.replay.events import CHANNEL
from bot.replay.moments import local
from handlers.workflow import Status
from storage import export, outbox, tree
from storage import tables as t
from storage.incidents import FORM
from storage.outbox import OutboxRow
from storage.tickets import Ticket

TICKETS, DELIVERIES, MESSAGES, ORDERS = "tickets.jsonl", "deliveries.jsonl", "messages.jsonl", "orders.jsonl"
# Nobody reported an incident: it has no messages, and is no ticket to whoever counts tickets.
INCIDENTS = "incidents.jsonl"

_ROW_ID = re.compile(r":\d{12,}")


def prepare(folder: Path) -> None:
    """Make the folder and take away what an earlier replay left in it.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (TICKETS, DELIVERIES, MESSAGES, ORDERS, INCIDENTS):
        (folder / name).unlink(missing_ok=True)
        (folder / name).touch()


def write(conn: Connection, district: str, folder: Path, refused: Mapping[int, str]) -> None:
    """Write what became of every ticket, delivery and message.

    Args:
        refused: inbox id → why a press could not be carried out; its answer is the error line.
    """
    numbers = {ticket.id: ticket.number for ticket in export.tickets(conn, district)}
    found = tree.load(conn, district)
    people = {(row.channel, row.account): row.person for row in found.accounts} if found else {}
    _lines(folder / TICKETS, _tickets(conn, district, numbers))
    _lines(folder / ORDERS, (_order(ticket) for ticket in export.tickets(conn, district) if ticket.form != FORM))
    _lines(folder / INCIDENTS, above.lines(conn, district))
    sent = (row for row in outbox.everything(conn, district) if row.state != "pending")
    _lines(folder / DELIVERIES, (_delivery(row, numbers, people, refused) for row in sent))
    _lines(folder / MESSAGES, (_message(row, numbers) for row in export.messages(conn, district)))


def _lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        file.writelines(jsonl.encode(record) for record in records)


def _tickets(conn: Connection, district: str, numbers: Mapping[int, str]) -> Iterable[dict[str, Any]]:
    people = export.by_ticket(conn, district, t.ticket_people, "since", "person")
    messages = export.by_ticket(conn, district, t.ticket_messages, "inbox_id")
    supporters = export.by_ticket(conn, district, t.supporters, "since")
    clocks = export.by_ticket(conn, district, t.clocks, "started_at", "id")
    events = export.by_ticket(conn, district, t.events, "seq")
    pictures = export.pictures(conn, district)
    for ticket in export.tickets(conn, district):
        if ticket.form == FORM:
            continue
        own = people.get(ticket.id, [])
        said = messages.get(ticket.id, [])
        if ticket.status == Status.MERGED and not said:
            continue  # all of it stands with the ticket it was put into; orders.jsonl has its number
        yield _facts(ticket, numbers) | {
            "supporters": [row.account for row in supporters.get(ticket.id, [])],
            "messages": [row.message_id for row in said],
            "images": [name for row in said for name in pictures.get(row.inbox_id, [])],
            "assignees": [row.person for row in own if row.part == "assignee"],
            "participants": [row.person for row in own if row.part == "participant"],
            "escalations": [_escalation(row) for row in events.get(ticket.id, []) if row.kind == "escalated"],
            "clocks": [_clock(row) for row in clocks.get(ticket.id, [])],
        }


def _facts(ticket: Ticket, numbers: Mapping[int, str]) -> dict[str, Any]:
    return {
        "number": ticket.number, "category": ticket.category, "kind": ticket.kind, "urgency": ticket.urgency,
        "track": ticket.track, "status": ticket.status, "unit": ticket.unit, "estate": ticket.estate,
        "building": ticket.building, "entrance": ticket.entrance, "room": ticket.room, "reporter": ticket.reporter,
        "parent": numbers.get(ticket.parent) if ticket.parent else None,
        "opened_at": local(ticket.opened_at), "dispatched_at": local(ticket.dispatched_at),
        "accepted_at": local(ticket.accepted_at), "resolved_at": local(ticket.resolved_at),
        "closed_at": local(ticket.closed_at), "rating": ticket.rating, "outcome": ticket.outcome,
        "reopened": ticket.reopened,
    }  # fmt: skip


def _order(ticket: Ticket) -> dict[str, Any]:
    """What the rules of the pack made of a ticket, beside what tickets.jsonl promises to everybody."""
    return {
        "number": ticket.number, "form": ticket.form, "grade": ticket.grade, "source": ticket.source,
        "route": ticket.route, "method": ticket.method, "confidential": ticket.confidential,
        "summary": ticket.summary,
    }  # fmt: skip


def _escalation(row: Any) -> dict[str, Any]:
    return {"at": local(row.at), "level": row.data.get("level"), "to": row.data.get("to")}


def _clock(row: Any) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "due_at": local(row.due_at),
        "met_at": local(row.met_at),
        "breached": row.breached_at is not None,
    }


def _delivery(
    row: OutboxRow, numbers: Mapping[int, str], people: Mapping[tuple[str, str], str], refused: Mapping[int, str]
) -> dict[str, Any]:
    to = people.get((row.channel, row.recipient), row.recipient)
    # The id of a row in an action (vote:ID:0) is another one in every run.
    buttons = [_ROW_ID.sub("", button["action"]) for button in row.card["buttons"]] if row.card else []
    record: dict[str, Any] = {
        "at": local(row.sent_at or row.created_at), "channel": row.channel, "to": to, "kind": row.kind,
        "ticket": numbers.get(row.ticket_id) if row.ticket_id else None, "text": row.text, "buttons": buttons,
        "ok": row.state == "sent",
    }  # fmt: skip
    if row.state == "dead":
        record["error"] = row.reason
    source = row.key.split(":")
    if row.channel == CHANNEL and source[0] == "in" and int(source[1]) in refused:
        record |= {"ok": False, "error": refused[int(source[1])]}
    return record


def _message(row: Any, numbers: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": row.message_id, "at": local(row.at), "chat": row.chat, "sender": row.sender, "state": row.state,
        "intent": row.intent, "reason": row.reason, "ticket": numbers.get(row.ticket_id) if row.ticket_id else None,
    }  # fmt: skip
