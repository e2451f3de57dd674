"""What may belong together with a ticket, what was put together, and its messages, as the ticket's page shows them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.web import words
from bot.web.words import Telling
from handlers import wording
from handlers.messages import Action
from handlers.workflow import Status, may
from storage import inbox, mergings, tickets, twins
from storage.tickets import Ticket
from storage.twins import SUGGESTED, Twin


@dataclass(frozen=True, slots=True)
class Alike:
    """Another ticket that may be about the same, and what speaks for it.

    Attributes:
        per_cent: how much alike the words are; 0 where only the group's listener thought of it.
    """

    number: str
    place: str
    summary: str
    status: str
    per_cent: int
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """A message that can be taken out; the one that opened the ticket cannot."""

    id: int
    who: str
    at: str
    text: str
    first: bool


@dataclass(frozen=True, slots=True)
class Together:
    """Everything the page offers to put together or to take apart.

    Attributes:
        into: the number of the ticket that this one was put into.
        within: numbers of those that were put into this one.
    """

    alike: list[Alike] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    into: str = ""
    within: list[str] = field(default_factory=list)
    may_merge: bool = False
    may_split: bool = False
    may_unmerge: bool = False


def read(conn: Connection, ticket: Ticket, telling: Telling) -> Together:
    """What belongs together with a ticket; nothing of what is confidential."""
    if ticket.form != "appeal" or ticket.confidential:
        return Together()
    kept = mergings.current(conn, ticket.district, ticket.id) if ticket.status == Status.MERGED else None
    within = [row.ticket_id for row in mergings.into(conn, ticket.district, ticket.id)]
    return Together(
        alike=_alike(conn, ticket, telling),
        told=_told(conn, ticket, telling),
        into=_number(conn, ticket.district, kept.into_id) if kept else "",
        within=[_number(conn, ticket.district, one) for one in within],
        may_merge=may(Action.MERGE, ticket.status, ticket.form),
        may_split=may(Action.SPLIT, ticket.status, ticket.form),
        may_unmerge=kept is not None,
    )


def _alike(conn: Connection, ticket: Ticket, telling: Telling) -> list[Alike]:
    found = []
    for twin in twins.of_ticket(conn, ticket.district, ticket.id):
        other = tickets.get(conn, ticket.district, twin.beside(ticket.id)) if twin.state == SUGGESTED else None
        if other is not None and may(Action.MERGE, other.status, other.form) and not other.confidential:
            found.append(_shown(other, twin, telling))
    return found


def _shown(other: Ticket, twin: Twin, telling: Telling) -> Alike:
    return Alike(
        other.number, telling.place(other), wording.short(other.summary, 80), words.status(other.status),
        round(twin.score * 100), why(twin),
    )  # fmt: skip


def why(twin: Twin) -> str:
    """What speaks for it in words."""
    shared = "、".join(f"“{one}”" for one in twin.evidence.get("shared", ()))
    hours = float(twin.evidence.get("hours", 0))
    apart = (
        f"相隔{round(hours)}小时" if 1 <= hours < 48 else f"相隔{round(hours / 24)}天" if hours >= 48 else "一小时内"
    )
    place = "同一栋楼" if twin.evidence.get("building") else "同一社区，楼栋不同或没说"
    said = f"群里前后的话听着像一件事（{twin.evidence['heard']:.0%}）" if "heard" in twin.evidence else ""
    return "；".join(part for part in (said, f"都说到{shared}" if shared else "", apart, place) if part)


def _told(conn: Connection, ticket: Ticket, telling: Telling) -> list[Told]:
    parts = {row.inbox_id: row.part for row in tickets.messages_of(conn, ticket)}
    return [
        Told(
            row.id,
            str(row.payload.get("sender_name") or words.account(row.channel, row.sender)),
            wording.moment(row.at, telling.now),
            wording.short(str(row.payload.get("text") or "") or "（没有文字）", 120),
            parts[row.id] == "opening",
        )
        for row in inbox.get_many(conn, ticket.district, list(parts))
    ]


def _number(conn: Connection, district: str, ticket_id: int) -> str:
    found = tickets.get(conn, district, ticket_id)
    return found.number if found else ""
