"""The end of a ticket: what everybody's answers of this round make of it."""

from __future__ import annotations

from handlers import clocks
from handlers.closing import behind, tally, voices
from handlers.closing.tally import Spoken, Vote
from handlers.evidence.gathering import Account
from handlers.work import Case
from handlers.workflow import Status
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
    own = (ticket.channel, ticket.reporter)
    if voices.judges_himself(case):
        here = [one for one in here if (one.channel, one.account) != own]
    # Of an order that is no appeal only whoever asked for it speaks, on whatever channel of his.
    spoken = [
        Spoken(one.id, one.household, (one.channel, one.account), one.result, one.solved, one.score,
               ticket.form != "appeal" or (one.channel, one.account) == own)
        for one in here
    ]  # fmt: skip
    return tally.votes(spoken, work.policy.survey.low_score)


def household(case: Case, account: Account) -> int | None:
    """The first answer of the account's household about this ticket; None where nobody of it has said anything yet."""
    kept = rows.ratings_of(case.work.conn, case.work.district, case.ticket.id)
    here = behind.mates(case).get(account, (account,))
    return next((one.id for one in kept if (one.channel, one.account) in here), None)


def outcome(case: Case, said: list[Vote]) -> str:
    """What these come to by the pack's quorum."""
    return tally.outcome(said, case.work.policy.survey.neighbours.quorum)


def agreed(case: Case, said: list[Vote], account: Account) -> bool:
    """Whether so many neighbours say solved that nobody has to wait. `account`: whose answer came just now."""
    here = behind.doors(case, [*_people(case), account])
    return tally.agreed(said, max(here, len(said)), case.work.policy.survey.neighbours.quorum)


def asked(case: Case) -> list[rows.Survey]:
    """The questions of this completion."""
    return [row for row in case.surveys if row.round == case.ticket.reopened + 1]


def _residents(case: Case) -> list[rows.Survey]:
    """The questions to residents: to an official who did it himself none is sent, his row only keeps the time."""
    here = asked(case)
    if not voices.judges_himself(case):
        return here
    return [row for row in here if (row.channel, row.recipient) != (case.ticket.channel, case.ticket.reporter)]


def _people(case: Case) -> list[Account]:
    return [(row.channel, row.recipient) for row in _residents(case)]


def waits(case: Case) -> bool:
    """Whether somebody who was, or will be, asked has not answered yet."""
    return any(row.state in OPEN for row in _residents(case))


def close(case: Case, actor: str, said: list[Vote]) -> None:
    """Archived with what residents say."""
    clocks.stop(case)
    case.ticket.closed_at, case.ticket.outcome = case.work.now, outcome(case, said)
    doors = behind.doors(case, _people(case))
    tallied = {"answered": len(said), "asked": doors} if len(said) > 1 or doors > 1 else {}
    case.record("closed", actor, Status.CLOSED, outcome=case.ticket.outcome, **tallied)


def again(case: Case, said: list[Vote]) -> None:
    """One more answer about what is archived: what they come to now."""
    if case.ticket.outcome in JUDGED:
        case.ticket.outcome = outcome(case, said)


def end(case: Case, survey: rows.Survey, state: str) -> None:
    """A question is over."""
    survey.state, survey.next_at, survey.closed_at = state, None, case.work.now
    rows.save(case.work.batch, survey)
