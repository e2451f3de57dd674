"""What a message left in the rows of a ticket beside its words."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from storage import tables as t
from storage.tickets import Ticket

_s, _c, _w = t.supporters.c, t.commitments.c, t.twins.c
GONE = "（原话已撤回）"


def uncount(conn: Connection, ticket: Ticket, channel: str, account: str) -> None:
    """Somebody is no longer counted in."""
    where = (_s.district == ticket.district, _s.ticket_id == ticket.id, _s.channel == channel, _s.account == account)
    conn.execute(delete(t.supporters).where(*where))


def unsay(conn: Connection, ticket: Ticket, inbox_id: int) -> None:
    """The words of a promise made with the message, and what the ticket's words have in common with others'."""
    where = (_c.district == ticket.district, _c.ticket_id == ticket.id, _c.inbox_id == inbox_id)
    conn.execute(update(t.commitments).where(*where).values(words=GONE))
    mine = (_w.district == ticket.district, (_w.ticket_id == ticket.id) | (_w.older_id == ticket.id))
    for row in conn.execute(t.twins.select().where(*mine)).all():
        this = (_w.district == row.district, _w.ticket_id == row.ticket_id, _w.older_id == row.older_id)
        conn.execute(update(t.twins).where(*this).values(evidence=row.evidence | {"shared": []}))
