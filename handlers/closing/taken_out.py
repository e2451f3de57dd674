"""Whoever is taken out of a ticket, because his words were about another trouble, has no say in its end."""

from __future__ import annotations

from collections.abc import Collection

from handlers.closing import settling
from handlers.evidence.gathering import Account
from handlers.work import Case
from handlers.workflow import Status
from storage import surveys


def forget(case: Case, gone: Collection[Account]) -> None:
    """Their answers and the questions to them are the ticket's no more; that they spoke stays in its history."""
    work, ticket = case.work, case.ticket
    leaving = set(gone) - {(ticket.channel, ticket.reporter)}
    waited = [row for row in case.surveys if (row.channel, row.recipient) in leaving and row.state in settling.OPEN]
    surveys.drop(work.conn, work.district, ticket.id, leaving)
    case.surveys[:] = [row for row in case.surveys if (row.channel, row.recipient) not in leaving]
    # Theirs may have been the last question whose moment would have ended the ticket.
    still = any(row.state in settling.OPEN for row in settling.asked(case))
    if waited and not still and ticket.status == Status.RESOLVED:
        settling.close(case, "system", settling.votes(case))
