"""Whose trouble a ticket is: its reporter, and the neighbours who joined him."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.org import Address
from handlers.work import Case
from storage import holding, supporters
from storage import surveys as rows
from storage.supporters import Supporter


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose word counts for a ticket.

    Attributes:
        own: whether he reported it; else he joined.
        handles: whether he reported what he himself accepted or called done: that is 办结, and no resident's 解决.
    """

    channel: str
    account: str
    own: bool
    handles: bool = False

    @property
    def address(self) -> Address:
        """Where he is reached."""
        return Address(self.channel, self.account)


def reporter(case: Case) -> Voice:
    """Who reported it."""
    return Voice(case.ticket.channel, case.ticket.reporter, own=True, handles=judges_himself(case))


def judges_himself(case: Case) -> bool:
    """Whether an appeal's reporter accepted it or called it done: what he says of it is an official's own word.

    Who was only told of it, or left it to somebody else, is an ordinary reporter.
    """
    ticket, work = case.ticket, case.work
    person = work.org.person_of(ticket.channel, ticket.reporter) if ticket.form == "appeal" else None
    if person is None:
        return False
    return person in holding.of_ticket(work.conn, work.batch, ticket)


def neighbours(case: Case) -> list[Supporter]:
    """Who joined, first come first; of what is confidential nobody is told, and nobody judges his own work."""
    ticket, org = case.ticket, case.work.org
    if ticket.form != "appeal" or ticket.confidential:
        return []
    found = supporters.doors_of(case.work.conn, ticket)
    others = [one for one in found if (one.channel, one.account) != (ticket.channel, ticket.reporter)]
    return [one for one in others if org.person_of(one.channel, one.account) not in case.people]


def neighbour(case: Case, channel: str, account: str) -> Voice | None:
    """Somebody who joined the ticket; None for everybody else."""
    joined = any((one.channel, one.account) == (channel, account) for one in neighbours(case))
    return Voice(channel, account, own=False) if joined else None


def reached(case: Case) -> list[Supporter]:
    """The neighbours who can be told something in private."""
    return _sorted_out(case)[0]


def unreached(case: Case) -> list[Supporter]:
    """The neighbours whom nothing reaches in private: their channel only hears, or the last message came back.

    For the group's evening digest: they hear there what the others heard in private.
    """
    return _sorted_out(case)[1]


def _sorted_out(case: Case) -> tuple[list[Supporter], list[Supporter]]:
    work, everybody = case.work, neighbours(case)
    if not everybody:
        return [], []
    people = [(one.channel, one.account) for one in everybody]
    back = rows.came_back(work.conn, work.district, case.ticket.id, people)
    lost = {
        (one.channel, one.account)
        for one in everybody
        if not work.org.writes_to(one.channel) or (one.channel, one.account) in back
    }
    fine = [one for one in everybody if (one.channel, one.account) not in lost]
    return fine, [one for one in everybody if (one.channel, one.account) in lost]
