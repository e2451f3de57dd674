"""What a group was told of a ticket."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from storage import tables as t
from storage.batch import Batch
from storage.tickets import Ticket

_o = t.outbox.c
# Nothing is said of a ticket before it is there: older messages need not be looked at.
_KINDS = select(_o.kind).where(
    _o.district == bindparam("district"), _o.channel == bindparam("channel"), _o.recipient == bindparam("chat"),
    _o.id >= bindparam("ticket"), _o.ticket_id == bindparam("ticket"), _o.state != "dead",
)  # fmt: skip


def kinds(conn: Connection, batch: Batch, ticket: Ticket, channel: str, chat: str) -> set[str]:
    """The kinds of what a group was, or will be, told of a ticket, this transaction included."""
    values = {"district": ticket.district, "channel": channel, "chat": chat, "ticket": ticket.id}
    here = {
        str(row["kind"])
        for row in batch.rows(t.outbox)
        if (row["channel"], row["recipient"], row["ticket_id"]) == (channel, chat, ticket.id)
    }
    return here | set(conn.execute(_KINDS, values).scalars())
