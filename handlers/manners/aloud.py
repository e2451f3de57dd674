"""What may be said aloud in a group: one line of a ticket, once; of a danger what to do, once."""

from __future__ import annotations

from handlers.messages import Kind
from handlers.org import Address
from handlers.work import Work
from storage import spoken
from storage.tickets import Ticket

RESIDENTS = "residents"


def is_group(work: Work, to: Address, ticket: Ticket | None) -> bool:
    """Whether everybody of a residents' group would read it."""
    if (chat := work.org.chat(to.channel, to.account)) is not None:
        return chat.kind == RESIDENTS
    return ticket is not None and (to.channel, to.account) == (ticket.channel, ticket.chat)


def may_say(work: Work, to: Address, kind: Kind, ticket: Ticket | None) -> bool:
    """Whether a group may hear this of a ticket: only who heard nothing of it yet.

    What became a danger afterwards is said once more: what to do is worth a second line. What an official has the
    groups told (发布寻人) does not pass here.
    """
    if ticket is None or not is_group(work, to, ticket):
        return True
    before = spoken.kinds(work.conn, work.batch, ticket, to.channel, to.account)
    return Kind.EMERGENCY.value not in before if kind is Kind.EMERGENCY else not before
