"""The end of a ticket: what everybody's answers of this round make of it."""

from __future__ import annotations

from handlers import clocks
from handlers.closing import tally
from handlers.closing.tally import Spoken, Vote
from handlers.evidence import doors
from handlers.evidence.doors import Account, Door
from handlers.evidence.gathering import door_of
from handlers.work import Case
from handlers.workflow import Status
from storage import supporters
from storage import surveys as rows
from storage.surveys import Rating

OPEN = ("planned", "sent", "reminded")
# Ends that residents' words make, and may still change.
JUDGED = frozenset({"solved", "partly", "unsolved", "unanswered"})


def votes(case: Case, new: Rating | None = None) -> list[Vote]:
    """What each household said last of this completion; `new` is not written yet."""
    work, ticket = case.work, case.ticket
    kept = rows.ratings_of(work.conn, work.district, ticket.id)
    here = [one for one in (*kept, *([new] if new else [])) if one.round == ticket.reopened + 1]
    home = homes(case)
    own = home[ticket.channel, ticket.reporter]
    # Of an order that is no appeal only whoever asked for it speaks, on whatever channel of his.
    spoken = [
        Spoken(who, one.result, one.solved, one.score, ticket.form != "appeal" or who == own)
        for one in here
        for who in [home.get((one.channel, one.account), (one.channel, one.account))]
    ]  # fmt: skip
    return tally.votes(spoken, work.policy.survey.low_score)


def homes(case: Case) -> dict[Account, Account]:
    """Who lives with whom, of those who have the trouble; the figures go by the same doors."""
    ticket = case.ticket
    own = Door(ticket.building, ticket.entrance, ticket.room), (ticket.channel, ticket.reporter)
    beside = supporters.doors_of(case.work.conn, ticket)
    return doors.homes([own, *((door_of(row), (row.channel, row.account)) for row in beside)])


def outcome(case: Case, said: list[Vote]) -> str:
    """What these come to by the pack's quorum."""
    return tally.outcome(said, case.work.policy.survey.neighbours.quorum)


def agreed(case: Case, said: list[Vote], answering: Account) -> bool:
    """Whether so many neighbours say solved that nobody has to wait; one of them has answered just now."""
    here = _households(case, {(row.channel, row.recipient) for row in asked(case)} | {answering})
    return tally.agreed(said, max(len(here), len(said)), case.work.policy.survey.neighbours.quorum)


def _households(case: Case, accounts: set[Account]) -> set[Account]:
    home = homes(case)
    return {home.get(account, account) for account in accounts}


def asked(case: Case) -> list[rows.Survey]:
    """The questions of this completion."""
    return [row for row in case.surveys if row.round == case.ticket.reopened + 1]


def waits(case: Case) -> bool:
    """Whether somebody who was, or will be, asked has not answered yet."""
    return any(row.state in OPEN for row in asked(case))


def close(case: Case, actor: str, said: list[Vote]) -> None:
    """Archived with what residents say."""
    clocks.stop(case)
    case.ticket.closed_at, case.ticket.outcome = case.work.now, outcome(case, said)
    households = len(_households(case, {(row.channel, row.recipient) for row in asked(case)}))
    tallied = {"answered": len(said), "asked": households} if len(said) > 1 or households > 1 else {}
    case.record("closed", actor, Status.CLOSED, outcome=case.ticket.outcome, **tallied)


def again(case: Case, said: list[Vote]) -> None:
    """One more answer about what is archived: what they come to now."""
    if case.ticket.outcome in JUDGED:
        case.ticket.outcome = outcome(case, said)


def end(case: Case, survey: rows.Survey, state: str) -> None:
    """A question is over."""
    survey.state, survey.next_at, survey.closed_at = state, None, case.work.now
    rows.save(case.work.batch, survey)
